"""New times for what did not go out: now and spaced out, the same time some days on, or the next free slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..model.campaign import Window
from ..model.freeze import Freeze, covering
from ..store.post_log import Entry

FARTHEST = timedelta(days=366)
"""How far ahead a free slot, or a day after a freeze, is looked for."""


@dataclass(frozen=True, slots=True)
class NewTime:
    """When it goes out; `at` is None where there is no such time, and `note` says why, or what is particular."""

    at: datetime | None
    note: str = ""


@dataclass
class Surroundings:
    """What a new time must fit. `taken` are the times each account posts at; they grow as times are given out."""

    now: datetime
    pause: timedelta
    zones: Mapping[str, ZoneInfo]
    freezes: Mapping[str, Sequence[Freeze]]
    taken: dict[str, list[datetime]] = field(default_factory=dict)

    def zone(self, entry: Entry) -> ZoneInfo:
        return self.zones.get(entry.campaign, ZoneInfo("UTC"))

    def freeze(self, entry: Entry, at: datetime) -> Freeze | None:
        return covering(self.freezes.get(entry.campaign, ()), at)

    def is_free(self, account: str, at: datetime) -> bool:
        """Nothing of this account goes out at that moment, or nearer to it than the pause."""
        near = max(self.pause, timedelta(minutes=1))
        return all(abs(other - at) >= near for other in self.taken.get(account, ()))

    def take(self, account: str, at: datetime) -> datetime:
        self.taken.setdefault(account, []).append(at)
        return at


def send(entries: Sequence[Entry], around: Surroundings) -> Iterator[NewTime]:
    """The first of each account now, each further one a pause later."""
    given: dict[str, int] = {}
    for entry in entries:
        number = given.get(entry.account, 0)
        at = around.now + number * around.pause
        freeze = around.freeze(entry, at)
        if freeze is not None:
            yield NewTime(None, f"posting is frozen: {freeze.in_words(around.zone(entry))}")
            continue
        given[entry.account] = number + 1
        yield NewTime(at)


def shift(entries: Sequence[Entry], around: Surroundings, by: timedelta) -> Iterator[NewTime]:
    """The same time by the wall clock, so many days or hours on; beyond a freeze by whole days more."""
    for entry in entries:
        wall = meant_at(entry).astimezone(around.zone(entry)).replace(tzinfo=None) + by
        at = _instant(wall, around.zone(entry))
        if at <= around.now:
            yield NewTime(None, "that would still be in the past; shift it further")
            continue
        yield _past_freezes(entry, wall, around)


def slots(entries: Sequence[Entry], around: Surroundings, times: Sequence[time], window: Window) -> Iterator[NewTime]:
    """The next slot of the campaign at which the account posts nothing else."""
    for entry in entries:
        free = (at for at in _slots(entry, around, times, window) if around.is_free(entry.account, at))
        at = next(free, None)
        if at is None:
            last = f" before the campaign ends ({window.end:%d/%m/%Y})" if window.end else ""
            yield NewTime(None, f"no slot is free{last}")
        else:
            yield NewTime(around.take(entry.account, at))


def meant_at(entry: Entry) -> datetime:
    """When it was meant to go out: as released before, else as the calendar says. Tries do not move it."""
    return entry.due_at if entry.late_at is None else entry.late_at - timedelta(seconds=entry.grace_s)


def _past_freezes(entry: Entry, wall: datetime, around: Surroundings) -> NewTime:
    zone, note = around.zone(entry), ""
    for days in range(FARTHEST.days):
        at = _instant(wall + timedelta(days=days), zone)
        freeze = around.freeze(entry, at)
        if freeze is None:
            return NewTime(at, note)
        note = f"moved past the freeze: {freeze.in_words(zone)}"
    return NewTime(None, "posting is frozen for a year from then")


def _slots(entry: Entry, around: Surroundings, times: Sequence[time], window: Window) -> Iterator[datetime]:
    zone = around.zone(entry)
    for day in _days(around.now.astimezone(zone).date(), window):
        for clock in times:
            at = _instant(datetime.combine(day, clock), zone)
            exists = at.astimezone(zone).time() == clock
            if exists and at > around.now and around.freeze(entry, at) is None:
                yield at


def _days(today: date, window: Window) -> Iterator[date]:
    first = max(today, window.start or today)
    last = min(first + FARTHEST, window.end or date.max)
    while first <= last:
        yield first
        first += timedelta(days=1)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first of two where the clock shows a time twice; an hour later where it leaves one out."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
