"""Captions without labels: each item of a list, else what stands between pictures, breaks and rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .cells import is_worthy
from .document import Break, Paragraph, Picture
from .labels import split_label
from .links import bare_links, hashtags_in
from .unit import Caption, Context, Item, Loose, Unit
from .units import CONTINUES, UnitReader

PREFACE = re.compile(
    r"\b(below (are|is|you)|the following|above (are|is)|these (posts|messages|captions|assets|graphics|images|tweets)|"
    r"feel free|copy and paste|suggested (posts|copy|captions|messages|narrative|wording|text)|your (own )?(social )?"
    r"(media )?(channels|platforms|accounts|networks)|(images|assets|graphics|artwork) below|"
    r"this (toolkit|pack|document)|"
    r"please (use|share|tag|post|adapt|find|amend|edit|feel)|we have (provided|created|put|included|developed|written)|"
    r"we've (provided|created|put)|you can (use|download|find|copy|adapt|edit)|can be (downloaded|used|adapted)|"
    r"ready[- ]to[- ](use|post)|full[- ]siz|high[- ]res)",
    re.IGNORECASE,
)
TYPED = re.compile(r"(\d{1,2})[.)]\s+")
OUTRO = re.compile(
    r"(for (more|further) information|for any (queries|questions)|if you (have any|need|would like)|please contact|"
    r"contact |thank you for|with thanks|e-?mail us|get in touch|questions\?)",
    re.IGNORECASE,
)


def unlabelled(items: Sequence[Item], context: Context, many: bool) -> list[Item]:
    """Loose paragraphs as units: each item of a list, else what stands between pictures or breaks."""
    items = _without_preface(_typed_lists(items))
    loose = [one.paragraph for one in items if isinstance(one, Loose)]
    in_list = [one for one in loose if one.depth >= 0]
    if len(in_list) >= 2 and _are_posts(in_list):
        return _by_list(items, context, min(one.depth for one in in_list))
    return _by_runs(items, context, many)


def _typed_lists(items: Sequence[Item]) -> list[Item]:
    """`1.`, `2.`, `3.` typed by hand before paragraphs make a list as well."""
    found = [(one, match) for one in items if isinstance(one, Loose) and (match := TYPED.match(one.paragraph.words))]
    if len(found) < 2 or [int(match[1]) for _, match in found] != list(range(1, len(found) + 1)):
        return list(items)
    as_items = {id(one): Loose(_as_item(one.paragraph, match.end())) for one, match in found}
    return [as_items.get(id(one), one) for one in items]


def _as_item(paragraph: Paragraph, skip: int) -> Paragraph:
    return replace(paragraph, text=paragraph.text.part(skip, len(paragraph.words)), depth=0)


def _are_posts(paragraphs: Sequence[Paragraph]) -> bool:
    """Items long enough to be posts."""
    outer = min(one.depth for one in paragraphs)
    words = [len(one.words.split()) for one in paragraphs if one.depth == outer]
    return sum(words) / len(words) >= 6


def _without_preface(items: Sequence[Item]) -> list[Item]:
    """Without what is said to the toolkit's reader before the first caption and after the last."""
    found = list(items)
    loose = [one for one in found if isinstance(one, Loose)]
    for one in loose:
        words = one.paragraph.words.strip()
        if not (PREFACE.search(words) or words.endswith(":")) or hashtags_in(words):
            break
        found.remove(one)
    for one in reversed([one for one in found if isinstance(one, Loose)]):
        if not OUTRO.match(one.paragraph.words.strip()) or hashtags_in(one.paragraph.words):
            break
        found.remove(one)
    return found


def _by_list(items: Sequence[Item], context: Context, depth: int) -> list[Item]:
    """Each item of the outer list a unit; what is inside it, and lines that go on, are its own."""
    found: list[Item] = []
    unit: Unit | None = None
    inside = replace(context, framed=True)
    for one in items:
        if isinstance(one, Loose):
            if one.paragraph.depth == depth:
                unit = _unit_of([one.paragraph], inside)
                found.append(unit)
            elif unit is not None and (one.paragraph.depth > depth or CONTINUES.match(one.paragraph.words)):
                _extend(unit, one.paragraph, inside)
            else:
                unit = None
        else:
            found.append(one)
    return found


