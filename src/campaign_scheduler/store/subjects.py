"""A delivery as people are told of it: its post, its account as they call it, when it was due, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from ..model.delivery import State
from . import tables as t
from .conditions import stopped

D = t.deliveries
P = t.accounts
C = t.campaigns


@dataclass(frozen=True, slots=True)
class Subject:
    """`title` is the campaign's name; `name` and `handle` are the account's, empty where it has none.
    `slot` is the time as the calendar has it.
    """

    delivery_id: int
    post_id: str
    campaign: str
    title: str
    account: str
    name: str
    handle: str
    state: State
    reason_code: str
    reason: str
    slot: str
    due_at: datetime
    revision: int
    attempts: int
    content_hash: str
    permalink: str


COLUMNS = (
    D.c.id.label("delivery_id"),
    D.c.post_id,
    D.c.campaign,
    func.coalesce(C.c.name, D.c.campaign).label("title"),
    D.c.account_id.label("account"),
    func.coalesce(P.c.name, "").label("name"),
    func.coalesce(P.c.handle, "").label("handle"),
    D.c.state,
    D.c.reason_code,
    D.c.reason,
    D.c.slot,
    D.c.due_at,
    D.c.revision,
    D.c.attempts,
    D.c.content_hash,
    D.c.permalink,
)
SUBJECTS = select(*COLUMNS).outerjoin(P, P.c.id == D.c.account_id).outerjoin(C, C.c.id == D.c.campaign)


def subject(connection: Connection, delivery_id: int) -> Subject:
    """One delivery, as it stands in the caller's transaction."""
    return _subject(connection.execute(SUBJECTS.where(D.c.id == delivery_id)).one())


def awaiting_approval(
    connection: Connection, now: datetime, until: datetime | None = None, *, campaign: str = ""
) -> list[Subject]:
    """What waits for approval and is due after `now`, and by `until`, in order; of one campaign or of all."""
    soon = and_(D.c.state == State.AWAITING_SIGNOFF.value, D.c.due_at > now)
    if until is not None:
        soon = and_(soon, D.c.due_at <= until)
    return _all(connection, and_(soon, D.c.campaign == campaign) if campaign else soon)


def waiting_since(connection: Connection, since: datetime, now: datetime) -> list[Subject]:
    """What fell due between `since` and `now`, has not gone out and is not stopped, in order."""
    waiting = D.c.state.in_([State.SCHEDULED.value, State.AWAITING_SIGNOFF.value])
    return _all(connection, and_(waiting, D.c.due_at > since, D.c.due_at <= now, ~stopped(D)))


def _all(connection: Connection, which: ColumnElement[bool]) -> list[Subject]:
    return [_subject(row) for row in connection.execute(SUBJECTS.where(which).order_by(D.c.due_at, D.c.id))]


def _subject(row: Any) -> Subject:
    return Subject(**{**row._mapping, "state": State(row.state)})
