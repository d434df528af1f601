"""Dates and times as tools and people write them, in one cell or two; the order of day and month is proved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..spreadsheets import Cell
from ..workspace.dates import DAYS, NUMERIC, WEEKDAY, DateReader, NotADate
from ..workspace.times import parse_time

CLOCK = re.compile(
    r"(?:T|[\s,]+)(?:at\s+)?"
    r"(?P<clock>\d{1,2}[:.h]\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?|noon|midday|midnight)"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|\(?[A-Z]{2,5}\)?|[A-Z][a-z]+/[A-Za-z_]+)?\s*\Z",
    re.IGNORECASE,
)
ZONED = re.compile(r"(?P<clock>.*?\d.*?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|\(?[A-Z]{2,5}\)?|[A-Z][a-z]+/[A-Za-z_]+)\s*\Z")
HALVES = ("AM", "PM")
ZONES = {"EDT": -4, "CDT": -5, "MDT": -6, "PDT": -7, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "AEST": 10, "AEDT": 11}
"""Marks that mean one offset only, in hours; CST, EST, PST and IST are used by several countries."""
ORDERS = {"day-first": "dmy", "month-first": "mdy"}


@dataclass(frozen=True, slots=True)
class Written:
    """A date and a time as text, apart, or as the workbook holds them."""

    day: Cell
    clock: Cell
    zone: str = ""
    weekday: str = ""


def split(moment: Cell, clock: Cell = None, zone: Cell = None, weekday: Cell = None) -> Written:
    """One cell with both, or two cells, as date, time and zone apart."""
    mark = str(zone or "").strip()
    name = str(weekday or "").strip()
    if isinstance(moment, datetime):
        at = moment.time() if moment.time() != time(0) or clock in (None, "") else clock
        bare = moment.time() == time(0) and clock not in (None, "")
        return Written(moment.date(), *_clock(clock if bare else at, mark), name)
    if not isinstance(moment, str):
        return Written(moment, *_clock(clock, mark), name)
    found = CLOCK.search(moment)
    if found is None or clock not in (None, ""):
        return Written(moment.strip(), *_clock(clock, mark), name)
    given = found["zone"] or ""
    if given.upper() in HALVES:
        return Written(moment[: found.start()].strip(), f"{found['clock']} {given}", mark, name)
    return Written(moment[: found.start()].strip(" ,"), found["clock"], given.strip("()") or mark, name)


def _clock(clock: Cell, mark: str) -> tuple[Cell, str]:
    if isinstance(clock, datetime):
        return clock.time(), mark
    if not isinstance(clock, str):
        return clock, mark
    found = ZONED.match(clock.strip())
    if found and found["zone"].upper() not in HALVES:
        return found["clock"].strip(), found["zone"].strip("()")
    return clock.strip(), mark


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the file shows its order of day and month. `open` are dates that could be either, with their places."""

    day_first: tuple[str, ...]
    month_first: tuple[str, ...]
    open: tuple[tuple[str, str], ...]

    @property
    def order(self) -> str:
        """`dmy` or `mdy` where one alone is proved, else blank."""
        if bool(self.day_first) == bool(self.month_first):
            return ""
        return "dmy" if self.day_first else "mdy"


def proof(written: Iterable[tuple[str, Written]]) -> Proof:
    """What the dates of a file prove, each with its place (`line 12`)."""
    day_first: list[str] = []
    month_first: list[str] = []
    either: list[tuple[str, str]] = []
    for place, one in written:
        numbers = _numbers(one)
        if numbers is None:
            continue
        orders = _orders(*numbers, one)
        if orders == {"dmy"}:
            day_first.append(place)
        elif orders == {"mdy"}:
            month_first.append(place)
        elif len(orders) == 2 and numbers[0] != numbers[1]:
            either.append((place, str(one.day)))
    return Proof(tuple(day_first), tuple(month_first), tuple(either))


