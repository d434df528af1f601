"""Calendars in and out, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest
from openpyxl import load_workbook

from support.importing import DATA, written
from support.making import workspace
from support.program import campaign


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return workspace(tmp_path / "home", ["launch,2035-03-05,09:00,launch,,all,,"])


def test_a_calendar_from_another_tool_becomes_drafts(root: Path) -> None:
    before = (root / "config/calendar.csv").read_bytes()
    looked = campaign(root, "import", str(DATA / "metricool.csv"), "--dry-run")
    assert looked.returncode == 0
    for said in ("Metricool", "Facebook → has no adapter", "X → trust_x", "First Comment Text: 1 row, not taken over"):
        assert said in looked.stdout
    assert (root / "config/calendar.csv").read_bytes() == before
    done = campaign(root, "import", str(DATA / "metricool.csv"))
    assert done.returncode == 0
    assert "Wrote 2 rows and 2 captions. Nothing is scheduled" in done.stdout
    assert campaign(root, "check").returncode == 0
    plan = json.loads(campaign(root, "plan", "--json").stdout)
    assert {change["post_id"] for change in plan["changes"]} == {"launch"}
    again = json.loads(campaign(root, "import", str(DATA / "metricool.csv"), "--json").stdout)
    assert (again["drafts"], len(again["there"]), again["written"]) == ([], 2, None)


def test_json_has_the_drafts_and_where_they_come_from(root: Path) -> None:
    told = json.loads(campaign(root, "import", str(DATA / "buffer.csv"), "--json", "--accounts", "trust_x").stdout)
    assert set(told) >= {"drafts", "articles", "resources", "set_aside", "warnings", "losses", "accounts", "written"}
    first = told["drafts"][0]
    assert (first["source"], first["date"], first["time"], first["accounts"]) == (
        "line 2",
        "2026-10-13",
        "09:00",
        ["trust_x"],
    )
    assert told["drafts"][1]["hashtags"] == ["#ListeningProject"]
    assert told["written"] == {"rows": 3, "captions": 2, "left_alone": []}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["import", "bank.csv"], 1, "not a posting calendar"),
        (["import", "open.csv"], 1, "--dates day-first"),
        (["import", "open.csv", "--dates", "sideways"], 2, "neither day-first nor month-first"),
        (["export", "--format", "csv", "--output", "bank.csv"], 3, "is there already"),
    ],
)
def test_a_mistake_is_told_in_words(root: Path, arguments: list[str], code: int, said: str) -> None:
    written(root / "bank.csv", "Date,Description,Amount\n05/10/2026,SHOP,-3.40\n")
    written(root / "open.csv", "Date,Time,Text\n05/10/2026,09:00,Words\n")
    placed = [str(root / one) if one.endswith(".csv") else one for one in arguments]
    answer = campaign(root, *placed)
    assert (answer.returncode, "Traceback" in answer.stderr) == (code, False)
    assert said in " ".join((answer.stdout + answer.stderr).replace("│", " ").split())


def test_the_round_trip_shows_the_difference_and_asks(root: Path) -> None:
    path = root.parent / "plan.xlsx"
    assert campaign(root, "export", "--format", "xlsx", "--output", str(path)).returncode == 0
    book = load_workbook(path)
    sheet = book["Calendar"]
    sheet["C2"] = "10:30"
    sheet["F2"] = "The service opens on Monday."
    book.save(path)
    asked = campaign(root, "import", str(path))
    assert asked.returncode == 1
    assert "moved launch  2035-03-05 09:00 → 2035-03-05 10:30" in asked.stdout
    assert "text: “service opens today.” → “service opens on Monday.”" in asked.stdout.replace("The ", "")
    assert "1 moved, 1 caption changed" in asked.stdout
    assert "09:00" in (root / "config/calendar.csv").read_text()
    assert campaign(root, "import", str(path), "--yes").returncode == 0
    assert "10:30" in (root / "config/calendar.csv").read_text()
    assert (root / "captions/launch.md").read_text(encoding="utf-8") == "The service opens on Monday.\n"


def test_a_diary_that_other_programs_read(root: Path) -> None:
    path = root.parent / "diary.ics"
    assert campaign(root, "export", "-f", "ics", "-o", str(path)).returncode == 0
    first = icalendar.Calendar.from_ical(path.read_bytes())
    (event,) = first.walk("VEVENT")
    assert str(event["UID"]) == "launch@spring.campaign-scheduler"
    assert event.decoded("DTSTART").isoformat() == "2035-03-05T09:00:00+00:00"
    written(root / "config/calendar.csv", "id,date,time,caption,media,accounts,status,note\n")
    answer = campaign(root, "export", "-f", "ics", "-o", str(path), "--json")
    assert json.loads(answer.stdout)["files"] == [{"path": str(path), "rows": 0}]
    (gone,) = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert (str(gone["STATUS"]), int(gone["SEQUENCE"])) == ("CANCELLED", 1)
