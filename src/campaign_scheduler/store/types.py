"""Column types that read the same in any SQLite tool as in our code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, bindparam
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A UTC instant, stored as `2026-10-25T08:00:00.000000Z`: readable, and sorted as text as it is in time."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else to_text(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return None if value is None else from_text(value)


NOW = bindparam("b_now", type_=Instant())
"""The present, in statements that are built once and run often."""


def to_text(value: datetime) -> str:
    """The stored form of an aware instant."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def from_text(value: str) -> datetime:
    """An aware instant from its stored form."""
    return datetime.fromisoformat(value[:-1]).replace(tzinfo=UTC)
