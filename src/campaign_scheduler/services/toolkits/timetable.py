"""When drafts could go out: the document's own dates, else free slots of the campaign, evenly over its window."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ...model.campaign import Campaign
from ...model.freeze import covering
from ...workspace.dates import DateReader, NotADate, proved_order
from ...workspace.times import parse_time

DEFAULT_SLOTS = (time(9),)
OPEN_DAYS = 28
"""A campaign without a window is planned over the four weeks to come."""
CLOCK = re.compile(
    r"\b(\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)|\d{1,2}[:.]\d{2}|\d{4}\s*(?:hrs|hours)|noon|midday|midnight)\b(?:\s*\b(?:GMT|BST|UTC)\b)?",
    re.IGNORECASE,
)
DATE_WORDS = re.compile(
    r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Za-z]{3,9}(?:\s+\d{4})?"
    r"|[A-Za-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
CERTAIN_DATE = re.compile(
    r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?\b(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"{_MONTH}(?:,?\s+\d{{4}}\b)?|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,?\s+\d{{4}}\b)?"
    r"|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})",
    re.IGNORECASE,
)
"""A date within a sentence, where any other word and number ("until 00:01") must not pass for one."""


@dataclass(frozen=True, slots=True)
class Time:
    """A proposed wall-clock time; `note` says where it is from. `day` is None when even that is a person's to say."""

    day: date | None
    at: time | None
    note: str = ""


@dataclass
class Timetable:
    """Proposes times, none of them twice and none before an embargo. `taken` are the calendar's own, as (day, time)."""

    campaign: Campaign | None
    today: date
    taken: set[tuple[date, time]] = field(default_factory=set)
    order: str = ""
    embargo: datetime | None = None
    """The wall-clock time before which nothing is proposed; see `hold_back`."""

    def __post_init__(self) -> None:
        window = self.campaign.window if self.campaign else None
        self.start = max(self.today + timedelta(days=1), window.start if window and window.start else self.today)
        ends = window.end if window else None
        self.end = ends if ends and ends >= self.start else self.start + timedelta(days=OPEN_DAYS)
        slots = self.campaign.slots if self.campaign else ()
        self.slots = slots or DEFAULT_SLOTS

    def prove_order(self, texts: Iterable[str]) -> None:
        """Day first or month first, as the document's own dates prove it."""
        self.order = proved_order(texts, self.campaign.date_order if self.campaign else "")

    def hold_back(self, until: datetime | None) -> None:
        """Propose nothing before an embargo. A window that it outlasts gives way to the weeks after it."""
        self.embargo = until
        if until is not None and until.date() > self.start:
            self.start = until.date()
            self.end = self.end if self.end >= self.start else self.start + timedelta(days=OPEN_DAYS)

    def from_document(self, words: str, clock: str) -> Time | None:
        """The date and time a document names, or None when it names no certain day."""
        found = DATE_WORDS.search(words)
        if not found:
            return None
        start, end = self.start, self.end
        day = DateReader(self.order, self.today, start, end).read(found[0])
        if isinstance(day, NotADate):
            return Time(None, None, f"the document says “{words}”: {day.message}")
        at = self._clock(clock) or self._clock(words) or self._free_slot(day)
        if self._is_early(day, at):
            return Time(None, None, f"the document says “{words}”, which is before the embargo ends")
        self.taken.add((day, at))
        return Time(day, at, f"the document says “{' '.join([words, clock]).strip()}”")

    def propose(self, count: int) -> Iterator[Time]:
        """`count` free times: working days spread over the window, slots in turn, no day of quiet."""
        days = list(self._days())
        for number in range(count):
            first = number * len(days) // count if count <= len(days) else number % max(1, len(days))
            moment = next(self._free(days[first:] + days[:first], number), None)
            if moment is None:
                yield Time(None, None, "no free slot is left in the campaign's window")
                continue
            self.taken.add(moment)
            yield Time(*moment, "proposed from the campaign's slots")

    def _free(self, days: list[date], number: int) -> Iterator[tuple[date, time]]:
        """Free slots, the nearest day first; which slot of a day comes first turns with `number`."""
        turn = number % len(self.slots)
        for day in days:
            for slot in (*self.slots[turn:], *self.slots[:turn]):
                if (day, slot) not in self.taken and not self._is_early(day, slot):
                    yield day, slot

    def _is_early(self, day: date, at: time) -> bool:
        return self.embargo is not None and datetime.combine(day, at) < self.embargo

    def _days(self) -> Iterator[date]:
        day = self.start
        while day <= self.end:
            if day.weekday() < 5 and not self._is_quiet(day):
                yield day
            day += timedelta(days=1)

    def _is_quiet(self, day: date) -> bool:
        if self.campaign is None:
            return False
        moments = [datetime.combine(day, slot, self.campaign.zone) for slot in self.slots]
        return any(covering(self.campaign.freezes, moment) for moment in moments)

    def _free_slot(self, day: date) -> time:
        free = [slot for slot in self.slots if (day, slot) not in self.taken and not self._is_early(day, slot)]
        return free[0] if free else self.slots[0]

    def _clock(self, words: str) -> time | None:
        parsed = parse_time(clock_in(words))
        return parsed.value if parsed is not None else None


def date_in(words: str) -> str:
    """The part of a text that is written like a date, or an empty text."""
    found = CERTAIN_DATE.search(words)
    return found[0] if found else ""


def clock_in(words: str) -> str:
    """The part that is written like a time of day: 13.10.2026 holds none."""
    found = CLOCK.search(CERTAIN_DATE.sub(" ", words))
    return found[0] if found else ""
