"""A row's date and time become a slot; times that do not exist or happen twice are told, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..model.campaign import Campaign
from ..model.post import Slot
from ..spreadsheets import Cell
from .dates import DateReader, NotADate
from .times import TimeOfDay, parse_time


@dataclass(frozen=True, slots=True)
class SlotReader:
    """Reads slots in the campaign's zone. The same cells always give the same answer."""

    campaign: Campaign
    dates: DateReader

    def read(self, day: Cell, clock: Cell) -> Slot | NotADate:
        """The slot, or why the two cells are not one certain instant."""
        found = self._date(day)
        if isinstance(found, NotADate):
            return found
        at = self._time(clock, found, day)
        return at if isinstance(at, NotADate) else _resolve(found, at, self.campaign.zone)

    def _date(self, cell: Cell) -> date | NotADate:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if cell is None or cell == "":
            return NotADate("date-missing", "The row has no date.", "Write one, or mark the row draft.")
        if not isinstance(cell, str):
            return NotADate(
                "date-unreadable", f"{cell} is a number, not a date.", "Type the date again, like 2026-10-13."
            )
        return self.dates.read(cell)

    def _time(self, cell: Cell, day: date, day_cell: Cell) -> TimeOfDay | NotADate:
        if isinstance(cell, datetime):
            cell = cell.time()
        if isinstance(cell, time):
            return TimeOfDay(cell.replace(second=0, microsecond=0))
        if isinstance(cell, timedelta):
            cell = None
        if cell is None or str(cell).strip() == "":
            return self._blank(day, day_cell)
        if isinstance(cell, int | float):
            return _number(cell)
        return _written(str(cell))

    def _blank(self, day: date, day_cell: Cell) -> TimeOfDay | NotADate:
        if isinstance(day_cell, datetime) and day_cell.time() != time(0):
            return TimeOfDay(day_cell.time().replace(second=0, microsecond=0))
        slot = next(iter(self.campaign.slots), time(9))
        message = f"The row has no time; {slot:%H:%M} on {day:%A} {day.day} {day:%B} is free to take."
        return NotADate("time-missing", message, f"Write {slot:%H:%M} in the time column, or another time.")


def _number(cell: float) -> NotADate:
    """Excel keeps 9.3 as a number: half past nine, or a fraction of an hour or a day?"""
    whole, part = int(cell), round((cell - int(cell)) * 100)
    first = f"{whole:02d}:{part:02d}" if part < 60 and whole < 24 else ""
    minutes = round((cell - whole) * 60)
    readings = [reading for reading in (first, f"{whole:02d}:{minutes:02d}") if reading]
    return NotADate(
        "time-number",
        f"The time is the number {cell}, which could be {' or '.join(dict.fromkeys(readings))}.",
        f"Type it with a colon, like {readings[0]}.",
    )


def _written(text: str) -> TimeOfDay | NotADate:
    if text.strip().lower() in ("midnight", "12 midnight"):
        return NotADate(
            "time-midnight",
            "Midnight could belong to either day.",
            "Write 00:00 for the start of the day, or 23:59 for its end.",
        )
    found = parse_time(text)
    if found is None:
        return NotADate("time-unreadable", f"{text.strip()!r} is not one certain time.", "Write it like 09:30.")
    return found


def _resolve(day: date, at: TimeOfDay, zone: ZoneInfo) -> Slot | NotADate:
    wall = datetime.combine(day, at.value)
    choices = [slot for slot in _choices(wall, zone) if _fits_mark(slot, at.mark)]
    if len(choices) == 1:
        return choices[0]
    if not choices and at.mark:
        return NotADate(
            "time-zone-mark",
            f"{at.mark} is not in force in {zone.key} at {wall:%H:%M} on {wall:%d/%m/%Y}.",
            "Leave it out; the campaign's own zone is used.",
        )
    if not choices:
        later = wall + timedelta(hours=1)
        return NotADate(
            "time-does-not-exist",
            f"{wall:%H:%M} does not exist on {wall:%d/%m/%Y}: the clocks go forward over it.",
            f"Write {later:%H:%M}.",
        )
    marks = " or ".join(f"{wall:%H:%M} {_mark(slot)}" for slot in choices)
    return NotADate(
        "time-happens-twice", f"{wall:%H:%M} happens twice on {wall:%d/%m/%Y}: the clocks go back.", f"Write {marks}."
    )


def _choices(wall: datetime, zone: ZoneInfo) -> Sequence[Slot]:
    """The instants that show this wall time: none in a gap, two in a repeated hour."""
    found: dict[datetime, Slot] = {}
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
            found.setdefault(instant, Slot(wall.replace(fold=fold), zone))
    return list(found.values())


def _fits_mark(slot: Slot, mark: str) -> bool:
    local = slot.wall.replace(tzinfo=slot.zone)
    return not mark or mark in (local.tzname(), f"{local:%z}", _mark(slot))


def _mark(slot: Slot) -> str:
    local = slot.wall.replace(tzinfo=slot.zone)
    name = local.tzname() or ""
    return name if name.isalpha() else f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:]
