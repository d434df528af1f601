"""Catching up without a burst: what is overdue waits until its account has been quiet for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from ..model.delivery import State
from . import tables as t
from .types import Instant

D = t.deliveries
EVER = datetime(1970, 1, 1, tzinfo=UTC)
PUNCTUAL = bindparam("b_punctual", type_=Instant())
"""What was to go out at this instant or later is on time."""
RESTED = bindparam("b_rested", type_=Instant())
"""An account that sent something after this instant is still resting."""
NOT_SENT_YET = "not-sent-yet"
"""The reason of a delivery that could not be sent and is tried again: its next try is no wish of a person's."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`pause` lies between two overdue posts of an account (zero: none); less late than `punctual` is on time."""

    pause: timedelta
    punctual: timedelta

    def at(self, now: datetime) -> Mapping[str, datetime]:
        """The parameters of the conditions below."""
        return {"b_punctual": now - self.punctual if self.pause else EVER, "b_rested": now - self.pause}


def resting(account_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Something of this account was sent within the pause. Read from the index on (account, sent_at)."""
    other = D.alias("earlier")
    sent = select(other.c.id).where(other.c.account_id == account_id, other.c.sent_at > RESTED)
    return exists(sent.correlate_except(other))


def earliest(account_id: ColumnElement[str]) -> ColumnElement[datetime]:
    """A resting account passes over what was to go out before this instant: a bound in the index, not a filter."""
    return case((resting(account_id), PUNCTUAL), else_=literal(EVER, Instant()))


def new_try(d: FromClause) -> ColumnElement[bool]:
    """A further try of something overdue, whose own time says nothing of how late it is, also waits its turn."""
    return or_(d.c.reason_code != NOT_SENT_YET, d.c.due_at >= PUNCTUAL, ~resting(d.c.account_id))


def in_turn(d: FromClause) -> ColumnElement[bool]:
    """It is on time, or its account has rested."""
    return and_(d.c.next_attempt_at >= earliest(d.c.account_id), new_try(d))


def rested_at(connection: Connection, now: datetime, pace: Pace) -> datetime | None:
    """When the first of the accounts that rest with something overdue may go on; None when no account does."""
    found: datetime | None = connection.scalar(_RESTED_AT, dict(pace.at(now)))
    return None if found is None else found + pace.pause


def _rested_at() -> Select[Any]:
    """Built once: it is asked at every look for what is due."""
    account = t.accounts.c.id
    latest = select(func.max(D.c.sent_at)).where(D.c.account_id == account).correlate(t.accounts).scalar_subquery()
    waiting = D.alias("waiting")
    scheduled = and_(waiting.c.account_id == account, waiting.c.state == State.SCHEDULED.value)
    late = or_(
        waiting.c.next_attempt_at < PUNCTUAL, and_(waiting.c.reason_code == NOT_SENT_YET, waiting.c.due_at < PUNCTUAL)
    )
    behind = exists(select(waiting.c.id).where(scheduled, late).correlate(t.accounts))
    rows = select(latest.label("latest")).select_from(t.accounts).where(behind).subquery()
    return select(func.min(rows.c.latest)).where(rows.c.latest > RESTED)


_RESTED_AT = _rested_at()
