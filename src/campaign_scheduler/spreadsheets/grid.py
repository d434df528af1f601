"""A stranger's table: every cell of every sheet with its line, nothing yet taken for headings."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .csv_table import HINT, records
from .encodings import decoded
from .table import Cell, TableError
from .text import NotTextError
from .xlsx_table import damage_told, open_book, sheet_xml

MOST_BYTES = 50 * 1024 * 1024
MOST_IN_CELL = 100_000
"""Characters; the longest post any network takes is a tenth of this, and Excel's own cells end at 32,767."""
MOST_COLUMNS = 400
MOST_BLANK = 1000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
TRIED = 60
"""Records that are read to find the separator."""

Line = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that are not empty, each with its line; `name` is blank for a CSV."""

    name: str
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's sheets, and in words how it was read (`CSV with semicolons, Windows-1252`)."""

    sheets: tuple[Sheet, ...]
    read_as: str
    certain: bool = True


def read_grid(path: Path) -> Grid:
    """Read a .csv, .tsv or .xlsx by its content, whatever its name says. Raises TableError, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise TableError(
            "file-too-big",
            f"The file has {path.stat().st_size // 1024 // 1024} MB; a calendar has at most {MOST_BYTES // 1024**2}.",
            "Copy the rows you want into a new file.",
        )
    content = path.read_bytes()
    if not content.strip():
        raise TableError("calendar-empty", "The file is empty.", "Save it again where it came from.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(content)
    return _csv(content)


def _csv(content: bytes) -> Grid:
    try:
        found = decoded(content)
    except NotTextError as error:
        remedy = "Save it again as CSV UTF-8, or as Excel Workbook (.xlsx)."
        raise TableError("file-not-text", f"The file cannot be read as text: {error}.", remedy) from None
    text, separator = _hinted(found.text)
    separator = separator or _separator(text)
    filled = ((line, cells) for line, cells in records(text, separator, MOST_IN_CELL) if any(map(str.strip, cells)))
    rows = tuple((line, _narrow(cells, line)) for line, cells in filled)
    read_as = f"CSV with {SEPARATORS.get(separator, repr(separator))}, {found.encoding}"
    return Grid((Sheet("", rows),), read_as, found.certain)


def _hinted(text: str) -> tuple[str, str]:
    """Excel's `sep=;` line, blanked so that the lines keep their numbers."""
    first = text[: text.find("\n") + 1]
    hint = HINT.match(first)
    return ("\n" + text[len(first) :], hint[1]) if hint else (text, "")


def _separator(text: str) -> str:
    """The one that cuts the first records into the most equal number of cells."""
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> tuple[float, float]:
    reader = csv.reader(io.StringIO(text[:MOST_IN_CELL], newline=""), delimiter=separator)
    try:
        widths = [len(cells) for cells in itertools.islice(reader, TRIED) if any(cell.strip() for cell in cells)]
    except csv.Error:
        return 0.0, 0.0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0.0
    usual = max(set(wide), key=wide.count)
    return len(wide) / len(widths) * wide.count(usual) / len(widths), float(usual)


def _narrow(cells: Sequence[Cell], line: int) -> tuple[Cell, ...]:
    if len(cells) <= MOST_COLUMNS:
        return tuple(cells)
    message = f"The row has {len(cells)} cells."
    raise TableError("file-too-wide", message, "Keep the columns of the calendar and save it again.", line)


def _workbook(content: bytes) -> Grid:
    book = open_book(content)
    with closing(book), damage_told():
        sheets = [Sheet(sheet.title, _rows(sheet, content)) for sheet in book.worksheets if _is_seen(sheet)]
    return Grid(tuple(sheet for sheet in sheets if sheet.rows), "Excel workbook")


def _is_seen(sheet: Any) -> bool:
    """Hidden sheets hold lists for drop-downs, not posts."""
    return bool(sheet.sheet_state == "visible")


def _rows(sheet: Any, content: bytes) -> tuple[Line, ...]:
    merged = _merged(content, sheet.title)
    rows: list[Line] = []
    above: dict[tuple[int, int], Cell] = {}
    blank = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        filled = [_shared(above, merged, line, column, cell) for column, cell in enumerate(cells)]
        if all(cell is None or cell == "" for cell in filled):
            blank += 1
            if blank > MOST_BLANK:
                break
            continue
        blank = 0
        rows.append((line, _narrow(filled, line) if len(_trimmed(filled)) > MOST_COLUMNS else tuple(_trimmed(filled))))
    return tuple(rows)


def _trimmed(cells: list[Cell]) -> list[Cell]:
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] == ""):
        end -= 1
    return cells[:end]


def _shared(
    above: dict[tuple[int, int], Cell],
    merged: dict[tuple[int, int], tuple[int, int]],
    line: int,
    column: int,
    cell: Cell,
) -> Cell:
    """A merged cell's value counts for each row it spans; not for each column."""
    start = merged.get((line, column))
    if start is None:
        return cell
    if start == (line, column):
        above[start] = cell
    return above.get(start, cell)


def _merged(content: bytes, sheet: str) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells of the first column of each merged area, with the cell that holds their value. Lines from 1."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for area in re.finditer(
        rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)"', sheet_xml(content, sheet)[1]
    ):
        column, first, last = _column(area[1].decode()), int(area[2]), int(area[3])
        for line in range(first, min(last, first + MOST_BLANK) + 1):
            found[line, column] = (first, column)
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
