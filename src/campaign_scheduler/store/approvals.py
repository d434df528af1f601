"""Who approved which exact content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select, update

from . import tables as t

A = t.approvals


def add(connection: Connection, content_hash: str, person: str, now: datetime) -> None:
    """Record a person's approval; one that was withdrawn is given again."""
    same = and_(A.c.content_hash == content_hash, A.c.person == person)
    if connection.execute(update(A).where(same).values(at=now, withdrawn_at=None)).rowcount == 0:
        connection.execute(insert(A).values(content_hash=content_hash, person=person, at=now))


def count(connection: Connection, content_hash: str) -> int:
    """How many people approve this content now."""
    query = select(func.count()).where(A.c.content_hash == content_hash, A.c.withdrawn_at.is_(None))
    return int(connection.execute(query).scalar_one())
