"""Workbooks, read with the kinds of their cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .bombs import refuse_bomb
from .table import Cell, Table, TableError

OLE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Open it in Excel and save it as Excel Workbook (.xlsx)."
MARKERS = {"date", "caption", "text", "time", "accounts", "copy", "platforms"}
MOST_BLANK_ROWS = 1000


def read(path: Path) -> Table:
    """Read the sheet that holds the calendar. Raises TableError."""
    content = path.read_bytes()
    book = open_book(content)
    with closing(book), damage_told():
        name, rows = _calendar_sheet(book)
        heading_line, headings = _headings(rows)
        body = tuple((line, cells) for line, cells in rows if line > heading_line)
        notes = _notes(content, name)
    _refuse_errors(body, headings)
    return Table(headings, heading_line, tuple(_padded(body, len(headings))), notes)


def open_book(content: bytes) -> Any:
    """The workbook for quick reading. Raises TableError when it is not one, or a bomb."""
    if content.startswith(OLE):
        raise TableError("workbook-unreadable", "It is an old or password-protected Excel file.", SAVE_AS)
    refuse_bomb(content)
    with damage_told():
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)


@contextmanager
def damage_told() -> Iterator[None]:
    """A damaged workbook makes the zip, XML and workbook readers raise all kinds of things: one TableError for all."""
    try:
        yield
    except TableError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError):
        raise TableError("workbook-unreadable", "It is not a workbook that can be read.", SAVE_AS) from None
    except Exception:
        raise TableError("workbook-unreadable", "The workbook is damaged.", SAVE_AS) from None


def _calendar_sheet(book: Any) -> tuple[str, list[tuple[int, tuple[Cell, ...]]]]:
    """The one sheet whose headings are a calendar's."""
    sheets = {sheet.title: _rows(sheet) for sheet in book.worksheets}
    found = [name for name, rows in sheets.items() if rows and _looks_like_headings(rows[0][1])]
    if len(found) == 1:
        return found[0], sheets[found[0]]
    if len(found) > 1:
        raise TableError(
            "workbook-sheets",
            f"Several sheets look like a calendar: {', '.join(found)}.",
            "Keep the calendar in one sheet and move the others to another file.",
        )
    raise TableError(
        "calendar-headings",
        "No sheet has the calendar's headings in its first row.",
        "Write date, time, caption and accounts in the first row of the sheet.",
    )


def _rows(sheet: Any) -> list[tuple[int, tuple[Cell, ...]]]:
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    blank = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if all(cell is None or cell == "" for cell in cells):
            blank += 1
            if blank > MOST_BLANK_ROWS:
                break
            continue
        blank = 0
        rows.append((line, tuple(cells)))
    return rows


def _looks_like_headings(cells: Sequence[Cell]) -> bool:
    return len({str(cell).strip().lower() for cell in cells if cell is not None} & MARKERS) >= 2


def _headings(rows: list[tuple[int, tuple[Cell, ...]]]) -> tuple[int, tuple[str, ...]]:
    line, cells = rows[0]
    named = [str(cell) if cell is not None else "" for cell in cells]
    while named and not named[-1].strip():
        named.pop()
    return line, tuple(named)


def _padded(rows: Sequence[tuple[int, tuple[Cell, ...]]], width: int) -> list[tuple[int, tuple[Cell, ...]]]:
    return [(line, (*cells, *[None] * max(0, width - len(cells)))) for line, cells in rows]


def _refuse_errors(rows: Sequence[tuple[int, tuple[Cell, ...]]], headings: tuple[str, ...]) -> None:
    for line, cells in rows:
        for heading, cell in zip(headings, cells, strict=False):
            if isinstance(cell, str) and re.fullmatch(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)", cell):
                raise TableError(
                    "workbook-error-cell",
                    f"The cell under {heading!r} shows the error {cell}.",
                    "Type the value in place of the formula.",
                    line,
                )


def _notes(content: bytes, sheet: str) -> tuple[tuple[str, str, str, int | None], ...]:
    """Things of the sheet that openpyxl's quick reading does not tell: merged cells, formulas never calculated."""
    xml = sheet_xml(content, sheet)[1]
    found: list[tuple[str, str, str, int | None]] = []
    for match in re.finditer(rb'<(?:\w+:)?mergeCell ref="[A-Z]+(\d+):', xml):
        found.append(
            ("merged-cells", "Cells are merged here; only the first keeps its value.", "Unmerge them.", int(match[1]))
        )
    for match in re.finditer(
        rb'<(?:\w+:)?c r="[A-Z]+(\d+)"[^>]*><(?:\w+:)?f[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)(?:<v></v>|<v ?/>)?</', xml
    ):
        found.append(
            ("formula-not-calculated", "A formula here has no value yet.", "Type the value instead.", int(match[1]))
        )
    return tuple(found)


def sheet_xml(content: bytes, sheet: str | None) -> tuple[str, bytes]:
    """The name in the zip, and the bytes, of a sheet's own XML; None names the calendar's sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        target = _target(archive, sheet)
        return target, archive.read(target)


def _target(archive: zipfile.ZipFile, sheet: str | None) -> str:
    book = load_workbook(io.BytesIO(_all(archive)), read_only=True) if sheet is None else None
    name = _calendar_sheet(book)[0] if book is not None else sheet
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    workbook = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {link.get("Id"): link.get("Target") for link in links}
    for node in workbook.iter("{*}sheet"):
        if node.get("name") == name:
            key = next(value for attribute, value in node.attrib.items() if str(attribute).endswith("}id"))
            target = str(targets[str(key)])
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise TableError("workbook-unreadable", "The calendar's sheet cannot be found in the workbook.", SAVE_AS)


def _all(archive: zipfile.ZipFile) -> bytes:
    assert archive.fp is not None
    archive.fp.seek(0)
    return archive.fp.read()
