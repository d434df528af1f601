"""Durations and lateness rules as people write them: `2h`, `15m`, `1 day`, `15m drop`."""

from __future__ import annotations

import re
from datetime import timedelta

from ..model.campaign import Lateness, WhenLate

UNITS = {
    "m": "minutes",
    "min": "minutes",
    "h": "hours",
    "hour": "hours",
    "d": "days",
    "day": "days",
    "minute": "minutes",
}
PATTERN = re.compile(r"(\d+(?:\.\d+)?)\s*(m|min|minute|h|hour|d|day)s?", re.IGNORECASE)


def duration(text: str) -> timedelta | None:
    """`2h`, `90 min`, `1d`; None when it is none of these."""
    found = PATTERN.fullmatch(text.strip())
    try:
        return None if found is None else timedelta(**{UNITS[found[2].lower()]: float(found[1])})
    except OverflowError:
        return None


def lateness(text: str, default: Lateness) -> Lateness | None:
    """`15m`, `drop`, or `15m drop`; None when it is none of these."""
    grace, then = default.grace, default.then
    for word in re.sub(r"(\d)\s+(?=[a-z])", r"\1", text.strip().lower()).replace(",", " ").split():
        if word in set(WhenLate):
            then = WhenLate(word)
        elif (found := duration(word)) is not None:
            grace = found
        else:
            return None
    return Lateness(grace, then)
