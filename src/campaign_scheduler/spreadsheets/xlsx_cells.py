"""Writes cells into a workbook by changing those cells in the sheet's own XML and nothing else.

openpyxl would drop what it does not model (slicers, threaded comments, some validations), so it is not used to write.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from openpyxl.utils import get_column_letter

from .table import TableError
from .xlsx_table import sheet_xml

CELL = re.compile(rb"<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)


def with_cells(content: bytes, column: int, values: Mapping[int, str]) -> bytes:
    """The workbook with only those cells changed, as text. Raises TableError when the sheet is not as expected."""
    target, xml = sheet_xml(content, None)
    letter = get_column_letter(column + 1).encode()
    for line, value in values.items():
        xml = _with_cell(xml, letter, line, value.encode())
    return _rezipped(content, target, xml)


def _with_cell(xml: bytes, letter: bytes, line: int, value: bytes) -> bytes:
    prefix = _prefix(xml)
    row = re.search(_row_pattern(prefix, line), xml, re.DOTALL)
    if row is None:
        raise _refusal(letter, line, value)
    body = row["body"] or b""
    opening = b"<" + prefix + b"row" + row["attributes"].rstrip(b"/") + b">"
    changed = _row_body(body, prefix, letter, line, value)
    return xml[: row.start()] + opening + changed + b"</" + prefix + b"row>" + xml[row.end() :]


def _prefix(xml: bytes) -> bytes:
    found = re.search(rb"<(\w+:)?sheetData", xml)
    return (found[1] or b"") if found else b""


def _row_pattern(prefix: bytes, line: int) -> bytes:
    name = re.escape(prefix) + b"row"
    return b"<" + name + rb'(?P<attributes>(?=[^>]*\br="%d")[^>]*?)(?:/>|>(?P<body>.*?)</' % line + name + b">)"


def _row_body(body: bytes, prefix: bytes, letter: bytes, line: int, value: bytes) -> bytes:
    reference = letter + str(line).encode()
    for cell in CELL.finditer(body):
        found = re.search(rb'\br="([A-Z]+)\d+"', cell["attributes"])
        if found is None:
            raise _refusal(letter, line, value)
        if found[1] == letter:
            return (
                body[: cell.start()] + _cell(prefix, reference, _style(cell["attributes"]), value) + body[cell.end() :]
            )
        if _order(found[1]) > _order(letter):
            return body[: cell.start()] + _cell(prefix, reference, b"", value) + body[cell.start() :]
    return body + _cell(prefix, reference, b"", value)


def _cell(prefix: bytes, reference: bytes, style: bytes, value: bytes) -> bytes:
    start = b"<" + prefix + b'c r="' + reference + b'"' + style + b' t="inlineStr">'
    text = b"<" + prefix + b"is><" + prefix + b"t>" + value + b"</" + prefix + b"t></" + prefix + b"is>"
    return start + text + b"</" + prefix + b"c>"


def _style(attributes: bytes) -> bytes:
    found = re.search(rb'\bs="\d+"', attributes)
    return b" " + found[0] if found else b""


def _order(letters: bytes) -> tuple[int, bytes]:
    return len(letters), letters


def _refusal(letter: bytes, line: int, value: bytes) -> TableError:
    return TableError(
        "cannot-write-ids",
        "The workbook is laid out in a way that cannot be changed safely.",
        f"Type {value.decode()} into cell {letter.decode()}{line} yourself.",
        line,
    )


def _rezipped(content: bytes, target: str, xml: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, xml if info.filename == target else old.read(info))
    return out.getvalue()
