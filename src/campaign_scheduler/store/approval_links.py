"""Approval links: for one person, some deliveries and some days. The token itself is never stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from . import tables as t

L = t.approval_links
P = t.approval_link_posts


@dataclass(frozen=True, slots=True)
class ApprovalLink:
    """`deliveries` is exactly what it covers."""

    id: int
    person: str
    made_by: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    revoked_by: str
    deliveries: tuple[int, ...]

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.ends_at


def hashed(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def add(
    connection: Connection,
    token: str,
    *,
    person: str,
    made_by: str,
    now: datetime,
    ends_at: datetime,
    deliveries: Collection[int],
) -> ApprovalLink:
    """A new link."""
    row = {"token_hash": hashed(token), "person": person, "made_by": made_by, "made_at": now, "ends_at": ends_at}
    number = int(connection.execute(insert(L).values(row).returning(L.c.id)).scalar_one())
    connection.execute(insert(P), [{"link_id": number, "delivery_id": one} for one in sorted(set(deliveries))])
    return _link(connection, connection.execute(select(L).where(L.c.id == number)).one())


def by_token(connection: Connection, token: str) -> ApprovalLink | None:
    """The link of a token, open or not."""
    row = connection.execute(select(L).where(L.c.token_hash == hashed(token))).one_or_none()
    return None if row is None else _link(connection, row)


def every(connection: Connection) -> list[ApprovalLink]:
    """Every link ever made, the newest first."""
    return [_link(connection, row) for row in connection.execute(select(L).order_by(L.c.id.desc())).all()]


def revoke(connection: Connection, number: int, *, by: str, now: datetime) -> bool:
    """Close a link for good. False when there is none of that number that can still be used."""
    still = and_(L.c.id == number, L.c.revoked_at.is_(None), L.c.ends_at > now)
    return connection.execute(update(L).where(still).values(revoked_at=now, revoked_by=by)).rowcount == 1


def revoke_everything(connection: Connection, now: datetime, *, by: str) -> int:
    """Close every link. Gives how many were open."""
    still = and_(L.c.revoked_at.is_(None), L.c.ends_at > now)
    return connection.execute(update(L).where(still).values(revoked_at=now, revoked_by=by)).rowcount


def _link(connection: Connection, row: Any) -> ApprovalLink:
    covered = connection.scalars(select(P.c.delivery_id).where(P.c.link_id == row.id).order_by(P.c.delivery_id))
    return ApprovalLink(
        row.id, row.person, row.made_by, row.made_at, row.ends_at, row.revoked_at, row.revoked_by, tuple(covered)
    )
