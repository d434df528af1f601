"""The outbox as its sender sees it: take what is due, note who has it, mark it sent or try again later."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, true, update

from . import tables as t
from .outbox import WAITING, Message

N = t.notifications
F = t.store_facts
COLUMNS = (N.c.key, N.c.kind, N.c.title, N.c.body, N.c.next_step, N.c.campaign, N.c.delivery_id, N.c.recipient)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message not sent yet. `tries` counts the present one when it was taken."""

    id: int
    tries: int
    created_at: datetime
    send_after: datetime
    error: str
    message: Message


@dataclass(frozen=True, slots=True)
class Trouble:
    """How many messages wait, since when sending has failed (None: it has not) and why."""

    waiting: int = 0
    failing: int = 0
    since: datetime | None = None
    error: str = ""


def any_due(connection: Connection, now: datetime, *, addressed: bool = False) -> bool:
    """Whether a message's time to be sent has come; with `addressed`, one to a certain person."""
    due = and_(WAITING, N.c.send_after <= now, N.c.recipient != "" if addressed else true())
    return connection.scalar(select(N.c.id).where(due).limit(1)) is not None


def take(
    connection: Connection, now: datetime, until: datetime, limit: int, *, addressed: bool = False
) -> list[Waiting]:
    """Take messages that are due, oldest first; nobody else takes them before `until`. With `addressed`, only those to
    a certain person.
    """
    due = unsent(connection, now, limit, addressed=addressed)
    return [one for one in due if _taken(connection, one, until)]


def _taken(connection: Connection, one: Waiting, until: datetime) -> bool:
    """A compare-and-set on the count of tries."""
    still = and_(N.c.id == one.id, N.c.tries == one.tries - 1, WAITING)
    return connection.execute(update(N).where(still).values(send_after=until, tries=one.tries)).rowcount == 1


def unsent(
    connection: Connection, due: datetime | None = None, limit: int = 500, *, addressed: bool = False
) -> list[Waiting]:
    """Messages that were not sent, oldest first; with `due`, those whose time has come then; with `addressed`, those
    to a certain person.
    """
    query = select(N.c.id, N.c.tries, N.c.created_at, N.c.send_after, N.c.error, *COLUMNS).where(WAITING)
    if addressed:
        query = query.where(N.c.recipient != "")
    if due is not None:
        query = query.where(N.c.send_after <= due)
    rows = connection.execute(query.order_by(N.c.id).limit(limit))
    return [Waiting(row[0], row[1] + 1, row[2], row[3], row[4], Message(*row[5:])) for row in rows]


def mark_sent(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """Everybody has these messages."""
    connection.execute(update(N).where(N.c.id.in_(ids)).values(sent_at=now, error=""))


def try_later(connection: Connection, one: Waiting, moment: datetime, error: str) -> None:
    """Somebody does not have this message yet; `error` holds no secret."""
    connection.execute(update(N).where(N.c.id == one.id).values(send_after=moment, error=error))


def done(connection: Connection, target: str) -> set[int]:
    """Which messages that are still being sent to others `target` already has."""
    kept = connection.scalar(select(F.c.value).where(F.c.name == _fact(target)))
    return set() if kept is None else set(json.loads(kept))


def keep_done(connection: Connection, target: str, ids: Collection[int]) -> None:
    """Remember that `target` has these messages, so that a new try for the others does not repeat them to it."""
    connection.execute(delete(F).where(F.c.name == _fact(target)))
    if ids:
        connection.execute(insert(F).values(name=_fact(target), value=json.dumps(sorted(ids))))


def _fact(target: str) -> str:
    return f"told:{target}"


def trouble(connection: Connection) -> Trouble:
    """What there is to say about messages that were not sent."""
    failing = and_(WAITING, N.c.error != "")
    waiting = connection.scalar(select(func.count()).select_from(N).where(WAITING)) or 0
    count, since = connection.execute(select(func.count(), func.min(N.c.created_at)).where(failing)).one()
    last = connection.scalar(select(N.c.error).where(failing).order_by(N.c.id.desc()).limit(1))
    return Trouble(waiting, count, since, last or "")
