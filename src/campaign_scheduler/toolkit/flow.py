"""A run of blocks becomes units, paired: text that flows, with the tables and boxes that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .cells import flat, is_worthy
from .document import Block, Box, Break, Paragraph, Picture, Table, paragraphs_in, pictures_in
from .pairing import give, pair_sequence
from .tables import table_units
from .unit import Context, Item, Unit, split_by_ends
from .units import UnitReader
from .unlabelled import OUTRO, unlabelled


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
