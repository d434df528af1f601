"""Units become drafts: one for each network and language, with every field in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from .alt_text import is_machine_made
from .document import Picture
from .draft import Draft, Shown
from .links import deceives, hashtags_in, is_private, is_vague, links_of
from .unit import Caption, Unit, files_named, tags_of

UNPAIRED = 0.7
LABELLED = 0.9
PLAIN = 0.75
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})*\Z")


def drafts_of(units: Sequence[Unit], file: str) -> list[Draft]:
    """In reading order, numbered from 1."""
    found: list[Draft] = []
    for number, unit in enumerate(units, 1):
        for caption in unit.captions:
            if caption.text.words.strip():
                for draft in _of_caption(caption, unit, file):
                    draft.unit = number
                    found.append(draft)
    for order, draft in enumerate(found, 1):
        draft.order = order
    return found


def _of_caption(caption: Caption, unit: Unit, file: str) -> Iterator[Draft]:
    for platform, language in product(caption.platforms or (None,), caption.languages or (_spoken(caption),)):
        yield _draft(caption, unit, file, platform, language)


def _spoken(caption: Caption) -> str | None:
    """The language the document's own settings give, unless it is English: every office program says that."""
    said = {one for one in caption.spoken if one}
    code = said.pop() if len(said) == 1 and len(caption.spoken) else ""
    return code if LANGUAGE.match(code) and not code.startswith("en") and code != "x-none" else None


def _draft(caption: Caption, unit: Unit, file: str, platform: str | None, language: str | None) -> Draft:
    text = caption.text
    words = tidy(text.words)
    draft = Draft(file, 0, words, platform, language, source=unit.where)
    draft.hashtags = list(dict.fromkeys([*hashtags_in(words), *caption.tags, *_tags(unit)]))
    draft.field_tags = [tag for tag in draft.hashtags if tag not in hashtags_in(words)]
    links = links_of(text)
    extra = [link for link in caption.links if link.url not in {one.url for one in links}]
    draft.links = [(link.text, link.url) for link in [*links, *extra]] + _field_links(unit, links)
    draft.field_links = [url for _, url in draft.links if url not in {one.url for one in links}]
    draft.date, draft.time = _first(unit, "date"), _first(unit, "time")
    draft.embargo = _first(unit, "embargo")
    draft.wanted = list(files_named(unit.fields.get("image", [])))
    draft.notes = list(dict.fromkeys(unit.notes))
    _add_pictures(draft, unit)
    _add_link_notes(draft, [*links, *extra])
    _judge(draft, unit)
    return draft


def tidy(words: str) -> str:
    """As shown: no blanks at line ends, at most one empty line between paragraphs."""
    lines = [line.rstrip(" \t") for line in words.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _first(unit: Unit, name: str) -> str:
    return next((value for value in unit.fields.get(name, []) if value.strip()), "")


def _tags(unit: Unit) -> list[str]:
    return [tag for value in unit.fields.get("hashtags", []) for tag in tags_of(value)]


def _field_links(unit: Unit, known: Sequence[object]) -> list[tuple[str, str]]:
    values = [value for value in unit.fields.get("link", []) if re.match(r"(https?://|www\.)", value, re.IGNORECASE)]
    whole = [value if "://" in value else f"https://{value}" for value in values]
    urls = {getattr(one, "url", "") for one in known}
    return [(url, url) for url in whole if url not in urls]


def _add_pictures(draft: Draft, unit: Unit) -> None:
    alts = [value for value in unit.fields.get("alt", []) if value.strip()]
    draft.alts = alts
    draft.media = [shown(one) for one in unit.pictures if one.sha256]
    draft.possible = [shown(one) for one in unit.possible if one.sha256]
    draft.notes += [f"Its picture is only linked to: {one.name}." for one in unit.pictures if not one.sha256]
    if alts and len(alts) == len(draft.media):
        for one, alt in zip(draft.media, alts, strict=True):
            one.alt, one.alt_from = alt, "the document's own line"
    elif alts and draft.media:
        draft.notes.append(
            f"There are {len(alts)} alt texts for {len(draft.media)} pictures; which is whose is not said."
        )


def shown(picture: Picture) -> Shown:
    """A picture for a draft; alt text that a machine made is no alt text."""
    reason = is_machine_made(picture.alt, picture.name)
    alt = "" if reason else " ".join(picture.alt.split())
    told = f"its alt text was left: {reason}" if reason and picture.alt.strip() else ""
    return Shown(
        picture.sha256,
        alt,
        name=picture.name,
        label=picture.label,
        crop=picture.crop,
        where=picture.where,
        alt_from=told,
    )


def _add_link_notes(draft: Draft, links: Sequence[object]) -> None:
    for shown_, url in draft.links:
        if is_vague(shown_):
            draft.notes.append(f"“{shown_}” hides its address; a post shows it only if it is written out: {url}")
        if place := is_private(url):
            draft.notes.append(f"{url} leads to {place}, which may ask readers to sign in.")
    for link in links:
        if deceives(link):  # type: ignore[arg-type]
            draft.notes.append(f"It shows {getattr(link, 'text', '')} but leads to {getattr(link, 'url', '')}.")


def _judge(draft: Draft, unit: Unit) -> None:
    """How sure it is, and why."""
    base = LABELLED if unit.labelled else PLAIN
    draft.reason = unit.reason
    if draft.media:
        draft.confidence = min(unit.confidence or base, 1.0) - (0.0 if unit.labelled else 0.05)
    elif draft.possible:
        draft.confidence = base * UNPAIRED
        draft.reason = f"no picture was paired: {unit.reason[:1].lower()}{unit.reason[1:]}"
    else:
        draft.confidence = base
        draft.reason = unit.reason or "no picture stands with it"
    for one in draft.media:
        if one.alt_from.startswith("its alt text was left"):
            draft.notes.append(f"{one.name}: {one.alt_from}.")
        if one.crop is not None:
            draft.notes.append(f"{one.name}: the document shows it cropped; the crop was made on a copy.")
    if draft.date:
        draft.notes.append(f"Date in the document: {' '.join([draft.date, draft.time]).strip()}.")
    if draft.embargo:
        draft.notes.append(f"Embargo in the document: {draft.embargo}.")
