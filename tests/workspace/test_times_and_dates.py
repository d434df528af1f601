"""Dates and times as people type them."""

from datetime import date, time

import pytest

from campaign_scheduler.workspace.dates import DateReader, NotADate, proved_order
from campaign_scheduler.workspace.times import parse_time

TODAY = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.30am", time(9, 30)),
        ("9:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("0930hrs", time(9, 30)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("17h30", time(17, 30)),
        ("5 p.m.", time(17)),
        ("noon", time(12)),
        ("23:59", time(23, 59)),
        ("09:30:00", time(9, 30)),
    ],
)
def test_times(text: str, expected: time) -> None:
    parsed = parse_time(text)
    assert parsed is not None
    assert parsed.value == expected


@pytest.mark.parametrize("text", ["", "9", "25:00", "9:60", "13pm", "9-10am", "morning", "9.3"])
def test_what_is_not_one_certain_time(text: str) -> None:
    assert parse_time(text) is None


def test_a_zone_mark_is_kept() -> None:
    parsed = parse_time("01:30 BST")
    assert parsed is not None
    assert (parsed.value, parsed.mark) == (time(1, 30), "BST")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("13/03/2026", date(2026, 3, 13)),
        ("03/13/2026", date(2026, 3, 13)),
        ("2 March 2026", date(2026, 3, 2)),
        ("2nd March 2026", date(2026, 3, 2)),
        ("March 2, 2026", date(2026, 3, 2)),
        ("Mon 2 March", date(2026, 3, 2)),
        ("Monday 2 March 2026", date(2026, 3, 2)),
        ("2 Mar 26", date(2026, 3, 2)),
        ("05.05.2026", date(2026, 5, 5)),
    ],
)
def test_dates(text: str, expected: date) -> None:
    assert DateReader("", TODAY).read(text) == expected


def test_day_or_month_first_is_never_guessed() -> None:
    found = DateReader("", TODAY).read("02/03/2026")
    assert isinstance(found, NotADate)
    assert found.code == "date-ambiguous"
    assert "2 March" in found.message
    assert "3 February" in found.message


def test_one_date_of_the_file_proves_the_order_for_all() -> None:
    assert proved_order(["02/03/2026", "13/03/2026"], "") == "dmy"
    assert proved_order(["02/03/2026", "03/13/2026"], "") == "mdy"
    assert proved_order(["13/03/2026", "03/13/2026"], "") == ""
    assert DateReader("dmy", TODAY).read("02/03/2026") == date(2026, 3, 2)
    assert DateReader("mdy", TODAY).read("02/03/2026") == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tue 2 March 2026", "date-weekday"),
        ("31/02/2026", "date-impossible"),
        ("soon", "date-unreadable"),
        ("2 March", "date-without-year"),
    ],
)
def test_dates_that_are_problems(text: str, code: str) -> None:
    found = DateReader("", TODAY).read(text)
    assert isinstance(found, NotADate)
    assert found.code == code


def test_the_window_proves_the_year() -> None:
    reader = DateReader("", TODAY, date(2026, 2, 20), date(2026, 3, 20))
    assert reader.read("2 March") == date(2026, 3, 2)
