"""Moves that no attempt is making: lateness, reconciliation, a person's choice. Each a compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, update

from ..model.campaign import WhenLate
from ..model.delivery import Published, State, check_move
from . import freezes, pacing
from . import tables as t
from .conditions import stopped
from .pacing import Pace
from .read_backs import CONFIRMED, NOT_PLANNED, PlannedReading
from .types import NOW

D = t.deliveries
A = t.attempts


def move(
    connection: Connection,
    delivery_id: int,
    *,
    from_states: Sequence[State],
    to: State,
    now: datetime,
    reason_code: str = "",
    reason: str = "",
    revision: int | None = None,
    values: dict[str, Any] | None = None,
) -> bool:
    """Move one delivery if it is still in one of `from_states` (and at `revision`). Raises DeliveryError if illegal."""
    for state in from_states:
        check_move(state, to)
    still = and_(D.c.id == delivery_id, D.c.state.in_([state.value for state in from_states]))
    if revision is not None:
        still = and_(still, D.c.revision == revision)
    change = (
        update(D)
        .where(still)
        .values(
            state=to.value,
            revision=D.c.revision + 1,
            reason_code=reason_code,
            reason=reason,
            changed_at=now,
            **(values or {}),
        )
    )
    return connection.execute(change).rowcount == 1


def overdue(connection: Connection, now: datetime, pace: Pace, limit: int = 500) -> list[Any]:
    """Deliveries still waiting although their grace is over: id, state, when_late, grace_s, attempts, reason, paused,
    resting (its account sent another a short while ago).
    """
    return list(connection.execute(_OVERDUE, {"b_now": now, "b_limit": limit, **pace.at(now)}))


_WAITING = D.c.state.in_([State.SCHEDULED.value, State.AWAITING_SIGNOFF.value])


def _overdue() -> Select[Any]:
    why = (stopped(D).label("paused"), pacing.resting(D.c.account_id).label("resting"))
    columns = (D.c.id, D.c.state, D.c.when_late, D.c.grace_s, D.c.attempts, D.c.reason, *why)
    query = select(*columns).where(_WAITING, D.c.late_at <= NOW).order_by(D.c.late_at)
    return query.limit(bindparam("b_limit"))


_OVERDUE = _overdue()
"""Built once, as all that is asked at every look for what is due."""


def to_check(connection: Connection, now: datetime, limit: int = 50) -> list[int]:
    """Unconfirmed deliveries whose next look is due."""
    due = and_(D.c.state == State.UNCONFIRMED.value, D.c.check_at <= now)
    return list(connection.scalars(select(D.c.id).where(due).order_by(D.c.check_at).limit(limit)))


def grace_of(connection: Connection, delivery_id: int) -> timedelta | None:
    """A delivery's grace; None: it is sent however late."""
    row = connection.execute(select(D.c.grace_s, D.c.when_late).where(D.c.id == delivery_id)).one()
    return None if row.when_late == WhenLate.SEND.value else timedelta(seconds=row.grace_s)


def found(
    connection: Connection,
    delivery_id: int,
    published: Published,
    now: datetime,
    *,
    by: str = "",
    read_back: PlannedReading = NOT_PLANNED,
) -> bool:
    """An unconfirmed delivery is live: found there, or (`by`) as a person says. False when it moved meanwhile or the
    id belongs to another delivery.
    """
    row = connection.execute(select(D.c.remote_profile).where(D.c.id == delivery_id)).one()
    same = and_(D.c.remote_profile == row.remote_profile, D.c.remote_id == published.remote_id)
    if connection.scalar(select(D.c.id).where(same, D.c.id != delivery_id)) is not None:
        return False
    values = {
        "remote_id": published.remote_id,
        "permalink": published.permalink,
        "acknowledged_at": now,
        "check_at": None,
    } | read_back.values()
    return move(
        connection,
        delivery_id,
        from_states=[State.UNCONFIRMED],
        to=State.PUBLISHED,
        now=now,
        reason_code=CONFIRMED if by else "found",
        reason=f"It had gone out: {by} gave its address." if by else "It had gone out: the post was found there.",
        values=values,
    )


def look_again(connection: Connection, delivery_id: int, check_at: datetime | None, reason: str = "") -> bool:
    """Set when an unconfirmed delivery is looked for next; None leaves it to a person. A blank reason leaves the old.

    False when it moved, or was left to a person by another who looked: that is told once, and stays so.
    """
    still = and_(D.c.id == delivery_id, D.c.state == State.UNCONFIRMED.value, D.c.check_at.is_not(None))
    values = {"check_at": check_at} | ({"reason": reason} if reason else {})
    return connection.execute(update(D).where(still).values(values)).rowcount == 1


def look_soon(connection: Connection, now: datetime) -> None:
    """Look now for every unconfirmed delivery that waits to be looked for: when that is due was counted by a clock
    that was ahead.
    """
    waiting = and_(D.c.state == State.UNCONFIRMED.value, D.c.check_at > now)
    connection.execute(update(D).where(waiting).values(check_at=now))


def note_absent(connection: Connection, delivery_id: int, attempt: int, at: datetime) -> None:
    """Remember the first read that did not find the post."""
    same = and_(A.c.delivery_id == delivery_id, A.c.number == attempt)
    connection.execute(update(A).where(same).values(absent_at=at))


def next_instant(connection: Connection, now: datetime, pace: Pace) -> datetime | None:
    """The next instant after `now` at which something may go out, becomes late, is frozen, or may be tried again."""
    moments = [connection.scalar(query, {"b_now": now}) for query in (_NEXT_SCHEDULED, _NEXT_LATE, _NEXT_QUIET_OVER)]
    moments += [pacing.rested_at(connection, now, pace), freezes.next_edge(connection, now)]
    return min((moment for moment in moments if moment is not None), default=None)


_NEXT_SCHEDULED = select(func.min(D.c.next_attempt_at)).where(
    D.c.state == State.SCHEDULED.value, D.c.next_attempt_at > NOW
)
_NEXT_LATE = select(func.min(D.c.late_at)).where(_WAITING, D.c.late_at > NOW)
_NEXT_QUIET_OVER = select(func.min(t.accounts.c.quiet_until)).where(t.accounts.c.quiet_until > NOW)


def quiet_account(connection: Connection, account_id: str, until: datetime) -> None:
    """Leave an account alone until `until`, as its network asked."""
    same = and_(
        t.accounts.c.id == account_id, or_(t.accounts.c.quiet_until.is_(None), t.accounts.c.quiet_until < until)
    )
    connection.execute(update(t.accounts).where(same).values(quiet_until=until))


def next_scheduled(connection: Connection, now: datetime) -> datetime | None:
    """When the next scheduled delivery is due."""
    found: datetime | None = connection.scalar(_NEXT_SCHEDULED, {"b_now": now})
    return found


def count_due(connection: Connection, now: datetime) -> int:
    """How many scheduled deliveries are due and have not gone out yet."""
    due = and_(D.c.state == State.SCHEDULED.value, D.c.next_attempt_at <= now)
    return int(connection.execute(select(func.count()).where(due)).scalar_one())
