"""Tables drawn with lines on a PDF's page, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .document import Cell, Table
from .floats import Float, Place, laid_out


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table drawn with lines: its place, and its cells as (row, column, rows, columns, place)."""

    place: Place
    cells: tuple[tuple[int, int, int, int, Place], ...]


def ruled_tables(page: Any) -> list[Ruled]:
    found = []
    for table in page.find_tables():
        boxes = [Place(*box) for box in table.cells]
        if len(boxes) < 2:
            continue
        downs = sorted({round(one.top) for one in boxes} | {round(one.bottom) for one in boxes})
        rights = sorted({round(one.left) for one in boxes} | {round(one.right) for one in boxes})
        cells = tuple(
            (
                downs.index(round(one.top)),
                rights.index(round(one.left)),
                downs.index(round(one.bottom)) - downs.index(round(one.top)),
                rights.index(round(one.right)) - rights.index(round(one.left)),
                one,
            )
            for one in boxes
        )
        found.append(Ruled(Place(*table.bbox), cells))
    return found


def table_of(table: Ruled, inside: dict[int, list[Float]], where: str) -> Table | None:
    cells = []
    for index, (row, column, rows, columns, _) in enumerate(table.cells):
        blocks = tuple(laid_out(inside.get(index, [])))
        cells.append(Cell(blocks, row, column, max(1, rows), max(1, columns)))
    if not inside:
        return None
    height = max(one.row + one.rows for one in cells)
    width = max(one.column + one.columns for one in cells)
    ordered = tuple(sorted(cells, key=lambda one: (one.row, one.column)))
    return Table(ordered, height, width, 0, f"{where}, table")


def cell_of(place: Place, tables: Sequence[Ruled]) -> tuple[int, int] | None:
    """The table's and the cell's number that something stands in."""
    across, down = (place.left + place.right) / 2, (place.top + place.bottom) / 2
    for number, table in enumerate(tables):
        for index, cell in enumerate(table.cells):
            box = cell[4]
            if box.left <= across <= box.right and box.top <= down <= box.bottom:
                return number, index
    return None


def cell_number(word: dict[str, Any], tables: Sequence[Ruled]) -> int:
    """A number for the cell a word stands in, so that no line runs over a cell's edge; -1 outside."""
    home = cell_of(Place(word["x0"], word["top"], word["x1"], word["bottom"]), tables)
    return -1 if home is None else home[0] * 100_000 + home[1]
