"""Workbooks that would unpack to too much are refused before they are unpacked."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from campaign_scheduler.spreadsheets import TableError, read_table
from campaign_scheduler.spreadsheets.bombs import refuse_bomb
from campaign_scheduler.spreadsheets.grid import read_grid


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        _zip({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"0" * 60_000_000}),
        _zip({f"xl/part{number}.xml": b"<a/>" for number in range(3_000)}),
    ],
    ids=["one huge part", "thousands of parts"],
)
def test_a_bomb_is_refused_at_once(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calendar.xlsx"
    path.write_bytes(content)
    started = time.monotonic()
    for read in (read_table, read_grid):
        with pytest.raises(TableError) as caught:
            read(path)
        assert caught.value.code == "workbook-too-big"
    assert time.monotonic() - started < 2


def test_a_large_honest_workbook_is_read() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(3_000):
        sheet.append([number, "Some words that repeat themselves " * 3])
    out = io.BytesIO()
    book.save(out)
    refuse_bomb(out.getvalue())


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """A thousand million laughs in the sheet's own XML."""
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    row = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    sheet = f"<worksheet><sheetData>{row}</sheetData></worksheet>"
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lol}]>{sheet}'
    book = Workbook()
    out = io.BytesIO()
    book.save(out)
    members = {}
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            members[name] = archive.read(name) if name != "xl/worksheets/sheet1.xml" else bomb.encode()
    path = tmp_path / "calendar.xlsx"
    path.write_bytes(_zip(members))
    started = time.monotonic()
    with pytest.raises(TableError):
        read_grid(path)
    assert time.monotonic() - started < 5
