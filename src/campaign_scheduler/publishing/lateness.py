"""What becomes of deliveries whose grace is over before they could go out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..model.campaign import WhenLate
from ..model.delivery import State
from ..notify import telling
from ..store import Connection, Store, events, outcomes
from ..store.pacing import Pace


def settle_overdue(store: Store, now: datetime, pace: Pace) -> int:
    """Hold or drop every delivery that is too late under its rule. Gives how many."""
    return store.commit(lambda connection: _settle(connection, now, pace))


def _settle(connection: Connection, now: datetime, pace: Pace) -> int:
    """By a clock that jumped nothing is late: everything is stopped until a person has looked at it."""
    if events.clock_in_doubt(connection):
        return 0
    rows = outcomes.overdue(connection, now, pace)
    return sum(_end(connection, row, now) for row in rows)


def _end(connection: Connection, row: Any, now: datetime) -> bool:
    dropped = row.when_late == WhenLate.DROP.value
    moved = outcomes.move(
        connection,
        row.id,
        from_states=[State(row.state)],
        to=State.MISSED if dropped else State.HELD,
        now=now,
        reason_code="too-late",
        reason=_reason(row, dropped),
    )
    if moved:
        telling.tell_of(connection, row.id, now)
    return moved


def _reason(row: Any, dropped: bool) -> str:
    rule = "left out" if dropped else "kept for a person to decide"
    why = "it could not go out in time"
    if row.resting:
        why = "others of its account, overdue as well, went first"
    if row.paused:
        why = "posting was stopped"
    if row.state == State.AWAITING_SIGNOFF.value:
        why = "it was not approved in time"
    before = f" Before that: {row.reason}" if row.reason else ""
    return f"More than {_in_words(timedelta(seconds=row.grace_s))} late ({why}), so it was {rule}.{before}"


def _in_words(grace: timedelta) -> str:
    minutes = int(grace.total_seconds() // 60)
    if minutes % 60 == 0 and minutes:
        hours = minutes // 60
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
