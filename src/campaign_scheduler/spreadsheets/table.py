"""A table of cells that know their line, whichever file it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

Cell = str | int | float | bool | date | datetime | time | None


class TableError(Exception):
    """The file cannot be read as a table. `line` is where, when known; `remedy` how to mend it."""

    def __init__(self, code: str, message: str, remedy: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, slots=True)
class Table:
    """`headings` as written; `rows` are (line, cells) without empty rows, cells as many as headings or more.

    `notes` are things worth telling that are not errors: (code, message, remedy, line).
    """

    headings: tuple[str, ...]
    heading_line: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    notes: tuple[tuple[str, str, str, int | None], ...] = ()


def _is_workbook(path: Path) -> bool:
    """Only for these is openpyxl loaded, which takes longer than to read a whole calendar in CSV."""
    return path.suffix.lower() == ".xlsx"


def read_table(path: Path) -> Table:
    """Read a .csv or .xlsx file. Raises TableError in words for its author, OSError when it cannot be opened."""
    if _is_workbook(path):
        from .xlsx_table import read
    else:
        from .csv_table import read
    return read(path)


def write_cells(path: Path, column: int, values: Mapping[int, str], *, wait: float = 10.0) -> None:
    """Set the cells of one column (counted from 0) on the given lines, and change nothing else in the file.

    Raises TableError when that cannot be done safely, FileInUseError when the file stays open elsewhere.
    """
    from .files import replace_file

    if _is_workbook(path):
        from .xlsx_cells import with_cells
    else:
        from .csv_table import with_cells
    replace_file(path, lambda content: with_cells(content, column, values), wait=wait)


class FileChangedError(Exception):
    """The file holds something else than when it was looked at."""


def write_edits(
    path: Path, cells: Mapping[tuple[int, int], Cell], *, wait: float = 10.0, seen: str | None = None
) -> None:
    """Set cells by (line, column counted from 0), adding rows past the end, and change nothing else in the file.

    With `seen`, a SHA-256, only if the file still is that one. Raises TableError when that cannot be done safely,
    FileInUseError when the file stays open elsewhere, FileChangedError.
    """
    from .files import replace_file

    if _is_workbook(path):
        from .xlsx_cells import with_edits
    else:
        from .csv_table import with_edits

    def changed(content: bytes) -> bytes:
        if seen is not None and hashlib.sha256(content).hexdigest() != seen:
            raise FileChangedError
        return with_edits(content, cells)

    replace_file(path, changed, wait=wait)
