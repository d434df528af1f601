"""Stops an account whose credentials its network does not accept, and tells: the others go on."""

from __future__ import annotations

from datetime import datetime

from ..notify import telling
from ..store import Connection, events, pauses


def pause_account(
    connection: Connection,
    account: str,
    reason: str,
    now: datetime,
    *,
    by: str,
    campaign: str = "",
    delivery_id: int | None = None,
) -> None:
    """In the caller's transaction. An account that is stopped already stays so, and is told of once."""
    stop = pauses.start(connection, scope="account", target=account, reason=reason, by=by, now=now)
    telling.tell_account_stopped(connection, account, stop, reason, now)
    events.record(
        connection, "account-paused", at=now, actor=by, campaign=campaign, delivery_id=delivery_id, message=reason
    )
