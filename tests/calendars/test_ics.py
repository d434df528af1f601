"""The diary: lasting UIDs, numbers that only rise, cancelled posts cancelled, the zone right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_scheduler.calendars.ics import CANCELLED, CONFIRMED, Event, ics_bytes, read_events

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 9, 1, tzinfo=UTC)
EVENT = Event(
    "launch@spring.campaign-scheduler", 3, datetime(2026, 10, 13, 8, tzinfo=UTC), "Launch", "The words", CONFIRMED
)
EVENTS = st.builds(
    replace,
    st.just(EVENT),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    summary=st.text(st.characters(codec="utf-8", categories=["L", "P", "S", "Zs"]), max_size=80).map(str.strip),
    description=st.text(st.characters(codec="utf-8", categories=["L", "P", "S"]), max_size=200),
    sequence=st.integers(0, 99),
)


@given(EVENTS)
def test_what_is_written_is_read_back(event: Event) -> None:
    (found,) = read_events(ics_bytes("Spring", LONDON, [event], NOW))
    assert found == event


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC"])
def test_the_zones_own_rules_in_the_file_agree_with_the_zone_at_every_hour(zone: str) -> None:
    content = ics_bytes("Spring", ZoneInfo(zone), [EVENT], NOW)
    rules = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2028:
        assert moment.astimezone(rules).utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset(), moment
        moment += timedelta(hours=1)


def test_both_posts_of_the_hour_that_happens_twice_keep_their_instant() -> None:
    first, second = (
        replace(EVENT, uid=str(hour), start=datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in (0, 1)
    )
    found = read_events(ics_bytes("Spring", LONDON, [first, second], NOW))
    assert [event.start for event in found] == [first.start, second.start]


def test_a_number_never_falls_and_rises_when_anything_differs() -> None:
    before = ics_bytes("Spring", LONDON, [EVENT], NOW)
    same = ics_bytes("Spring", LONDON, [EVENT], NOW + timedelta(days=1), before)
    assert read_events(same)[0].sequence == 3
    changed = ics_bytes("Spring", LONDON, [replace(EVENT, description="Other words", sequence=0)], NOW, before)
    assert read_events(changed)[0].sequence == 4
    risen = ics_bytes("Spring", LONDON, [replace(EVENT, description="Other words", sequence=9)], NOW, before)
    assert read_events(risen)[0].sequence == 9


def test_what_left_the_plan_is_cancelled_once() -> None:
    before = ics_bytes("Spring", LONDON, [EVENT], NOW)
    gone = ics_bytes("Spring", LONDON, [], NOW, before)
    (event,) = read_events(gone)
    assert (event.status, event.sequence) == (CANCELLED, 4)
    assert read_events(ics_bytes("Spring", LONDON, [], NOW, gone)) == [event]


@pytest.mark.parametrize(
    "content",
    [b"not a diary", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260101\nEND:VEVENT\nEND:VCALENDAR"],
)
def test_a_file_of_another_kind_is_not_taken_for_the_last_diary(content: bytes) -> None:
    with pytest.raises(ValueError):
        ics_bytes("Spring", LONDON, [EVENT], NOW, content)
