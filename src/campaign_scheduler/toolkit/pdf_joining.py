"""Pages end where the paper does: paragraphs and tables that go on overleaf become whole again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .cells import cell_words
from .document import Block, Break, Cell, Paragraph, Table, joined

ENDS = '.!?:”")…'


def joined_pages(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, with what goes on over a page's end in one piece."""
    found: list[Block] = []
    for block in blocks:
        before = found[-2] if len(found) >= 2 and _is_page(found[-1]) else None
        whole = _whole(before, block) if before is not None else None
        if whole is None:
            found.append(block)
        else:
            found[-2:] = [whole]
    return found


def _is_page(block: Block) -> bool:
    return isinstance(block, Break) and block.kind == "page"


def _whole(before: Block, after: Block) -> Block | None:
    if isinstance(before, Paragraph) and isinstance(after, Paragraph) and _goes_on(before, after):
        return _one(before, after)
    if isinstance(before, Table) and isinstance(after, Table) and _are_alike(before, after):
        return _one_table(before, after)
    return None


def _are_alike(before: Table, after: Table) -> bool:
    """Both are drawn with lines, and have the same columns."""
    return bool(before.where and after.where) and before.width == after.width and before.width > 1


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    open_end = before.words.rstrip()[-1:] not in ENDS
    return open_end and not before.level and not after.level and after.depth < 0 and after.words[:1].islower()


def _one(before: Paragraph, after: Paragraph) -> Paragraph:
    return replace(before, text=joined([before.text, after.text], " "))


def _one_table(before: Table, after: Table) -> Table:
    first = [cell for cell in after.cells if cell.row == 0]
    skip = 0
    cells = list(before.cells)
    if [cell_words(one) for one in first] == [cell_words(one) for one in before.cells if one.row == 0]:
        skip = 1
    elif any(_cell_goes_on(one, before) for one in first):
        cells = [_with_rest(one, first, before.height - 1) for one in cells]
        skip = 1
    moved = [replace(one, row=one.row - skip + before.height) for one in after.cells if one.row >= skip]
    return replace(before, cells=(*cells, *moved), height=before.height + after.height - skip)


def _cell_goes_on(cell: Cell, before: Table) -> bool:
    """Its words begin small, and those above them do not end."""
    above = next(
        (one for one in before.cells if one.row + one.rows == before.height and one.column == cell.column), None
    )
    words, last = cell_words(cell), cell_words(above).rstrip() if above is not None else ""
    return bool(words and last) and words[0].islower() and last[-1] not in ENDS


def _with_rest(cell: Cell, rest: Sequence[Cell], last_row: int) -> Cell:
    more = next((one for one in rest if one.column == cell.column), None)
    if more is None or cell.row + cell.rows - 1 != last_row or not more.blocks:
        return cell
    end, start = (cell.blocks[-1] if cell.blocks else None), more.blocks[0]
    if isinstance(end, Paragraph) and isinstance(start, Paragraph) and _goes_on(end, start):
        return replace(cell, blocks=(*cell.blocks[:-1], _one(end, start), *more.blocks[1:]))
    return replace(cell, blocks=(*cell.blocks, *more.blocks))
