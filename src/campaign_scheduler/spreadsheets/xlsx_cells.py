"""Writes cells into a workbook by changing those cells in the sheet's own XML and nothing else.

openpyxl would drop what it does not model (slicers, threaded comments, some validations), so it is not used to write.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from .table import Cell, TableError
from .xlsx_styles import date_styles
from .xlsx_table import sheet_xml

CELL = re.compile(rb"<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold."""


def with_cells(content: bytes, column: int, values: Mapping[int, str]) -> bytes:
    """The workbook with only those cells of one column changed, as text. Raises TableError."""
    _, xml = sheet_xml(content, None)
    lines = {row.line for row in _rows(xml, _prefix(xml))}
    for line, value in values.items():
        if line not in lines:
            raise _refusal(get_column_letter(column + 1), line, value)
    return with_edits(content, {(line, column): value for line, value in values.items()})


def with_edits(content: bytes, cells: Mapping[tuple[int, int], Cell]) -> bytes:
    """The workbook with only those cells changed; keys are (line from 1, column from 0). Rows are added as needed.

    A date or time goes into a cell with a date format as a real date, else as text that every reader understands.
    Raises TableError when the sheet is not as expected.
    """
    target, xml = sheet_xml(content, None)
    changed = _Writer(xml, date_styles(content)).written(cells) if cells else xml
    return _rezipped(content, target, changed)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    start: int
    end: int
    attributes: bytes
    body: bytes


def _rows(xml: bytes, prefix: bytes) -> Iterator[_Row]:
    name = re.escape(prefix) + b"row"
    pattern = b"<" + name + rb"\b(?P<attributes>[^>]*?)(?:/>|>(?P<body>.*?)</" + name + b">)"
    for found in re.finditer(pattern, xml, re.DOTALL):
        number = re.search(rb'\br="(\d+)"', found["attributes"])
        if number is not None:
            yield _Row(int(number[1]), found.start(), found.end(), found["attributes"], found["body"] or b"")


