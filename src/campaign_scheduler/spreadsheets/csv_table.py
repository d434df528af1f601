"""CSV as Excel, Numbers, Google Sheets and editors write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
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
    found = records(text, separator)
    rows = [(line, cells) for line, cells in found if line > skip and any(cell.strip() for cell in cells)]
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


def records(text: str, separator: str, largest: int = LARGEST_FIELD) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line on which it starts. Raises TableError."""
    csv.field_size_limit(largest)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(error, line, largest) from None
        yield line, cells
        line = reader.line_num + 1


def _broken(error: csv.Error, line: int, largest: int) -> TableError:
    if "field limit" in str(error):
        message = f"A cell here has over {largest:,} characters; perhaps a quotation mark is never closed."
        return TableError("cell-too-big", message, "Close the quotation mark, or save the file again as CSV.", line)
    if "end of data" in str(error):
        message = "A quotation mark opens here and is never closed."
        return TableError("csv-broken", message, "Close the quotation mark, or save the file again as CSV.", line)
    message = "The quotation marks in this row do not match."
    return TableError("csv-broken", message, 'Write a quotation mark inside a cell twice (""), or save it again.', line)


def _padded(cells: list[str], width: int) -> tuple[Cell, ...]:
    return tuple(cells) if len(cells) >= width else (*cells, *[""] * (width - len(cells)))


def with_cells(content: bytes, column: int, values: Mapping[int, str]) -> bytes:
    """The file with only those cells of one column changed. Raises TableError."""
    text, _ = _decoded(content)
    there = {line: len(cells) for line, cells in records(text, _separator(text)[0])}
    fits = {(line, column): value for line, value in values.items() if column < there.get(line, 0)}
    return with_edits(content, fits)


def with_edits(content: bytes, cells: Mapping[tuple[int, int], Cell]) -> bytes:
    """The file with only those cells changed; keys are (line, column from 0). Lines past the end become new rows.

    A file in an old encoding that cannot hold the new words becomes UTF-8. Raises TableError when another cell
    would read differently.
    """
    if not cells:
        return content
    text, codec = _decoded(content)
    separator, _ = _separator(text)
    wanted: dict[int, dict[int, str]] = {}
    for (line, column), value in cells.items():
        wanted.setdefault(line, {})[column] = as_text(value)
    changed = _spliced(text, separator, wanted)
    _check_only(text, changed, separator, wanted)
    try:
        return encode(changed, codec, content)
    except UnicodeEncodeError:
        return encode(changed, "utf-8-sig", content)


def as_text(value: Cell) -> str:
    """A cell as a CSV holds it: dates as 2026-10-13, times as 09:30."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else "" if value is None else str(value)


def _spliced(text: str, separator: str, wanted: Mapping[int, Mapping[int, str]]) -> str:
    pieces: list[str] = []
    done = 0
    lines: set[int] = set()
    width = 0
    for line, fields in _spans(text, separator):
        lines.add(line)
        width = width if len(lines) > 2 else max(width, len(fields))
        row = wanted.get(line, {})
        for column in sorted(column for column in row if column < len(fields)):
            start, end = fields[column]
            pieces += [text[done:start], _quoted(row[column], separator)]
            done = end
        if beyond := range(len(fields), max(row, default=-1) + 1):
            pieces += [text[done : fields[-1][1]], *(separator + _quoted(row.get(at, ""), separator) for at in beyond)]
            done = fields[-1][1]
    whole = "".join([*pieces, text[done:]])
    return _appended(whole, separator, width, {line: wanted[line] for line in sorted(wanted) if line not in lines})


def _appended(text: str, separator: str, width: int, rows: Mapping[int, Mapping[int, str]]) -> str:
    """New rows at the end, as wide as the headings."""
    ending = "\r\n" if "\r\n" in text or not text else "\n"
    width = max([width, *(column + 1 for row in rows.values() for column in row)])
    new = [separator.join(_quoted(row.get(column, ""), separator) for column in range(width)) for row in rows.values()]
    if not new:
        return text
    before = text if text.endswith(("\n", "\r")) or not text else text + ending
    return before + ending.join(new) + ending


def _quoted(value: str, separator: str) -> str:
    if value != value.strip() or any(mark in value for mark in (separator, '"', "\n", "\r")):
        return '"' + value.replace('"', '""') + '"'
    return value


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
    if start < len(text) or fields:
        fields.append((start, len(text)))
        yield record_line, fields


def _check_only(before: str, after: str, separator: str, wanted: Mapping[int, Mapping[int, str]]) -> None:
    """Read the result back: every cell but those meant must read as it did."""
    old = [(line, list(cells)) for line, cells in records(before, separator)]
    new = [cells for _, cells in records(after, separator)]
    for line, cells in old:
        for column, value in wanted.get(line, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = value
    there = {line for line, _ in old}
    added = [_padded_text(wanted[line]) for line in sorted(wanted) if line not in there]
    if [cells for _, cells in old] != new[: len(old)] or added != [_trimmed(cells) for cells in new[len(old) :]]:
        raise TableError(
            "cannot-write-ids", "The file cannot be changed without disturbing the rest.", "Type it in by hand."
        )


def _padded_text(row: Mapping[int, str]) -> list[str]:
    return _trimmed([row.get(column, "") for column in range(max(row, default=-1) + 1)])


def _trimmed(cells: list[str]) -> list[str]:
    end = max((index + 1 for index, cell in enumerate(cells) if cell), default=0)
    return cells[:end]
