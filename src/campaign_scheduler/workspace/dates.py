"""Dates as people type them; day or month first is proved, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?\Z")
NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\Z")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)\.?(?: (\d{4}|\d{2}))?\Z")
MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?\Z")
NAMED_MARKS = re.compile(r"(?<=\d)[-/.](?=[a-z])|(?<=[a-z])[-/.](?=\d)")
"""Excel writes 13-Oct-26."""
WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.? +")


@dataclass(frozen=True, slots=True)
class NotADate:
    """Why a cell could not be read as one certain date, and how to mend it."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates with an order that was proved (`dmy`, `mdy`, or empty) near a reference: the window or today."""

    order: str
    today: date
    start: date | None = None
    end: date | None = None

    def read(self, text: str) -> date | NotADate:
        """The date, or why not."""
        words = " ".join(NAMED_MARKS.sub(" ", text.replace(",", " ").lower()).split())
        weekday, rest = _weekday(words)
        found = self._without_weekday(rest, weekday)
        if isinstance(found, date) and weekday is not None and found.weekday() != weekday:
            return _wrong_weekday(text, found)
        return found

    def _without_weekday(self, words: str, weekday: int | None) -> date | NotADate:
        if iso := ISO.match(words):
            return _date(int(iso[1]), int(iso[2]), int(iso[3]), words)
        if numeric := NUMERIC.match(words):
            return self._numeric(int(numeric[1]), int(numeric[2]), _year(numeric[3]), words)
        if named := _named(words):
            day, month, year = named
            return _date(year, month, day, words) if year else self._without_year(day, month, weekday, words)
        return NotADate("date-unreadable", f"{words!r} is not a date.", "Write it like 2026-10-13 or 13 October 2026.")

    def _numeric(self, first: int, second: int, year: int, words: str) -> date | NotADate:
        if first > 12 or second > 12 or first == second:
            day, month = (first, second) if first > 12 or first == second else (second, first)
            if (self.order == "mdy" and first > 12) or (self.order == "dmy" and second > 12 >= first):
                return _contradiction(words)
            return _date(year, month, day, words)
        if self.order in ("dmy", "mdy"):
            day, month = (first, second) if self.order == "dmy" else (second, first)
            return _date(year, month, day, words)
        return _ambiguous(words, first, second, year)

    def _without_year(self, day: int, month: int, weekday: int | None, words: str) -> date | NotADate:
        """Only one year may fit: by the campaign's window, or by the weekday among last, this and next year."""
        years = range(self.today.year - 1, self.today.year + 3)
        fits = [found for year in years if isinstance(found := _date(year, month, day, words), date)]
        if weekday is not None:
            fits = [found for found in fits if found.weekday() == weekday]
        if self.start or self.end:
            fits = [found for found in fits if (self.start or found) <= found <= (self.end or found)]
        else:
            fits = (
                [found for found in fits if abs(found - self.today) < timedelta(days=330)]
                if weekday is not None
                else []
            )
        if len(fits) == 1:
            return fits[0]
        remedy = f"Write the year too: {words} {self.today.year}."
        return NotADate("date-without-year", f"{words!r} does not say which year.", remedy)


def proved_order(texts: Iterable[str], given: str) -> str:
    """The order the campaign gives, else the one that any of the dates proves; empty when none or both are proved."""
    if given:
        return given
    orders = set()
    for text in set(texts):
        _, rest = _weekday(" ".join(text.replace(",", " ").split()).lower())
        numeric = NUMERIC.match(rest)
        if numeric and int(numeric[1]) > 12:
            orders.add("dmy")
        elif numeric and int(numeric[2]) > 12:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else ""


def _weekday(words: str) -> tuple[int | None, str]:
    found = WEEKDAY.match(words)
    if found is None:
        return None, words
    return next(index for index, name in enumerate(DAYS) if name.startswith(found[1])), words[found.end() :]


def _named(words: str) -> tuple[int, int, int] | None:
    if found := DAY_FIRST.match(words):
        day, name, year = int(found[1]), found[2], found[3]
    elif found := MONTH_FIRST.match(words):
        day, name, year = int(found[2]), found[1], found[3]
    else:
        return None
    month = next((index for index, full in enumerate(MONTHS, 1) if len(name) >= 3 and full.startswith(name)), 0)
    month = 9 if name == "sept" else month
    return (day, month, _year(year) if year else 0) if month else None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _date(year: int, month: int, day: int, words: str) -> date | NotADate:
    try:
        return date(year, month, day)
    except ValueError:
        return NotADate("date-impossible", f"{words!r} is not a day that exists.", "Correct the day or the month.")


def _wrong_weekday(text: str, found: date) -> NotADate:
    name = DAYS[found.weekday()].capitalize()
    message = f"{text.strip()!r} does not agree with the calendar: {found:%d/%m/%Y} is a {name}."
    return NotADate("date-weekday", message, "Correct the weekday or the date.")


def _contradiction(words: str) -> NotADate:
    message = f"{words!r} has day and month the other way round from the rest of the calendar."
    return NotADate("date-order", message, "Write it like 2026-10-13, or make all rows alike.")


def _ambiguous(words: str, first: int, second: int, year: int) -> NotADate:
    one, other = date(year, second, first), date(year, first, second)
    message = f"{words!r} could be {one.day} {one:%B} or {other.day} {other:%B}."
    remedy = "Write date_order: dmy (day first) or mdy in config/campaign.yaml, or write the date like 2026-10-13."
    return NotADate("date-ambiguous", message, remedy)
