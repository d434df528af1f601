"""The event log: everything the program or a person did, besides the attempts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

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
