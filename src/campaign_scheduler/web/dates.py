"""Dates and times as the pages say them, always with their zone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..model.freeze import Freeze

Say = Callable[[str], str]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


PLACES = ("London", "England", "Northern Ireland", "Scotland", "Wales")
"""Those whose names differ in the languages of the first users; others are shown as they are known."""


def place(zone: ZoneInfo, say: Say) -> str:
    """`London`"""
    return say(zone.key.rsplit("/", 1)[-1].replace("_", " "))


def day(moment: date, say: Say) -> str:
    """`Tuesday 13 October 2026`"""
    return say("%(weekday)s %(day)s %(month)s %(year)s") % _named(moment, say, DAYS)


def short_day(moment: date, say: Say) -> str:
    """`Tue 13 October`"""
    return say("%(weekday)s %(day)s %(month)s") % _named(moment, say, SHORT_DAYS)


def weekday(moment: date, say: Say) -> str:
    """`Tue`"""
    return say(SHORT_DAYS[moment.weekday()])


def month(moment: date, say: Say) -> str:
    """`October 2026`"""
    return say("%(month)s %(year)s") % _named(moment, say, DAYS)


def _named(moment: date, say: Say, days: Sequence[str]) -> dict[str, object]:
    names = {"weekday": say(days[moment.weekday()]), "month": say(MONTHS[moment.month - 1])}
    return {**names, "day": moment.day, "year": moment.year}


def when(moment: datetime, zone: ZoneInfo, say: Say) -> str:
    """`Tue 13 October 2026, 09:00`"""
    return _at(moment.astimezone(zone), "%H:%M", say)


def exactly(moment: datetime, zone: ZoneInfo, say: Say) -> str:
    """`Tue 13 October 2026, 09:00:02`"""
    return _at(moment.astimezone(zone), "%H:%M:%S", say)


def _at(there: datetime, clock: str, say: Say) -> str:
    named = _named(there, say, SHORT_DAYS)
    return say("%(weekday)s %(day)s %(month)s %(year)s, %(time)s") % {**named, "time": there.strftime(clock)}


def frozen(freeze: Freeze, zone: ZoneInfo, say: Say) -> str:
    """`Thu 24 December to Sun 27 December` where it is whole days, else with the times."""
    start, end = freeze.starts_at.astimezone(zone), freeze.ends_at.astimezone(zone)
    if start.time() == end.time() == time(0):
        first, last = short_day(start, say), short_day(end.replace(tzinfo=None) - timedelta(days=1), say)
    else:
        first, last = when(start, zone, say), when(end, zone, say)
    return first if first == last else say("%(first)s to %(last)s") % {"first": first, "last": last}


def away(moment: datetime, now: datetime, say: Say, several: Callable[[str, str, int], str]) -> str:
    """`in 3 days`, `in 20 minutes`, `now`, `2 hours ago`."""
    apart = moment - now
    if abs(apart) < timedelta(minutes=1):
        return say("now")
    words = {"time": length(abs(apart), several)}
    return say("in %(time)s") % words if apart > timedelta(0) else say("%(time)s ago") % words


def length(lasts: timedelta, several: Callable[[str, str, int], str]) -> str:
    """`3 days`, `1 hour`, `15 minutes`: in the largest unit there is one of."""
    unit, one, many = next((known for known in UNITS if lasts >= known[0]), UNITS[-1])
    count = max(1, round(lasts / unit))
    return several(one, many, count) % {"num": count}


UNITS = (
    (timedelta(days=1), "%(num)s day", "%(num)s days"),
    (timedelta(hours=1), "%(num)s hour", "%(num)s hours"),
    (timedelta(minutes=1), "%(num)s minute", "%(num)s minutes"),
)
