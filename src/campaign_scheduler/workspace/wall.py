"""A day or a time as YAML gives it becomes wall-clock time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any


def wall_clock(value: Any, *, ends: bool = False) -> datetime | None:
    """The wall-clock time of a YAML value, or None. A day is its midnight, or where it `ends` something the next."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value.strip()) <= len("2026-12-24") else _written(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return None if value.tzinfo else value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, time()) + timedelta(days=1 if ends else 0)
    return None


def _written(text: str) -> datetime:
    return datetime.fromisoformat(" ".join(text.split()))
