"""Dates and times as the pages say them, always with their zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Say = Callable[[str], str]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def place(zone: ZoneInfo) -> str:
    """`London`"""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def day(moment: date, say: Say) -> str:
    """`Tuesday 13 October 2026`"""
    return f"{say(DAYS[moment.weekday()])} {moment.day} {say(MONTHS[moment.month - 1])} {moment.year}"


def short_day(moment: date, say: Say) -> str:
    """`Tue 13 October`"""
    return f"{say(SHORT_DAYS[moment.weekday()])} {moment.day} {say(MONTHS[moment.month - 1])}"


def month(moment: date, say: Say) -> str:
    """`October 2026`"""
    return f"{say(MONTHS[moment.month - 1])} {moment.year}"


def when(moment: datetime, zone: ZoneInfo, say: Say) -> str:
    """`Tue 13 October 2026, 09:00`"""
    there = moment.astimezone(zone)
    return f"{short_day(there, say)} {there.year}, {there:%H:%M}"


def exactly(moment: datetime, zone: ZoneInfo, say: Say) -> str:
    """`Tue 13 October 2026, 09:00:02`"""
    there = moment.astimezone(zone)
    return f"{short_day(there, say)} {there.year}, {there:%H:%M:%S}"


def away(moment: datetime, now: datetime, say: Say, several: Callable[[str, str, int], str]) -> str:
    """`in 3 days`, `in 20 minutes`, `now`, `2 hours ago`."""
    apart = moment - now
    if abs(apart) < timedelta(minutes=1):
        return say("now")
    words = {"time": length(abs(apart), several)}
    return say("in %(time)s") % words if apart > timedelta(0) else say("%(time)s ago") % words


def length(time: timedelta, several: Callable[[str, str, int], str]) -> str:
    """`3 days`, `1 hour`, `15 minutes`: in the largest unit there is one of."""
    unit, one, many = next((known for known in _UNITS if time >= known[0]), _UNITS[-1])
    count = max(1, round(time / unit))
    return several(one, many, count) % {"num": count}


_UNITS = (
    (timedelta(days=1), "%(num)s day", "%(num)s days"),
    (timedelta(hours=1), "%(num)s hour", "%(num)s hours"),
    (timedelta(minutes=1), "%(num)s minute", "%(num)s minutes"),
)
