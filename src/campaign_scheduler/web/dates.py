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


def away(moment: datetime, now: datetime, say: Callable[..., str], several: Callable[..., str]) -> str:
    """`in 3 days`, `in 20 minutes`, `now`, `2 hours ago`."""
    apart = moment - now
    ahead, size = apart >= timedelta(0), abs(apart)
    if size < timedelta(minutes=1):
        return say("now")
    for unit, one, many in _UNITS:
        if size >= unit:
            count = round(size / unit)
            words = several(one, many, count) % {"num": count}
            return say("in %(time)s") % {"time": words} if ahead else say("%(time)s ago") % {"time": words}
    return say("now")


_UNITS = (
    (timedelta(days=1), "%(num)s day", "%(num)s days"),
    (timedelta(hours=1), "%(num)s hour", "%(num)s hours"),
    (timedelta(minutes=1), "%(num)s minute", "%(num)s minutes"),
)
