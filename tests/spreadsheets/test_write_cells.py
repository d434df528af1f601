"""Ids are written into a calendar without disturbing anything else in the file."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from campaign_scheduler import workspace as files
from campaign_scheduler.model.errors import InputError
from campaign_scheduler.spreadsheets import read_table
from campaign_scheduler.spreadsheets.csv_table import with_cells
from support.making import workspace

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    bom=st.booleans(),
)
def test_only_the_id_cells_change(rows: list[list[str]], separator: str, ending: str, quoting: int, bom: bool) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=ending, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["id", "date", "caption"])
    writer.writerows([["", *row[1:]] for row in rows])
    content = out.getvalue().encode("utf-8-sig" if bom else "utf-8")
    lines = [line for line, _ in _records(content, separator)][1:]
    after = with_cells(content, 0, {lines[0]: "new-id"})
    changed = _records(after, separator)
    assert [cells for _, cells in changed][1][0] == "new-id"
    assert [cells[1:] for _, cells in changed] == [cells[1:] for _, cells in _records(content, separator)]
    assert abs(len(after) - len(content)) <= len("new-id")
    assert with_cells(after, 0, {}) == after


def _records(content: bytes, separator: str) -> list[tuple[int, list[str]]]:
    text = content.decode("utf-8-sig")
    reader, line, found = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1, []
    for cells in reader:
        found.append((line, cells))
        line = reader.line_num + 1
    return found


def test_every_other_byte_of_a_csv_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    path = root / "config/calendar.csv"
    before = 'id;"date";time ;caption;note\r\n;2030-03-04;"9:00";launch;"a ""quoted"" note,\r\non two lines"\r\n\r\n'
    path.write_bytes(before.encode("cp1252"))
    path.chmod(0o640)
    files.write_ids(root, {2: "launch"})
    assert path.read_bytes().decode("cp1252") == before.replace("\r\n;2030", "\r\nlaunch;2030")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_calendar_without_an_id_column_is_left_alone(tmp_path: Path) -> None:
    root = workspace(tmp_path, ["2030-03-04,09:00,launch"], heading="date,time,caption")
    before = (root / "config/calendar.csv").read_bytes()
    with pytest.raises(InputError) as caught:
        files.write_ids(root, {2: "launch"})
    assert caught.value.problems[0].code == "id-column-missing"
    assert (root / "config/calendar.csv").read_bytes() == before


def test_a_workbook_changes_in_those_cells_alone(tmp_path: Path) -> None:
    root = _with_workbook(tmp_path)
    path = root / "config/calendar.xlsx"
    before = _members(path)
    files.write_ids(root, {2: "launch", 4: "launch-2"})
    after = _members(path)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet2.xml"}
    sheet = load_workbook(path)["Calendar"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3, 4)] == ["id", "launch", "kept", "launch-2"]
    assert sheet.cell(2, 2).value.date() == date(2030, 3, 4)
    assert sheet.cell(2, 1).fill.fgColor.rgb == "00FFFF00"


def test_a_workbook_that_is_open_in_excel_is_waited_for_and_then_reported(tmp_path: Path) -> None:
    root = _with_workbook(tmp_path)
    (root / "config/~$calendar.xlsx").write_bytes(b"")
    before = (root / "config/calendar.xlsx").read_bytes()
    with pytest.raises(InputError) as caught:
        files.write_ids(root, {2: "launch"}, wait=0.3)
    assert caught.value.problems[0].code == "calendar-open"
    assert (root / "config/calendar.xlsx").read_bytes() == before


def _with_workbook(tmp_path: Path) -> Path:
    from openpyxl.styles import PatternFill

    root = workspace(tmp_path)
    (root / "config/calendar.csv").unlink()
    book = Workbook()
    book.active.title = "Notes"  # type: ignore[union-attr]
    sheet = book.create_sheet("Calendar")
    sheet.append(["id", "date", "time", "caption", "accounts"])
    sheet.append([None, date(2030, 3, 4), time(9), "launch", "X"])
    sheet.append(["kept", date(2030, 3, 5), time(9), "launch", "LinkedIn"])
    sheet.append([None, date(2030, 3, 6), time(9), "launch", "Mastodon"])
    sheet.cell(2, 1).fill = PatternFill("solid", fgColor="FFFF00")
    book.save(root / "config/calendar.xlsx")
    return root


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_workbook_is_read_with_the_kinds_of_its_cells(tmp_path: Path) -> None:
    table = read_table(_with_workbook(tmp_path) / "config/calendar.xlsx")
    line, cells = table.rows[0]
    assert line == 2
    assert cells[1:4] == (__import__("datetime").datetime(2030, 3, 4), time(9), "launch")
