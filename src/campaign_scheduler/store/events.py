"""The event log: everything the program or a person did, besides the attempts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from . import tables as t


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
