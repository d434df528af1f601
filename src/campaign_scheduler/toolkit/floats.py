"""Things placed on a page by measure: which stand side by side, which below one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .document import Block, Box, Cell, Table, pictures_in
from .xml_names import Element, attribute, child, number

EMU_PER_POINT = 12700
OVERLAP = 0.25
"""How much of the smaller of two may overlap before no line can be drawn between them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in points, from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Float:
    """A block and where it stands; None when the document does not say."""

    block: Block
    place: Place | None


def place_of(anchor: Element | None) -> Place | None:
    """Where a Word anchor puts its drawing, when it says so in numbers."""
    if anchor is None:
        return None
    across, down = (child(anchor, name, "posOffset") for name in ("positionH", "positionV"))
    extent = child(anchor, "extent")
    if across is None or down is None or extent is None:
        return None
    left, top = number(across.text or "") / EMU_PER_POINT, number(down.text or "") / EMU_PER_POINT
    width, height = (number(attribute(extent, key)) / EMU_PER_POINT for key in ("cx", "cy"))
    return Place(left, top, left + width, top + height)


def arranged(floats: Sequence[Float]) -> list[Block]:
    """Blocks in reading order; what makes a grid becomes a table, so that a table's rules pair it."""
    pictures = [one for one in floats if any(pictures_in([one.block]))]
    words = len(floats) - len(pictures)
    if any(one.place is None for one in floats) or not pictures:
        blocks = tuple(one.block for one in floats)
        together = len(pictures) == 1 or words == 1
        return [Box(blocks, "group")] if pictures and words and together else list(blocks)
    return _cut([(one.block, one.place) for one in floats if one.place is not None])


Placed = tuple[Block, Place]


def laid_out(floats: Sequence[Float]) -> list[Block]:
    """A page's blocks in reading order: by columns where there are only words, else as `arranged`."""
    placed = [(one.block, one.place) for one in floats if one.place is not None]
    if any(pictures_in([block for block, _ in placed])):
        return _cut(placed)
    return _read_columns(placed)


def _read_columns(placed: list[Placed]) -> list[Block]:
    """Words alone: a newspaper's columns are read one after another; all else from the top."""
    if len(placed) <= 1:
        return [block for block, _ in placed]
    return [block for band in _bands(_groups(placed, _down)) for block in _newspaper(band)]


def _newspaper(placed: list[Placed]) -> list[Block]:
    columns = _groups(placed, _across)
    if len(columns) > 1 and all(len(column) > 1 for column in columns):
        return [block for column in columns for block in _read_columns(column)]
    return [block for block, _ in sorted(placed, key=lambda one: (one[1].top, one[1].left))]


def _bands(rows: list[list[Placed]]) -> list[list[Placed]]:
    """Rows of several things that have the same columns go together; a row of one thing stands alone."""
    found: list[list[Placed]] = []
    many = False
    for row in rows:
        together = [*found[-1], *row] if found else row
        joins = many and len(row) > 1 and len(_groups(together, _across)) > 1
        if joins:
            found[-1] = together
        else:
            found.append(row)
        many = len(row) > 1
    return found


def _down(place: Place) -> tuple[float, float]:
    return place.top, place.bottom


def _across(place: Place) -> tuple[float, float]:
    return place.left, place.right


def _cut(placed: list[Placed]) -> list[Block]:
    """Cut the page along white lines, as a reader's eye does."""
    if len(placed) <= 1:
        return [block for block, _ in placed]
    rows, columns = _groups(placed, _down), _groups(placed, _across)
    bands = _bands(rows)
    if len(bands) > 1:
        return [block for band in bands for block in _cut(band)]
    grid = _grid(rows, columns)
    if grid is not None:
        return [grid]
    if len(rows) > 1:
        return [block for row in rows for block in _cut(row)]
    if len(columns) > 1:
        return [_as_row(columns)]
    ordered = sorted(placed, key=lambda one: (one[1].top, one[1].left))
    return [block for block, _ in ordered]


def _as_row(columns: list[list[Placed]]) -> Block:
    """Columns without common rows: a table of one row."""
    cells = tuple(Cell(tuple(_cut(column)), 0, index) for index, column in enumerate(columns))
    return Table(cells, 1, len(cells))


def _grid(rows: list[list[Placed]], columns: list[list[Placed]]) -> Table | None:
    """A table when rows and columns cross with at most a few things at each crossing."""
    if len(rows) < 2 or len(columns) < 2:
        return None
    cells = []
    for down, row in enumerate(rows):
        for across, column in enumerate(columns):
            inside = [one for one in row if any(one is other for other in column)]
            if inside:
                ordered = sorted(inside, key=lambda one: (one[1].top, one[1].left))
                cells.append(Cell(tuple(block for block, _ in ordered), down, across))
    return Table(tuple(cells), len(rows), len(columns)) if len(cells) > max(len(rows), len(columns)) else None


def _groups(placed: Sequence[Placed], side: Callable[[Place], tuple[float, float]]) -> list[list[Placed]]:
    """Groups that a straight line parts, in order along `side`."""
    found: list[list[Placed]] = []
    reach = 0.0
    for one in sorted(placed, key=lambda item: side(item[1])):
        start, end = side(one[1])
        allowed = OVERLAP * (end - start)
        if found and start + allowed < reach:
            found[-1].append(one)
            reach = max(reach, end)
        else:
            found.append([one])
            reach = end
    return found
