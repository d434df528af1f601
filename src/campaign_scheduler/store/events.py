"""The event log: everything the program or a person did, besides the attempts themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select

from . import tables as t

E = t.events


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it was recorded."""

    id: int
    at: datetime
    kind: str
    actor: str
    campaign: str
    delivery_id: int | None
    post_id: str
    message: str
    data: Mapping[str, Any]


COLUMNS = (E.c.id, E.c.at, E.c.kind, E.c.actor, E.c.campaign, E.c.delivery_id, E.c.post_id, E.c.message, E.c.data)


def latest(connection: Connection, size: int, before: int | None = None) -> list[Event]:
    """The newest events first; `before` is the id that the page before ended with."""
    query = select(*COLUMNS).order_by(E.c.id.desc()).limit(size)
    if before is not None:
        query = query.where(E.c.id < before)
    return [Event(*row) for row in connection.execute(query)]


def of_post(connection: Connection, campaign: str, post_id: str, deliveries: Collection[int], size: int) -> list[Event]:
    """The newest events about a post or one of its deliveries."""
    about = and_(E.c.campaign == campaign, E.c.post_id == post_id, E.c.post_id != "")
    query = select(*COLUMNS).where(or_(about, E.c.delivery_id.in_(deliveries)))
    return [Event(*row) for row in connection.execute(query.order_by(E.c.id.desc()).limit(size))]


def record(
    connection: Connection,
    kind: str,
    *,
    at: datetime,
    actor: str,
    message: str = "",
    campaign: str = "",
    delivery_id: int | None = None,
    data: Mapping[str, object] | None = None,
    post_id: str = "",
) -> None:
    """Add one event in the caller's transaction. `kind` is kebab-case (`plan-applied`)."""
    row = {
        "at": at,
        "kind": kind,
        "actor": actor,
        "campaign": campaign,
        "delivery_id": delivery_id,
        "message": message,
        "data": dict(data or {}),
        "post_id": post_id,
    }
    connection.execute(insert(t.events).values(row))


def clock_in_doubt(connection: Connection) -> bool:
    """Whether the clock jumped and nobody has resumed everything since."""
    p, e = t.pauses.c, t.events.c
    stopped = select(p.id).where(p.scope == "all", p.ended_at.is_(None)).limit(1)
    if connection.scalar(stopped) is None:
        return False
    resumed = select(func.max(e.id)).where(e.kind == "resumed", e.data["scope"].as_string() == "all")
    jumped = select(func.max(e.id)).where(e.kind == "clock-jumped")
    return (connection.scalar(jumped) or 0) > (connection.scalar(resumed) or 0)
