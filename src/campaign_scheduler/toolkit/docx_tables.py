"""Tables of Word documents, with merged cells standing once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .document import Block, Cell, Notes, Table
from .xml_names import Element, attribute, child, is_on, name_of, number

MOST_COLUMNS = 63
"""Word's own limit."""
ReadCell = Callable[[Element, str], tuple[Block, ...]]


def read_table(node: Element, count: int, read: ReadCell, notes: Notes) -> Table | None:
    """The table with its cells in reading order, or None when every row was deleted."""
    cells: dict[tuple[int, int], Cell] = {}
    height = width = 0
    for row in _rows(node):
        if _is_gone(row, notes):
            continue
        column = number(attribute(child(row, "trPr", "gridBefore"), "val"))
        for cell in _cells(row):
            span = max(1, min(MOST_COLUMNS, number(attribute(child(cell, "tcPr", "gridSpan"), "val"), 1)))
            _add(cells, cell, (height, column, span), count, read)
            column += span
        height, width = height + 1, max(width, column)
    found = tuple(sorted(cells.values(), key=lambda one: (one.row, one.column)))
    return Table(found, height, width, count, f"table {count}") if found else None


def _add(
    cells: dict[tuple[int, int], Cell], cell: Element, place: tuple[int, int, int], count: int, read: ReadCell
) -> None:
    row, column, span = place
    merge = child(cell, "tcPr", "vMerge")
    above = _above(cells, row, column)
    if merge is not None and attribute(merge, "val", "continue") == "continue" and above is not None:
        cells[(above.row, above.column)] = replace(above, rows=row - above.row + 1)
        return
    blocks = read(cell, f"table {count}, row {row + 1}, column {column + 1}")
    cells[(row, column)] = Cell(blocks, row, column, 1, span)


def _above(cells: dict[tuple[int, int], Cell], row: int, column: int) -> Cell | None:
    return next((one for (_, start), one in cells.items() if start == column and one.row + one.rows == row), None)


def _rows(node: Element) -> Iterator[Element]:
    for one in node:
        name = name_of(one)
        if name == "tr":
            yield one
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _rows(one)


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        name = name_of(one)
        if name == "tc" and child(one, "tcPr", "cellDel") is None:
            yield one
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _cells(one)


def _is_gone(row: Element, notes: Notes) -> bool:
    properties = child(row, "trPr")
    if child(properties, "del") is not None:
        notes.warn("The document has tracked changes; they were read as accepted. Look whether that is right.")
        return True
    return is_on(child(properties, "hidden"))
