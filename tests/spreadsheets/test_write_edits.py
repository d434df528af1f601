"""Several cells and new rows are written, and everything else stays as it was."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from campaign_scheduler.spreadsheets import read_table, write_edits
from campaign_scheduler.spreadsheets.csv_table import with_edits
from campaign_scheduler.spreadsheets.starter_book import starter_book

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
ROWS = st.lists(st.lists(CELLS.filter(lambda text: bool(text.strip())), min_size=3, max_size=3), min_size=1, max_size=5)


@given(
    rows=ROWS, value=CELLS, column=st.integers(0, 5), separator=st.sampled_from(",;\t"), new=st.lists(CELLS, max_size=3)
)
def test_only_the_cells_meant_change(
    rows: list[list[str]], value: str, column: int, separator: str, new: list[str]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([["one", "two", "three"], *rows])
    content = out.getvalue().encode()
    added = {(10_000 + number, 0): cell for number, cell in enumerate(new) if cell}
    after = _read(with_edits(content, {(2, column): value, **added}), separator)
    expected = [["one", "two", "three"], *[list(row) for row in rows]]
    expected[1] += [""] * (column + 1 - len(expected[1]))
    expected[1][column] = value
    assert after == expected + [[cell, "", ""] for cell in new if cell]


def _read(content: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=separator, strict=True))


def test_an_old_encoding_that_cannot_hold_the_words_becomes_utf_8() -> None:
    after = with_edits("id,note\nlaunch,café\n".encode("cp1252"), {(2, 1): "café 🎉"})
    assert after.decode("utf-8-sig") == "id,note\nlaunch,café 🎉\n"


def test_a_workbooks_new_rows_have_real_dates_and_its_other_parts_stay(tmp_path: Path) -> None:
    path = tmp_path / "calendar.xlsx"
    path.write_bytes(starter_book(["trust_x"]))
    before = _members(path)
    write_edits(
        path,
        {
            (2, 1): date(2030, 3, 4),
            (2, 7): 'Changed & <safe> "words"',
            (3, 0): "second",
            (3, 1): date(2030, 3, 5),
            (3, 2): time(17, 30),
            (3, 3): "voices",
            (1005, 0): "beyond",
            (1005, 1): date(2030, 3, 6),
            (1005, 9): "wide",
        },
    )
    after = _members(path)
    assert {name for name in after if after[name] != before[name]} == {"xl/worksheets/sheet1.xml"}
    table = read_table(path)
    rows = dict(table.rows)
    assert rows[2][1] == datetime(2030, 3, 4)
    assert rows[2][7] == 'Changed & <safe> "words"'
    assert rows[3][:4] == ("second", datetime(2030, 3, 5), time(17, 30), "voices")
    sheet = load_workbook(path)["Calendar"]
    assert sheet["B3"].number_format == "ddd d mmm yyyy"
    assert (sheet["A1005"].value, sheet["J1005"].value) == ("beyond", "wide")
    assert sheet["B1005"].value in (datetime(2030, 3, 6), "2030-03-06")


def test_a_sheet_without_date_formats_gets_dates_as_text(tmp_path: Path) -> None:
    path = tmp_path / "calendar.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "date", "time", "caption"])
    sheet.append(["launch", "2030-03-04", "09:00", "launch"])
    book.save(path)
    write_edits(path, {(2, 1): date(2030, 4, 5), (2, 2): time(8, 5), (2, 3): "  two\nlines "})
    (row,) = read_table(path).rows
    assert row[1] == ("launch", "2030-04-05", "08:05", "  two\nlines ")


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
