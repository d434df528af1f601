"""Accounts as they were verified: the remote profile each one is pinned to, and the server's own limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from ..model.account import Account, Profile
from . import tables as t

A = t.accounts
D = t.deliveries


@dataclass(frozen=True, slots=True)
class Pinned:
    """An account as last verified."""

    id: str
    platform: str
    name: str
    base_url: str
    options: Mapping[str, str]
    remote_profile: str
    handle: str
    profile_url: str
    limits: Mapping[str, object]
    verified_at: datetime
    expires_at: datetime | None
    quiet_until: datetime | None


def pinned(connection: Connection) -> dict[str, Pinned]:
    """Every account that was ever verified, by id."""
    return {row.id: Pinned(**row._mapping) for row in connection.execute(select(A))}


def pin(connection: Connection, account: Account, profile: Profile, now: datetime) -> None:
    """Write or replace what was learnt by verifying an account."""
    values: dict[str, Any] = {
        "platform": account.platform,
        "name": account.name,
        "base_url": account.base_url,
        "options": dict(account.options),
        "remote_profile": profile.key,
        "handle": profile.handle,
        "profile_url": profile.url,
        "limits": dict(profile.limits),
        "verified_at": now,
        "expires_at": profile.expires_at,
    }
    if connection.execute(update(A).where(A.c.id == account.id).values(values)).rowcount == 0:
        connection.execute(insert(A).values(id=account.id, **values))


def set_end(connection: Connection, account_id: str, ends_at: datetime | None) -> None:
    """When a person must renew the account's credentials; None where that is not known or never."""
    connection.execute(update(A).where(A.c.id == account_id).values(expires_at=ends_at))


def sent_since(connection: Connection, account_id: str, since: datetime) -> int:
    """How many posts of an account left, or may have, since then: what it has used of its allowance."""
    sent = select(func.count()).where(D.c.account_id == account_id, D.c.sent_at >= since)
    return int(connection.scalar(sent) or 0)
