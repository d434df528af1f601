"""The drawing: one mark a post, in its place, and dates that have room for their names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from campaign_scheduler.rehearsal import rehearse
from campaign_scheduler.rehearsal.timeline import EDGE, LEFT, MOST_TICKS, ROOM, WIDTH, timeline
from support.making import CAMPAIGN, SetClock, app_for, workspace


@pytest.mark.parametrize("days", [1, 14, 60, 113, 180, 400, 900])
def test_marks_and_dates_stand_within_the_drawing(tmp_path: Path, days: int) -> None:
    first = datetime(2030, 1, 7)
    moments = [first, first + timedelta(days=days / 2), first + timedelta(days=days - 1)]
    rows = [f"p{number},{moment:%Y-%m-%d},09:00,none,X,Number {number}" for number, moment in enumerate(moments)]
    freeze = f"freezes:\n  - {{from: {first:%Y-%m-%d}, to: {first:%Y-%m-%d}, reason: Purdah}}\n"
    root = workspace(tmp_path, rows, heading="id,date,time,media,accounts,text", campaign=CAMPAIGN + freeze)
    drawn = timeline(rehearse(app_for(root, SetClock(datetime(2029, 12, 1, tzinfo=UTC)))))
    places = sorted(mark.x for mark in drawn.marks)
    assert len(places) == 3
    between = [after - before for (before, _), (after, _) in pairwise(drawn.ticks)]
    assert all(gap > ROOM for gap in between)
    assert all(LEFT + EDGE <= x <= WIDTH - EDGE for x in (*places, *(x for x, _ in drawn.ticks)))
    assert 1 <= len(drawn.ticks) <= MOST_TICKS
    assert drawn.bands[0].x <= places[0] <= drawn.bands[0].x + drawn.bands[0].width
