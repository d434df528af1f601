"""CSV as Excel, Numbers, Google Sheets and editors write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .table import Cell, Table, TableError
from .text import NotTextError, decode, encode

SEPARATORS = ",;\t"
HINT = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)
LARGEST_FIELD = 1_000_000


def read(path: Path) -> Table:
    """Read a CSV file. Raises TableError."""
    text, _ = _decoded(path.read_bytes())
    separator, skip = _separator(text)
    records = _records(text, separator)
    rows = [(line, cells) for line, cells in records if line > skip and any(cell.strip() for cell in cells)]
    if not rows:
        raise TableError("calendar-empty", "The file has no headings and no rows.", "Write the headings in line 1.")
    line, headings = rows[0]
    body = tuple((number, _padded(cells, len(headings))) for number, cells in rows[1:])
    return Table(tuple(headings), line, body)


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        return decode(content)
    except NotTextError as error:
        raise TableError(
            "file-not-text", f"The file cannot be read as text: {error}.", "Save it again as CSV UTF-8."
        ) from None


def _separator(text: str) -> tuple[str, int]:
    """The separator, and how many lines of hint stand before the headings (`sep=;`)."""
    first = next(iter(io.StringIO(text, newline="")), "")
    hint = HINT.match(first)
    if hint:
        return hint[1], 1
    outside = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(SEPARATORS, key=outside.count), 0


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line on which it starts."""
    csv.field_size_limit(LARGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(error, line) from None
        yield line, cells
        line = reader.line_num + 1


def _broken(error: csv.Error, line: int) -> TableError:
    if "end of data" in str(error):
        message = "A quotation mark opens here and is never closed."
        return TableError("csv-broken", message, "Close the quotation mark, or save the file again as CSV.", line)
    message = "The quotation marks in this row do not match."
    return TableError("csv-broken", message, 'Write a quotation mark inside a cell twice (""), or save it again.', line)


def _padded(cells: list[str], width: int) -> tuple[Cell, ...]:
    return tuple(cells) if len(cells) >= width else (*cells, *[""] * (width - len(cells)))


def with_cells(content: bytes, column: int, values: Mapping[int, str]) -> bytes:
    """The file with only those cells changed. Raises TableError when another cell would read differently."""
    text, codec = _decoded(content)
    separator, _ = _separator(text)
    changed = _spliced(text, separator, column, values)
    _check_only(text, changed, separator, column, values)
    return encode(changed, codec, content)


def _spliced(text: str, separator: str, column: int, values: Mapping[int, str]) -> str:
    pieces: list[str] = []
    done = 0
    for line, fields in _spans(text, separator):
        if line in values and column < len(fields):
            start, end = fields[column]
            pieces += [text[done:start], values[line]]
            done = end
    return "".join([*pieces, text[done:]])


def _spans(text: str, separator: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Where each field of each record stands in the text, by the csv module's own rules."""
    marks = re.compile(f'"|{re.escape(separator)}|\r\n|\r|\n')
    line = record_line = 1
    start, fields, quoted = 0, list[tuple[int, int]](), False
    for mark in marks.finditer(text):
        found = mark[0]
        if found == '"':
            quoted = not quoted if (quoted or mark.start() == start) else quoted
            continue
        is_break = found in ("\r\n", "\r", "\n")
        line += is_break
        if quoted:
            continue
        fields.append((start, mark.start()))
        start = mark.end()
        if is_break:
            yield record_line, fields
            fields, record_line = [], line
    fields.append((start, len(text)))
    yield record_line, fields


def _check_only(before: str, after: str, separator: str, column: int, values: Mapping[int, str]) -> None:
    """Read the result back: every cell but those meant must read as it did."""
    old = [(line, list(cells)) for line, cells in _records(before, separator)]
    new = list(_records(after, separator))
    for line, cells in old:
        if line in values and column < len(cells):
            cells[column] = values[line]
    if old != new:
        raise TableError(
            "cannot-write-ids", "The ids cannot be written without disturbing the file.", "Type them in by hand."
        )
