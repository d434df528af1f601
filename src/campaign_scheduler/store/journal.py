"""What a network gave while a delivery was being prepared, committed at once so that it can be used again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, insert, select, update

from . import tables as t

J = t.journal


USABLE_FOR = timedelta(hours=1)
"""Networks throw unused uploads away after about a day; an hour is far from that."""


def entries(connection: Connection, delivery_id: int, now: datetime) -> dict[str, str]:
    """What may still be used: an id that a publishing request has named is spent and never used again."""
    usable = and_(J.c.delivery_id == delivery_id, J.c.spent.is_(False), J.c.at > now - USABLE_FOR)
    return {row.key: row.value for row in connection.execute(select(J.c.key, J.c.value).where(usable))}


def record(connection: Connection, delivery_id: int, attempt: int, key: str, value: str, now: datetime) -> None:
    """Write or replace one entry."""
    same = and_(J.c.delivery_id == delivery_id, J.c.key == key)
    values = {"value": value, "attempt": attempt, "at": now, "spent": False}
    if connection.execute(update(J).where(same).values(values)).rowcount == 0:
        connection.execute(insert(J).values(delivery_id=delivery_id, key=key, **values))
