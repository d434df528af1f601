"""Stops: who stopped what, why, and until when. A stop is a condition of the claim and of the intent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from . import tables as t

P = t.pauses


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop in force. `scope` is `all`, `campaign` or `account`; `target` names which."""

    id: int
    scope: str
    target: str
    reason: str
    started_by: str
    started_at: datetime


def start(connection: Connection, *, scope: str, target: str, reason: str, by: str, now: datetime) -> int:
    """Put a stop in force; one of the same scope and target that already is stays as it is. Gives its id."""
    same = and_(P.c.scope == scope, P.c.target == target, P.c.ended_at.is_(None))
    known = connection.scalar(select(P.c.id).where(same))
    if known is not None:
        return int(known)
    row = {"scope": scope, "target": target, "reason": reason, "started_by": by, "started_at": now}
    return int(connection.execute(insert(P).values(row).returning(P.c.id)).scalar_one())


def end(connection: Connection, *, scope: str, target: str, by: str, now: datetime) -> int:
    """End the stops of that scope and target. Gives how many there were."""
    same = and_(P.c.scope == scope, P.c.target == target, P.c.ended_at.is_(None))
    return connection.execute(update(P).where(same).values(ended_by=by, ended_at=now)).rowcount


def in_force(connection: Connection) -> list[Pause]:
    """Every stop in force, oldest first."""
    columns = (P.c.id, P.c.scope, P.c.target, P.c.reason, P.c.started_by, P.c.started_at)
    rows = connection.execute(select(*columns).where(P.c.ended_at.is_(None)).order_by(P.c.id))
    return [Pause(*row) for row in rows]
