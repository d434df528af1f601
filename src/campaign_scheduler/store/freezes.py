"""Freeze windows as last applied: nothing of the campaign goes out inside one, and what falls due inside is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from ..model.delivery import State
from ..model.freeze import Freeze
from . import tables as t
from .types import NOW

F = t.freezes
D = t.deliveries


def frozen(d: FromClause, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """It is inside a freeze of its campaign now, or fell due inside one: then its end never lets it go by itself."""
    return exists(select(F.c.id).where(F.c.campaign == d.c.campaign, or_(_inside(now), _inside(d.c.next_attempt_at))))


def _inside(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(F.c.starts_at <= moment, moment < F.c.ends_at)


def of_campaign(connection: Connection, campaign: str) -> list[Freeze]:
    """A campaign's freezes in order of time."""
    query = select(F.c.starts_at, F.c.ends_at, F.c.reason).where(F.c.campaign == campaign).order_by(F.c.starts_at)
    return [Freeze(*row) for row in connection.execute(query)]


def every(connection: Connection) -> dict[str, list[Freeze]]:
    """The freezes of each campaign that has any."""
    found: dict[str, list[Freeze]] = {}
    query = select(F.c.campaign, F.c.starts_at, F.c.ends_at, F.c.reason).order_by(F.c.starts_at)
    for row in connection.execute(query):
        found.setdefault(row.campaign, []).append(Freeze(*row[1:]))
    return found


def change(connection: Connection, campaign: str, added: Iterable[Freeze], removed: Iterable[Freeze]) -> None:
    """Take `removed` out and put `added` in."""
    for freeze in removed:
        same = and_(F.c.campaign == campaign, F.c.starts_at == freeze.starts_at, F.c.ends_at == freeze.ends_at)
        connection.execute(delete(F).where(same))
    for freeze in added:
        row = {"starts_at": freeze.starts_at, "ends_at": freeze.ends_at, "reason": freeze.reason}
        connection.execute(insert(F).values(campaign=campaign, **row))


def caught(connection: Connection, now: datetime, limit: int = 500) -> list[Any]:
    """Waiting deliveries that are due and may not go out for a freeze: id, state, campaign, next_attempt_at."""
    return list(connection.execute(_CAUGHT, {"b_now": now, "b_limit": limit}))


def _caught() -> Select[Any]:
    """Built once: it is asked at every look for what is due."""
    waiting = D.c.state.in_([State.SCHEDULED.value, State.AWAITING_SIGNOFF.value])
    columns = (D.c.id, D.c.state, D.c.campaign, D.c.next_attempt_at)
    query = select(*columns).where(waiting, D.c.next_attempt_at <= NOW, frozen(D, NOW))
    return query.order_by(D.c.next_attempt_at).limit(bindparam("b_limit"))


_CAUGHT = _caught()


def next_edge(connection: Connection, now: datetime) -> datetime | None:
    """When the next freeze begins or ends."""
    edges = [connection.scalar(query, {"b_now": now}) for query in _EDGES]
    return min((edge for edge in edges if edge is not None), default=None)


_EDGES = [select(func.min(edge)).where(edge > NOW) for edge in (F.c.starts_at, F.c.ends_at)]
