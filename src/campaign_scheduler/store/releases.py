"""Moves a backlog: each delivery to a new time, or out of the way, if it is still as it was looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select, update

from ..model.campaign import WhenLate
from ..model.delivery import State, check_move
from . import tables as t
from .post_log import Entry

D = t.deliveries


def release(connection: Connection, entry: Entry, to: State, at: datetime, *, now: datetime, reason: str) -> bool:
    """Let it go out at `at`, with its grace counted from then. What the calendar wished (`due_at`) stays.

    False, and nothing written, when it moved since `entry` was read. Raises DeliveryError for a move that is illegal.
    """
    if to is not entry.state:
        check_move(entry.state, to)
    grace = None if entry.when_late == WhenLate.SEND.value else timedelta(seconds=entry.grace_s)
    still = and_(D.c.id == entry.delivery_id, D.c.state == entry.state.value, D.c.revision == entry.revision)
    change = (
        update(D)
        .where(still)
        .values(
            state=to.value,
            revision=D.c.revision + 1,
            next_attempt_at=at,
            late_at=None if grace is None else at + grace,
            reason_code="released",
            reason=reason,
            changed_at=now,
        )
    )
    return connection.execute(change).rowcount == 1


def taken(connection: Connection, now: datetime) -> dict[str, list[tuple[int, datetime]]]:
    """What each account still posts, and when: (delivery, time)."""
    coming = D.c.state.in_([State.SCHEDULED.value, State.AWAITING_SIGNOFF.value, State.PUBLISHING.value])
    query = select(D.c.account_id, D.c.id, D.c.next_attempt_at).where(coming, D.c.next_attempt_at >= now)
    found: dict[str, list[tuple[int, datetime]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.account_id, []).append((row.id, row.next_attempt_at))
    return found
