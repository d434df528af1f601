"""Full-size artwork beside a document: it takes the place of the small copy inside, by name or by looking alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from .draft import Aside, Draft, Found, Shown
from .vault import Stored

ALIKE = 26
"""The most bits (of 256) by which two sizes of one picture differ; other pictures differ by 60 and more."""
MARGIN = 14
"""The second best must be this much further off, or nothing is decided."""
TINT = 24
SHAPE = 0.03
THUMBNAIL = 600
"""Pixels on the longer side: below this a picture looks poor on every network."""
LARGER = 1.15


@dataclass(frozen=True, slots=True)
class Loose:
    """A picture that came as a file of its own."""

    name: str
    sha256: str

    @property
    def stem(self) -> str:
        return plain(PurePosixPath(self.name).stem)


def plain(stem: str) -> str:
    """A name without its size, version and punctuation: `Voices_1200x675 (final)` is `voices`."""
    words = re.sub(
        r"\d{2,5}\s*[x×]\s*\d{2,5}|\((?:[^()]*)\)|\b(final|full|fullsize|large|hi-?res|web|v\d+|copy)\b",
        " ",
        stem.lower(),
    )
    return re.sub(r"[\W_]+", "-", words).strip("-")


def match_artwork(found: Found, loose: Sequence[Loose], stored: Mapping[str, Stored]) -> None:
    """Put full-size originals in place of small copies; give drafts the files they name; tell what is left."""
    pictures = [one for one in loose if not _problem(one, found, stored)]
    for shown in _shown(found):
        _replace(shown, pictures, stored, found)
    for draft in found.drafts:
        _give_wanted(draft, pictures)
        _give_same_stem(draft, found, pictures)
        _flag_thumbnails(draft, stored)
    _tell_left(found, pictures)


def _problem(loose: Loose, found: Found, stored: Mapping[str, Stored]) -> bool:
    facts = stored.get(loose.sha256)
    problem = facts.problem if facts is not None else "it could not be read"
    if problem:
        found.set_aside.append(Aside(loose.name, "picture", problem, loose.sha256, loose.name))
    return bool(problem)


def _shown(found: Found) -> Iterator[Shown]:
    for draft in found.drafts:
        yield from draft.media
        yield from draft.possible
    for article in found.articles:
        yield from article.media
    yield from found.unpaired


def _replace(shown: Shown, loose: Sequence[Loose], stored: Mapping[str, Stored], found: Found) -> None:
    if any(one.sha256 == shown.sha256 for one in loose):
        shown.name = next(one.name for one in loose if one.sha256 == shown.sha256)
        return
    original = _by_name(shown, loose, stored) or best_alike(shown.sha256, loose, stored)
    if original is None or not _is_larger(original.sha256, shown.sha256, stored):
        return
    aside = Aside(
        shown.name,
        "picture",
        f"{original.name} is the same picture in full size",
        shown.sha256,
        shown.name,
        shown.where,
    )
    if aside not in found.set_aside:
        found.set_aside.append(aside)
    shown.sha256, shown.name = original.sha256, original.name


def _by_name(shown: Shown, loose: Sequence[Loose], stored: Mapping[str, Stored]) -> Loose | None:
    """The one file of the name that the document gives its picture, if it is of the same shape."""
    names = {plain(PurePosixPath(one).stem) for one in (shown.name, shown.label) if one} - {""}
    names = {one for one in names if not re.fullmatch(r"(image|picture|photo|graphic|img)-?\d*", one)}
    found = [one for one in loose if one.stem in names and _same_shape(one.sha256, shown.sha256, stored)]
    return found[0] if len(found) == 1 else None


def best_alike(sha256: str, loose: Sequence[Loose], stored: Mapping[str, Stored]) -> Loose | None:
    """The one file that looks the same, when no other comes near."""
    facts = stored.get(sha256)
    if facts is None or not facts.looks:
        return None
    ranked = sorted(
        (
            (distance(facts, other), one)
            for one in {item.sha256: item for item in loose}.values()
            if (other := stored.get(one.sha256)) is not None and other.looks and _same_shape(one.sha256, sha256, stored)
        ),
        key=lambda pair: pair[0],
    )
    if not ranked or ranked[0][0] > ALIKE or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < MARGIN):
        return None
    return ranked[0][1]


def distance(one: Stored, other: Stored) -> int:
    """How differently two pictures look: bits of their hashes, more where their colours are far apart."""
    bits = (int(one.looks, 16) ^ int(other.looks, 16)).bit_count()
    tint = max(abs(a - b) for a, b in zip(one.tint, other.tint, strict=True))
    return bits + (100 if tint > TINT else 0)


def _same_shape(one: str, other: str, stored: Mapping[str, Stored]) -> bool:
    first, second = stored.get(one), stored.get(other)
    if first is None or second is None or not (first.height and second.height and first.width and second.width):
        return False
    return abs(first.width / first.height / (second.width / second.height) - 1) <= SHAPE


def _is_larger(one: str, other: str, stored: Mapping[str, Stored]) -> bool:
    return stored[one].width >= LARGER * stored[other].width


def _give_wanted(draft: Draft, loose: Sequence[Loose]) -> None:
    """Files that the draft names, when each name fits one file."""
    if draft.media or not draft.wanted:
        return
    for wanted in draft.wanted:
        stem = plain(PurePosixPath(wanted.replace("\\", "/")).stem)
        same = [one for one in loose if one.stem == stem]
        exact = [one for one in same if PurePosixPath(one.name).name.lower() == wanted.lower()] or same
        if len({one.sha256 for one in exact}) != 1:
            draft.notes.append(f"It names the picture {wanted}, which is not among the files given.")
            continue
        draft.media.append(Shown(exact[0].sha256, name=exact[0].name))
    if draft.media:
        draft.reason, draft.confidence = "the document names the picture's file", 0.95
        if len(draft.alts) == len(draft.media):
            for shown, alt in zip(draft.media, draft.alts, strict=True):
                shown.alt = alt


def _give_same_stem(draft: Draft, found: Found, loose: Sequence[Loose]) -> None:
    """`voices.txt` with one caption and `voices.png` beside it."""
    if draft.media or draft.wanted or sum(one.file == draft.file for one in found.drafts) != 1:
        return
    stem = plain(PurePosixPath(draft.file).stem)
    same = [one for one in loose if one.stem == stem]
    if len(same) == 1 and len(loose) >= 1:
        draft.media.append(Shown(same[0].sha256, name=same[0].name))
        draft.reason, draft.confidence = "the picture's file is called as the caption's", 0.85
        if len(draft.alts) == 1:
            draft.media[0].alt = draft.alts[0]


def _flag_thumbnails(draft: Draft, stored: Mapping[str, Stored]) -> None:
    for shown in draft.media:
        facts = stored.get(shown.sha256)
        if facts is not None and 0 < max(facts.width, facts.height) < THUMBNAIL:
            note = f"{shown.name} is only {facts.width} × {facts.height} pixels: ask for it in full size."
            if note not in draft.notes:
                draft.notes.append(note)


def _tell_left(found: Found, loose: Sequence[Loose]) -> None:
    used = {one.sha256 for one in _shown(found)}
    for one in {item.sha256: item for item in loose}.values():
        if one.sha256 not in used:
            found.unpaired.append(Shown(one.sha256, name=one.name, where=one.name))
