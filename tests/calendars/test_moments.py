"""Dates and times in one cell or two, as tools and people write them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from campaign_scheduler.calendars.moments import Moment, MomentReader, proof, split
from campaign_scheduler.spreadsheets import Cell
from campaign_scheduler.workspace.dates import DateReader

LONDON = ZoneInfo("Europe/London")
READER = MomentReader(DateReader("dmy", date(2026, 9, 1)), LONDON, LONDON)


@pytest.mark.parametrize(
    "cells",
    [
        ("2026-10-13 09:00",),
        ("2026-10-13 09:00:00",),
        ("2026-10-13T09:00:00",),
        ("2026/10/13 9:00",),
        ("13/10/2026 09:00",),
        ("13/10/26 9am",),
        ("13.10.2026 09.00",),
        ("13-Oct-26 9:00 AM",),
        ("Oct 13, 2026 9:00 AM",),
        ("October 13th, 2026 at 9am",),
        ("Tuesday, 13 October 2026, 9.00am",),
        ("Tue 13 October 2026 09:00 BST",),
        ("2026-10-13T08:00:00.000Z",),
        ("2026-10-13T08:00:00+00:00",),
        ("2026-10-13 10:00 +0200",),
        ("2026-10-13 4:00 AM EDT",),
        ("2026-10-13 04:00 America/New_York",),
        ("2026-10-13", "09:00"),
        ("2026-10-13", "9.00 a.m."),
        ("2026-10-13", "0900"),
        ("13 October", "09:00", "", "Tuesday"),
        (date(2026, 10, 13), time(9)),
        (datetime(2026, 10, 13, 9),),
        (datetime(2026, 10, 13), "9am"),
        (datetime(2026, 10, 13), datetime(1900, 1, 1, 9)),
        ("2026-10-13", "09:00 BST"),
        ("2026-10-13", "08:00", "UTC"),
        ("2026-10-13", "10:00", "Europe/Paris"),
        ("2026-10-13 00:00:00", "09:00"),
    ],
    ids=str,
)
def test_all_of_these_are_the_same_moment(cells: tuple[Cell, ...]) -> None:
    found = READER.read(split(*cells))
    assert isinstance(found, Moment), found
    assert (found.day, found.at) == (date(2026, 10, 13), time(9))


def test_blanks_stay_blank() -> None:
    assert READER.read(split("", "")) == Moment(None, None)
    assert READER.read(split("2026-10-13", None)) == Moment(date(2026, 10, 13), None)


def test_what_proves_the_order() -> None:
    shown = proof(
        (f"line {number}", split(text))
        for number, text in enumerate(["05/10/2026", "7/7/2026", "13/10/2026", "Sun 05/10/2026", "2026-01-02"], start=1)
    )
    assert (shown.day_first, shown.month_first) == (("line 3",), ("line 4",))
    assert shown.open == (("line 1", "05/10/2026"),)
    assert shown.order == ""
