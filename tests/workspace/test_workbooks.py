"""Calendars kept in Excel, and what `campaign init` writes."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from campaign_scheduler import workspace as files
from campaign_scheduler.model.errors import InputError
from campaign_scheduler.model.workspace import Workspace
from campaign_scheduler.workspace.starter import Answers, StarterAccount, create
from support.making import app_for, workspace

HEADINGS = ["id", "date", "time", "caption", "media", "accounts"]


def read(root: Path) -> Workspace:
    return files.read(root, platforms=app_for(root).capabilities(), today=date(2030, 3, 1))


def book(root: Path, *rows: list[object]) -> Path:
    workspace(root)
    (root / "config/calendar.csv").unlink()
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (HEADINGS, *rows):
        sheet.append(row)
    made.save(root / "config/calendar.xlsx")
    return root


def test_real_dates_and_times(tmp_path: Path) -> None:
    whole = read(book(tmp_path, ["a", date(2030, 3, 4), time(9, 30), "launch", "none", "X"]))
    assert str(whole.posts[0].slot) == "Mon 4 March 09:30 (London)"


def test_excels_nine_point_three_is_not_guessed(tmp_path: Path) -> None:
    problem = next(
        p for p in read(book(tmp_path, ["a", date(2030, 3, 4), 9.3, "launch", "none", "X"])).problems if p.is_error
    )
    assert problem.code == "time-number"
    assert "09:30 or 09:18" in problem.message
    assert problem.line == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0 an old one", "workbook-unreadable"),
        (b"not a workbook", "workbook-unreadable"),
        (b"", "workbook-unreadable"),
    ],
)
def test_files_that_are_no_workbooks(tmp_path: Path, content: bytes, code: str) -> None:
    root = book(tmp_path)
    (root / "config/calendar.xlsx").write_bytes(content)
    assert [p.code for p in read(root).problems if p.is_error] == [code]


def test_a_formula_that_was_never_calculated_is_told(tmp_path: Path) -> None:
    codes = [p.code for p in read(book(tmp_path, ["a", "=TODAY()", time(9), "launch", "none", "X"])).problems]
    assert "formula-not-calculated" in codes


def test_init_makes_a_workspace_that_reads_clean(tmp_path: Path) -> None:
    answers = Answers(
        "Spring",
        "spring",
        "Europe/London",
        (
            StarterAccount("our_x", "x"),
            StarterAccount("our_linkedin", "linkedin", options={"author": "urn:li:organization:1"}),
            StarterAccount("our_mastodon", "mastodon", base_url="https://mastodon.example"),
        ),
    )
    create(tmp_path, answers)
    whole = read(tmp_path)
    assert [problem for problem in whole.problems if problem.is_error] == []
    assert whole.drafts == 1
    sheet = load_workbook(tmp_path / "config/calendar.xlsx")["Calendar"]
    assert [cell.value for cell in sheet[1]][:4] == ["id", "date", "time", "caption"]
    assert sheet["B2"].is_date
    with pytest.raises(InputError):
        create(tmp_path, answers)
