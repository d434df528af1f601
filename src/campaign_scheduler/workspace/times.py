"""Times of day as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from functools import cache
from zoneinfo import available_timezones

CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?::\d{2})?|h)?\s*(a\.?m\.?|p\.?m\.?)?", re.IGNORECASE)
FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})(?:\s*(?:hrs?|hours))?", re.IGNORECASE)
ZONE_MARK = re.compile(r"\s*(?P<mark>[+-]\d{2}:?\d{2}|[A-Z]{3,5})\Z")
WORDS = {"noon": time(12), "midday": time(12), "12 noon": time(12)}


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time, and the zone mark written after it (`BST`, `+01:00`), which settles a time that happens twice."""

    value: time
    mark: str = ""


@cache
def zone_names() -> frozenset[str]:
    """Every zone this machine knows; finding them opens hundreds of files."""
    return frozenset(available_timezones())


def parse_time(text: str) -> TimeOfDay | None:
    """`9.30am`, `9:30`, `0930`, `9am`, `17h30`, `noon`, `01:30 BST`; None when it is not certainly one time."""
    words = " ".join(text.split())
    mark = ZONE_MARK.search(words)
    if mark and words[: mark.start()].strip() and mark["mark"].upper() not in ("AM", "PM"):
        inner = _parse(words[: mark.start()].strip())
        return None if inner is None else TimeOfDay(inner, mark["mark"])
    found = _parse(words)
    return None if found is None else TimeOfDay(found)


def _parse(words: str) -> time | None:
    if words.lower() in WORDS:
        return WORDS[words.lower()]
    four = FOUR_DIGITS.fullmatch(words)
    if four:
        return _time(int(four[1]), int(four[2]))
    clock = CLOCK.fullmatch(words)
    if clock is None or (clock[2] is None and clock[3] is None and not words.lower().endswith("h")):
        return None
    return _time(_hour(int(clock[1]), clock[3]), int(clock[2] or 0))


def _hour(hour: int, half: str | None) -> int:
    """12am is midnight and 12pm is noon; 13am is nothing."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return 99
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None