def _unit_of(paragraphs: Sequence[Paragraph], context: Context) -> Unit:
    """One unit of these paragraphs."""
    reader = UnitReader(context)
    for index, paragraph in enumerate(paragraphs):
        plain = replace(paragraph, depth=-1 if index == 0 or paragraph.depth <= 0 else paragraph.depth)
        reader.paragraph(plain)
    reader.finish()
    units = [one for one in reader.items if isinstance(one, Unit)]
    unit = units[0] if units else Unit(paragraphs[0].where)
    unit.pictures += [one for one in reader.items if isinstance(one, Picture)]
    for other in units[1:]:
        unit.captions += other.captions
    return unit


def _extend(unit: Unit, paragraph: Paragraph, context: Context) -> None:
    found = split_label(paragraph.text)
    if found is not None and found[0].field:
        unit.fields.setdefault(found[0].field, []).append(found[1].words)
        return
    if not unit.captions:
        unit.captions.append(Caption(context.platforms, context.languages))
    unit.captions[-1].add(paragraph.text, "\n")
    unit.pictures += paragraph.anchored


def _by_runs(items: Sequence[Item], context: Context, many: bool) -> list[Item]:
    """Words between pictures, breaks and rules; several posts only where something says so."""
    items = _without_longer_start(items)
    found: list[Item] = []
    run: list[Loose | Break] = []
    runs_end = any(isinstance(one, Picture) for one in items)
    inside = replace(context, framed=True)
    for one in [*items, Break("end")]:
        if isinstance(one, Loose) or (isinstance(one, Break) and one.kind == "blank"):
            run.append(one)
            continue
        found += [_unit_of(part, inside) for part in _posts(run, many and not runs_end, context.plain)]
        run = []
        if not isinstance(one, Break) or one.kind != "end":
            found.append(one)
    return [one for one in found if not isinstance(one, Unit) or is_worthy(one, runs_end)]


def _without_longer_start(items: Sequence[Item]) -> list[Item]:
    """Where each picture has as many paragraphs but the first has more, those begin with words to the reader."""
    runs: list[list[Loose]] = [[]]
    for one in items:
        if isinstance(one, Loose):
            runs[-1].append(one)
        elif isinstance(one, Picture):
            runs.append([])
    runs = [run for run in runs if run]
    usual = {len(run) for run in runs[1:]}
    if len(runs) < 3 or len(usual) != 1 or len(runs[0]) <= (size := usual.pop()):
        return list(items)
    extra = runs[0][: len(runs[0]) - size]
    return [one for one in items if not any(one is other for other in extra)]


def _posts(run: Sequence[Loose | Break], many: bool, plain: bool) -> list[list[Paragraph]]:
    """The paragraphs of each post in a run of words."""
    groups = _by_blanks(run)
    spaced = len(groups) > 1 and (any(len(group) > 1 for group in groups) or plain)
    if spaced and (many or all(_is_whole(group) for group in groups)):
        return _joined_up(groups)
    paragraphs = [one for group in groups for one in group]
    if not paragraphs:
        return []
    if many or sum(_has_end(one) for one in paragraphs) >= 2:
        return _joined_up([[one] for one in paragraphs])
    return [paragraphs]


def _by_blanks(run: Sequence[Loose | Break]) -> list[list[Paragraph]]:
    groups: list[list[Paragraph]] = [[]]
    for one in run:
        if isinstance(one, Loose):
            groups[-1].append(one.paragraph)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _has_end(paragraph: Paragraph) -> bool:
    """It ends as posts do: with a link or hashtags, and says something before."""
    words = paragraph.words
    ends = bool(hashtags_in(words) or bare_links(words) or paragraph.text.links)
    return ends and len(words.split()) > 8


def _is_whole(group: Sequence[Paragraph]) -> bool:
    return _has_end(group[-1]) or (sum(len(one.words.split()) for one in group) > 8 and bool(group[-1].text.links))


def _joined_up(groups: Sequence[list[Paragraph]]) -> list[list[Paragraph]]:
    """Short lines that only go on (a link, hashtags) belong to what is before them."""
    found: list[list[Paragraph]] = []
    for group in groups:
        first = group[0].words.strip()
        goes_on = len(group) == 1 and CONTINUES.match(first) and (len(first.split()) <= 9 and _only_end(group[0]))
        introduced = bool(found) and found[-1][-1].words.rstrip().endswith(":")
        if found and (goes_on or introduced):
            found[-1] += group
        else:
            found.append(list(group))
    return found


def _only_end(paragraph: Paragraph) -> bool:
    words = paragraph.words
    return bool(hashtags_in(words) or bare_links(words) or paragraph.text.links) or len(words.split()) <= 3
