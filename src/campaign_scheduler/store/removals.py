"""Requests to take a published post down: written before the network is asked, and how each ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from . import tables as t

M = t.removals


class Asked(StrEnum):
    """How far a removal is."""

    ASKED = "asked"
    UNCONFIRMED = "unconfirmed"
    DONE = "done"
    REFUSED = "refused"


OPEN = (Asked.ASKED.value, Asked.UNCONFIRMED.value)


@dataclass(frozen=True, slots=True)
class Removal:
    """Who asked for it, why and when; how it ended, or when it is looked at next."""

    id: int
    delivery_id: int
    asked_by: str
    reason: str
    asked_at: datetime
    state: Asked
    ended_at: datetime | None
    note: str
    check_at: datetime | None
    tries: int

    @property
    def is_open(self) -> bool:
        return self.state.value in OPEN


def begin(connection: Connection, delivery_id: int, by: str, reason: str, now: datetime, check_at: datetime) -> int:
    """Write down that a post is about to be taken down. Should this process die, it is looked at from `check_at` on.

    One that is still open is taken up again under its own number.
    """
    again = and_(M.c.delivery_id == delivery_id, M.c.state.in_(OPEN))
    taken_up = {"state": Asked.ASKED.value, "check_at": check_at, "tries": 0, "asked_by": by, "reason": reason}
    if connection.execute(update(M).where(again).values(taken_up)).rowcount:
        found: int = connection.execute(select(M.c.id).where(again)).scalar_one()
        return found
    row = {"delivery_id": delivery_id, "asked_at": now, **taken_up}
    made: int = connection.execute(insert(M).values(row).returning(M.c.id)).scalar_one()
    return made


def end(connection: Connection, removal_id: int, state: Asked, now: datetime, note: str = "") -> bool:
    """It is done, or it was refused. False when it had ended already."""
    still = and_(M.c.id == removal_id, M.c.state.in_(OPEN))
    values = {"state": state.value, "ended_at": now, "note": note, "check_at": None}
    return connection.execute(update(M).where(still).values(values)).rowcount == 1


def leave_unsure(connection: Connection, removal_id: int, note: str, check_at: datetime | None) -> bool:
    """Nobody knows yet whether it is down: look at `check_at`, or leave it to a person. False when it had ended."""
    still = and_(M.c.id == removal_id, M.c.state.in_(OPEN))
    values = {"state": Asked.UNCONFIRMED.value, "note": note, "check_at": check_at}
    return connection.execute(update(M).where(still).values(values)).rowcount == 1


def due(connection: Connection, now: datetime) -> list[int]:
    """Open ones whose time to be looked at has come."""
    return list(connection.scalars(select(M.c.id).where(M.c.state.in_(OPEN), M.c.check_at <= now)))


def take(connection: Connection, removal_id: int, now: datetime, until: datetime) -> Removal | None:
    """Take one that is due, so that no other daemon looks at it before `until`; None when another has it."""
    still = and_(M.c.id == removal_id, M.c.state.in_(OPEN), M.c.check_at <= now)
    taken = update(M).where(still).values(check_at=until, tries=M.c.tries + 1)
    if connection.execute(taken).rowcount != 1:
        return None
    return _removal(connection.execute(select(M).where(M.c.id == removal_id)).one())


def latest(connection: Connection, deliveries: Collection[int]) -> dict[int, Removal]:
    """The last removal of each of these deliveries that has one."""
    query = select(M).where(M.c.delivery_id.in_(deliveries)).order_by(M.c.id)
    return {row.delivery_id: _removal(row) for row in connection.execute(query)}


def _removal(row: Any) -> Removal:
    return Removal(**{**row._mapping, "state": Asked(row.state)})
