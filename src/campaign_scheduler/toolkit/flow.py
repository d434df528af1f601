"""A run of blocks becomes units, paired: text that flows, with the tables and boxes that stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .cells import flat, is_worthy
from .document import Block, Box, Break, Paragraph, Picture, Table, paragraphs_in, pictures_in
from .labels import split_label
from .links import bare_links, hashtags_in
from .pairing import give, pair_sequence
from .tables import table_units
from .units import CONTINUES, Caption, Context, Item, Loose, Unit, UnitReader, split_by_ends

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


def flow_units(blocks: Sequence[Block], context: Context, *, accept: bool, many: bool) -> list[Unit]:
    """Every unit in reading order. `accept`: unlabelled words may be captions here; `many`: each paragraph one."""
    reader = UnitReader(context)
    found: list[Unit] = []
    for block in blocks:
        if isinstance(block, Table) and not _is_frame_alone(block):
            if _is_gallery_only(block):
                for picture in pictures_in([block]):
                    reader.picture(picture)
                continue
            found += _close(reader, context, accept, many)
            found += table_units(block, context, accept)
            reader = UnitReader(context)
        elif isinstance(block, Table | Box):
            found += _framed(block, context, reader, accept)
        else:
            reader.read([block]) if isinstance(block, Break) else _read(reader, block)
    return found + _close(reader, context, accept, many)


def _read(reader: UnitReader, block: Block) -> None:
    if isinstance(block, Paragraph):
        reader.paragraph(block)
    elif isinstance(block, Picture):
        reader.picture(block)


def _is_frame_alone(table: Table) -> bool:
    return len(table.cells) == 1


def _is_gallery_only(table: Table) -> bool:
    return any(pictures_in([table])) and not any(len(one.words.split()) >= 4 for one in paragraphs_in([table]))


def _framed(block: Table | Box, context: Context, reader: UnitReader, accept: bool) -> list[Unit]:
    """A box, a slide, a table of one cell: a frame of its own, or words and pictures of the flow around it."""
    blocks = block.blocks if isinstance(block, Box) else block.cells[0].blocks
    has_pictures = any(pictures_in(blocks))
    is_slide = isinstance(block, Box) and block.kind in ("slide", "item", "page")
    worthy = any(len(one.words.split()) >= 4 for one in paragraphs_in(blocks))
    if not (has_pictures and worthy) and not is_slide:
        return _into(reader, blocks, context, worthy)
    units = frame_units(blocks, context)
    kept = [unit for unit in units if unit.labelled or (unit.pictures and accept) or (accept and context.social)]
    return kept if kept or has_pictures else []


def _into(reader: UnitReader, blocks: Sequence[Block], context: Context, worthy: bool) -> list[Unit]:
    """A box with only a caption, or only a picture, counts as that in the flow."""
    if not worthy:
        for picture in pictures_in(blocks):
            reader.picture(picture)
        return []
    inner = UnitReader(replace(context, framed=True))
    for item in inner.read(flat(blocks)):
        reader.items.append(item)
    return []


def frame_units(blocks: Sequence[Block], context: Context) -> list[Unit]:
    """What one frame holds: its tables by their own rules, the rest as one group."""
    inside = replace(context, framed=True)
    found: list[Unit] = []
    rest: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and len(block.cells) > 1 and not _is_gallery_only(block):
            found += table_units(block, context, True)
        elif isinstance(block, Box) and any(pictures_in([block])) and any(paragraphs_in([block])):
            found += frame_units(block.blocks, context)
        else:
            rest += flat([block])
    reader = UnitReader(inside)
    items = _without_prefaces(reader.read(rest))
    units = [one for one in items if isinstance(one, Unit)]
    if units:
        pair_sequence(items, framed=not found)
    elif len(found) == 1:
        give(found[0], [one for one in items if isinstance(one, Picture)], "they stand in one frame", 0.85)
    _share_fields(reader, found + units)
    return found + units


def _share_fields(reader: UnitReader, units: Sequence[Unit]) -> None:
    """What a frame says without saying it of one caption: to the only one, or (hashtags, a date) to all."""
    for name, values in reader.left_fields.items():
        if len(units) == 1 or name in ("hashtags", "date", "embargo"):
            for unit in units:
                unit.fields.setdefault(name, []).extend(values)


def _without_prefaces(items: Sequence[Item]) -> list[Item]:
    """In a frame with a labelled caption, other words are a heading or a remark."""
    units = [one for one in items if isinstance(one, Unit)]
    labelled = [one for one in units if one.labelled and one.has_words]
    kept = labelled or [one for one in units if is_worthy(one, True)]
    return [one for one in items if not isinstance(one, Unit) or any(one is other for other in kept)]


def _close(reader: UnitReader, context: Context, accept: bool, many: bool) -> list[Unit]:
    reader.finish()
    items = [one for one in reader.items if not isinstance(one, Unit) or one.has_words]
    if not any(isinstance(one, Unit) for one in items) and accept:
        items = unlabelled(items, context, many)
    for unit in items:
        if isinstance(unit, Unit):
            _end_early(unit)
    if not any(isinstance(one, Picture) for one in items):
        items = [part for one in items for part in (split_by_ends(one) if isinstance(one, Unit) else [one])]
    framed = context.social and sum(isinstance(one, Unit) for one in items) == 1
    pair_sequence(items, framed=framed)
    return [one for one in items if isinstance(one, Unit) and (one.labelled or accept)]


def _end_early(unit: Unit) -> None:
    """A last paragraph that turns to the toolkit's reader is no part of the caption."""
    for caption in unit.captions:
        while len(caption.words) > 2 and OUTRO.match(caption.words[-1].words.strip()):
            caption.words = caption.words[:-2]


# Captions without labels


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
