"""A zone's rules as a VTIMEZONE: each change of the clocks in a span of years, at its exact onset.

icalendar can make one too, but gives the spring change the time after it; RFC 5545 asks for the time before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

Kind = tuple[timedelta, timedelta, str, bool]
"""Offset before, offset after, name, whether it is summer time."""


def vtimezone(zone: ZoneInfo, first: int, last: int) -> icalendar.Timezone:
    """The rules from the first change in the year `first`, or its start where it has none, to the end of `last`."""
    found = icalendar.Timezone()
    found.add("tzid", zone.key)
    start = datetime(first, 1, 1, tzinfo=UTC)
    changes = list(_changes(zone, start, datetime(last + 1, 1, 1, tzinfo=UTC)))
    onsets: dict[Kind, list[datetime]] = {}
    if not changes or changes[0].year > first:
        onsets[_offset(start, zone), _offset(start, zone), *_called(start, zone)] = [start.replace(tzinfo=None)]
    for moment in changes:
        before = _offset(moment - timedelta(seconds=1), zone)
        kind = (before, _offset(moment, zone), *_called(moment, zone))
        onsets.setdefault(kind, []).append((moment + before).replace(tzinfo=None))
    for kind, moments in onsets.items():
        found.add_component(_observance(kind, moments))
    return found


def _observance(kind: Kind, onsets: list[datetime]) -> icalendar.Component:
    before, after, name, is_summer = kind
    found = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
    found.add("dtstart", onsets[0])
    found.add("tzoffsetfrom", before)
    found.add("tzoffsetto", after)
    found.add("tzname", name)
    if onsets[1:]:
        found.add("rdate", onsets[1:])
    return found


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every instant in UTC from which the zone's offset is another."""
    day = start
    while day < end:
        after = day + timedelta(days=1)
        if _offset(day, zone) != _offset(after, zone):
            yield _onset(zone, day, after)
        day = after


def _onset(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == old else (low, middle)
    return high


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _called(moment: datetime, zone: ZoneInfo) -> tuple[str, bool]:
    there = moment.astimezone(zone)
    return there.tzname() or "", bool(there.dst())