class _Writer:
    """One pass over the sheet; every byte outside the changed cells stays."""

    def __init__(self, xml: bytes, dates: frozenset[int]) -> None:
        self._xml = xml
        self._prefix = _prefix(xml)
        self._dates = dates
        self._styles: dict[int, bytes] = {}

    def written(self, cells: Mapping[tuple[int, int], Cell]) -> bytes:
        wanted: dict[int, dict[int, Cell]] = {}
        for (line, column), value in cells.items():
            wanted.setdefault(line, {})[column] = value
        pieces: list[bytes] = []
        done = 0
        for row in _rows(self._xml, self._prefix):
            between = sorted(line for line in wanted if line < row.line)
            pieces.append(self._xml[done : row.start])
            pieces += [self._row(line, b"", b"", wanted.pop(line)) for line in between]
            there = self._xml[row.start : row.end]
            changes = wanted.pop(row.line, None)
            pieces.append(there if changes is None else self._row(row.line, row.attributes, row.body, changes))
            self._remember(row)
            done = row.end
        rest = [self._row(line, b"", b"", wanted[line]) for line in sorted(wanted)]
        return self._dimensioned(b"".join(pieces) + self._ended(self._xml[done:], rest), cells)

    def _ended(self, tail: bytes, rows: list[bytes]) -> bytes:
        if not rows:
            return tail
        end = b"</" + self._prefix + b"sheetData>"
        if end in tail:
            return tail.replace(end, b"".join(rows) + end, 1)
        empty = re.compile(b"<" + re.escape(self._prefix) + rb"sheetData\s*/>")
        start = b"<" + self._prefix + b"sheetData>"
        if not empty.search(tail):
            raise TableError(
                "cannot-write",
                "The workbook is laid out in a way that cannot be changed safely.",
                "Type it in by hand.",
            )
        return empty.sub(lambda _: start + b"".join(rows) + end, tail, count=1)

    def _remember(self, row: _Row) -> None:
        """A new row's cells look like those of the last row that had any."""
        for cell in CELL.finditer(row.body):
            found = re.search(rb'\br="([A-Z]+)\d+"', cell["attributes"])
            style = _style(cell["attributes"])
            if found and row.line > 1:
                self._styles[_number(found[1])] = style

    def _row(self, line: int, attributes: bytes, body: bytes, changes: Mapping[int, Cell]) -> bytes:
        for column, value in sorted(changes.items()):
            body = self._body(body, line, column, value)
        opening = attributes.rstrip(b"/") or b' r="%d"' % line
        opening = re.sub(rb'\s+spans="[^"]*"', b"", opening)
        return b"<" + self._prefix + b"row" + opening + b">" + body + b"</" + self._prefix + b"row>"

    def _body(self, body: bytes, line: int, column: int, value: Cell) -> bytes:
        letter = get_column_letter(column + 1).encode()
        for cell in CELL.finditer(body):
            found = re.search(rb'\br="([A-Z]+)\d+"', cell["attributes"])
            if found is None:
                raise _refusal(letter.decode(), line, str(value))
            if found[1] == letter:
                new = self._cell(letter, line, _style(cell["attributes"]), value)
                return body[: cell.start()] + new + body[cell.end() :]
            if _order(found[1]) > _order(letter):
                new = self._cell(letter, line, self._styles.get(column, b""), value)
                return body[: cell.start()] + new + body[cell.start() :]
        return body + self._cell(letter, line, self._styles.get(column, b""), value)

    def _cell(self, letter: bytes, line: int, style: bytes, value: Cell) -> bytes:
        name = self._prefix + b"c"
        start = b"<" + name + b' r="' + letter + str(line).encode() + b'"' + style
        if value is None or value == "":
            return start + b"/>"
        if isinstance(value, date | time) and self._is_date(style):
            return start + b"><" + self._prefix + b"v>" + _serial(value) + b"</" + self._prefix + b"v></" + name + b">"
        words = escape(FORBIDDEN.sub("", _as_text(value))).encode()
        space = b' xml:space="preserve"' if words != words.strip() or b"\n" in words else b""
        opened = b"<" + self._prefix + b"is><" + self._prefix + b"t" + space + b">"
        closed = b"</" + self._prefix + b"t></" + self._prefix + b"is>"
        return start + b' t="inlineStr">' + opened + words + closed + b"</" + name + b">"

    def _is_date(self, style: bytes) -> bool:
        found = re.search(rb'\bs="(\d+)"', style)
        return found is not None and int(found[1]) in self._dates

    def _dimensioned(self, xml: bytes, cells: Mapping[tuple[int, int], Cell]) -> bytes:
        """The sheet's own note of its size covers what was added."""
        found = re.search(rb'(<(?:\w+:)?dimension ref=")([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?(")', xml)
        if found is None:
            return xml
        right = max(_number(found[4] or found[2]), *(column for _, column in cells))
        bottom = max(int(found[5] or found[3]), *(line for line, _ in cells))
        corner = get_column_letter(right + 1).encode() + str(bottom).encode()
        return xml[: found.start()] + found[1] + found[2] + found[3] + b":" + corner + found[6] + xml[found.end() :]


def _prefix(xml: bytes) -> bytes:
    found = re.search(rb"<(\w+:)?sheetData", xml)
    return (found[1] or b"") if found else b""


def _serial(value: date | time) -> bytes:
    return repr(to_excel(value)).encode()  # type: ignore[no-untyped-call]


def _as_text(value: Cell) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _style(attributes: bytes) -> bytes:
    found = re.search(rb'\bs="\d+"', attributes)
    return b" " + found[0] if found else b""


def _order(letters: bytes) -> tuple[int, bytes]:
    return len(letters), letters


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _refusal(letter: str, line: int, value: str) -> TableError:
    return TableError(
        "cannot-write-ids",
        "The workbook is laid out in a way that cannot be changed safely.",
        f"Type {value} into cell {letter}{line} yourself.",
        line,
    )


def _rezipped(content: bytes, target: str, xml: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, xml if info.filename == target else old.read(info))
    return out.getvalue()