def _numbers(one: Written) -> tuple[int, int, int] | None:
    if not isinstance(one.day, str):
        return None
    words = " ".join(one.day.replace(",", " ").split()).lower()
    weekday = WEEKDAY.match(words)
    found = NUMERIC.match(words[weekday.end() :] if weekday else words)
    return (int(found[1]), int(found[2]), _year(found[3])) if found else None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _orders(first: int, second: int, year: int, one: Written) -> set[str]:
    """Which orders give a day that exists, and that is the weekday written beside it."""
    name = _weekday(one)
    found = set()
    for order, (day, month) in (("dmy", (first, second)), ("mdy", (second, first))):
        try:
            fits = date(year, month, day)
        except ValueError:
            continue
        if name is None or fits.weekday() == name:
            found.add(order)
    return found


def _weekday(one: Written) -> int | None:
    for text in (one.weekday, str(one.day)):
        found = WEEKDAY.match(f"{text.strip().lower()} ")
        if found:
            return next(index for index, name in enumerate(DAYS) if name.startswith(found[1]))
    return None


@dataclass(frozen=True, slots=True)
class Moment:
    """When a row is meant to go out, by the campaign's clock. `mark` settles an hour that happens twice (`+0100`)."""

    day: date | None
    at: time | None
    mark: str = ""
    moved: bool = False
    """The time was written in another zone."""


@dataclass(frozen=True, slots=True)
class MomentReader:
    """Reads moments with the order that was proved. `home` is the file's own zone, `zone` the campaign's."""

    dates: DateReader
    zone: ZoneInfo
    home: ZoneInfo

    def read(self, one: Written) -> Moment | NotADate:
        """The moment in the campaign's zone, or why the cells are not one certain moment. Blanks are allowed."""
        day = self._day(one.day, one.weekday)
        at = self._time(one.clock)
        if isinstance(day, NotADate):
            return day
        if isinstance(at, NotADate):
            return at
        if day is None or at is None:
            return Moment(day, at)
        return self._placed(datetime.combine(day, at), one.zone)

    def _day(self, cell: Cell, weekday: str) -> date | NotADate | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date) or cell is None:
            return cell
        text = str(cell).strip()
        name = WEEKDAY.match(f"{weekday.lower()} ")
        has_one = WEEKDAY.match(text.lower())
        return self.dates.read(f"{name[1]} {text}" if name and not has_one else text) if text else None

    def _time(self, cell: Cell) -> time | NotADate | None:
        if isinstance(cell, time):
            return cell.replace(second=0, microsecond=0, tzinfo=None)
        if isinstance(cell, timedelta) or cell is None or str(cell).strip() == "":
            return None
        text = re.sub(r"(:\d{2}):\d{2}(?:\.\d+)?", r"\1", str(cell).strip())
        found = parse_time(text)
        if found is None:
            return NotADate("time-unreadable", f"{text!r} is not one certain time.", "Write it like 09:30.")
        return found.value

    def _placed(self, wall: datetime, mark: str) -> Moment | NotADate:
        """The wall time in the campaign's own zone."""
        zone = self._zone_of(mark, wall)
        if zone is None:
            remedy = f"Write the offset instead, like +01:00, or leave it out for {self.home.key}."
            return NotADate("time-zone-unknown", f"{mark!r} is not one certain time zone.", remedy)
        if zone == self.zone:
            return Moment(wall.date(), wall.time())
        there = wall.replace(tzinfo=zone).astimezone(self.zone)
        return Moment(
            there.date(), there.time().replace(tzinfo=None), f"{there:%z}", moved=there.replace(tzinfo=None) != wall
        )

    def _zone_of(self, mark: str, wall: datetime) -> tzinfo | None:
        if not mark:
            return self.home
        if mark.upper() in ("Z", "UTC", "GMT", "UT"):
            return UTC
        if offset := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", mark):
            return datetime.strptime(f"{offset[1]}{offset[2]}{offset[3]}", "%z").tzinfo
        if mark.upper() in ZONES:
            return timezone(timedelta(hours=ZONES[mark.upper()]))
        if mark in (wall.replace(tzinfo=zone).tzname() for zone in (self.home, self.zone)):
            return self.home if wall.replace(tzinfo=self.home).tzname() == mark else self.zone
        return _named(mark) if "/" in mark else None


def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
