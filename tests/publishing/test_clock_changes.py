"""The machine's clock set by a person, and the hours at which all clocks are changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.model.clock import steady
from campaign_scheduler.publishing.clock_watch import ClockWatch
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.services import stopping
from campaign_scheduler.store import events, pauses
from support.office import Office, told

HOUR = timedelta(hours=1)
SPRING = datetime(2026, 3, 29, tzinfo=UTC)
"""In London 00:59 is followed by 02:00, at 01:00 UTC."""
AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)
"""In London 01:59 is followed by 01:00, at 01:00 UTC."""


class Hands:
    """A machine's clock that can be set, and runs."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return steady() + self.ahead


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    rows = ["p0,2026-03-29,09:00,p0,none,Mastodon,,", "p1,2026-03-30,09:00,p1,none,Mastodon,,"]
    with support.office.office(tmp_path, SPRING - 2 * HOUR, rows) as made:
        yield made


def publish(office: Office, watch: ClockWatch) -> None:
    publisher = Publisher(
        *(office.store, office.app.platforms, office.app.settings.credentials, office.clock),
        clock_is_sound=watch.is_sound,
    )
    for claim in publisher.claim("test", 10):
        publisher.publish(claim)


@pytest.mark.parametrize(
    ("seconds", "way"), [(3600, "forward"), (-3600, "back"), (86400 * 30, "forward"), (-31, "back")]
)
def test_a_clock_that_was_set_stops_everything_once_and_says_so(office: Office, seconds: float, way: str) -> None:
    hands = Hands()
    watch = ClockWatch(office.store, office.clock, hands)
    hands.ahead += seconds
    office.clock.moment = SPRING + 8 * HOUR
    for _ in range(3):
        publish(office, watch)
    assert office.requests() == 0
    with office.store.read() as connection:
        (stop,) = pauses.in_force(connection)
        assert events.clock_in_doubt(connection)
    assert f"clock jumped {way} by" in stop.reason
    assert told(office) == {"clock-jumped": 1}
    office.round()
    assert office.states() == {"p0/mastodon": "scheduled", "p1/mastodon": "scheduled"}, (
        "nothing is late by such a clock"
    )


def test_after_a_person_looked_what_was_overdue_is_on_hold_and_the_next_goes_out(office: Office) -> None:
    hands = Hands()
    watch = ClockWatch(office.store, office.clock, hands)
    hands.ahead += 3600
    office.clock.moment = SPRING + 9 * HOUR
    publish(office, watch)
    resumed = stopping.resume(office.app, scope=None, target="", by="ann")
    assert [one.post_id for one in resumed.overdue] == ["p0"]
    office.clock.moment = SPRING + timedelta(days=1, hours=8)
    publish(office, watch)
    assert office.states() == {"p0/mastodon": "held", "p1/mastodon": "published"}


def test_a_clock_that_is_kept_right_is_no_jump(office: Office) -> None:
    """A second now and then, even over months, is what time servers do."""
    hands = Hands()
    watch = ClockWatch(office.store, office.clock, hands)
    for _ in range(50):
        hands.ahead += 0.01
        assert watch.is_sound()
    hands.ahead += 29
    assert watch.is_sound()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the process's zone cannot be changed here")
def test_the_hours_of_summer_time_are_no_jump(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared counts seconds, whatever the hands on the wall show."""
    watch = ClockWatch(office.store, office.clock)
    before = time.localtime().tm_hour
    try:
        monkeypatch.setitem(os.environ, "TZ", "Etc/GMT-5")
        time.tzset()
        assert time.localtime().tm_hour != before
        assert watch.is_sound()
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("day", "rows", "instants"),
    [
        (SPRING, ("00:45", "02:15"), (0.75, 1.25)),
        (AUTUMN, ("01:30 BST", "01:30 GMT", "02:15"), (0.5, 1.5, 2.25)),
    ],
    ids=["spring: half an hour lies between them", "autumn: both of the half past ones"],
)
def test_posts_around_a_clock_change_go_out_in_their_order_each_once(
    tmp_path: Path, day: datetime, rows: tuple[str, ...], instants: tuple[float, ...]
) -> None:
    lines = [f"p{n},{day:%Y-%m-%d},{clock},p{n},none,Mastodon,," for n, clock in enumerate(rows)]
    with support.office.office(tmp_path, day - HOUR, lines) as office:
        for minute in range(0, 240, 15):
            office.at(day + timedelta(minutes=minute))
        sent = [(one.sent_at - day) / HOUR for one in office.log() if one.sent_at]
        assert sent == list(instants)
        assert office.requests() == len(rows)
