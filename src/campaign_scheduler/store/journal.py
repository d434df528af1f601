"""What a network gave while a delivery was being prepared, committed at once so that it can be used again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, or_, select

from ..model.delivery import LASTING
from . import tables as t
from .upserts import Upsert

J = t.journal
A = t.attempts
KEY = ("delivery_id", "key")
SAID = ("value", "attempt", "at")
PUT = Upsert(J, KEY + SAID, key=KEY, replaced=SAID)

USABLE_FOR = timedelta(hours=1)
"""Networks throw unused uploads away after about a day; an hour is far from that."""


def entries(connection: Connection, delivery_id: int, now: datetime) -> dict[str, str]:
    """What may still be used: never an id that a publishing request may have named, always a lasting one."""
    named = exists(
        select(A.c.id).where(A.c.delivery_id == delivery_id, A.c.number >= J.c.attempt, A.c.intent_at.is_not(None))
    )
    usable = or_(J.c.key.startswith(LASTING), and_(J.c.at > now - USABLE_FOR, ~named))
    found = select(J.c.key, J.c.value).where(J.c.delivery_id == delivery_id, usable)
    return {row.key: row.value for row in connection.execute(found)}


def record(connection: Connection, delivery_id: int, attempt: int, key: str, value: str, now: datetime) -> None:
    """Write or replace one entry."""
    row = {"delivery_id": delivery_id, "key": key, "value": value, "attempt": attempt, "at": now}
    PUT.run(connection, row)
