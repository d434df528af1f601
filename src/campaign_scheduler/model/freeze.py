"""A freeze: a time in which nothing of a campaign goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Freeze:
    """From `starts_at` (included) to `ends_at` (not included), both UTC."""

    starts_at: datetime
    ends_at: datetime
    reason: str

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def in_words(self, zone: ZoneInfo) -> str:
        """`Thu 24 to Sun 27 December (Christmas)` where it is whole days, else with the times."""
        start, end = self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)
        if start.time() == end.time() == time(0):
            last = end.replace(tzinfo=None) - timedelta(days=1)
            return f"{_until(f'{start:%a} {start.day} {start:%B}', f'{last:%a} {last.day} {last:%B}')} ({self.reason})"
        first = f"{start:%a} {start.day} {start:%B %H:%M}"
        return f"{_until(first, f'{end:%a} {end.day} {end:%B %H:%M}')} ({self.reason})"


def _until(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def covering(freezes: Iterable[Freeze], moment: datetime) -> Freeze | None:
    """The freeze that `moment` is in; of several, the one that lasts longest."""
    return max((one for one in freezes if one.covers(moment)), key=lambda one: one.ends_at, default=None)
