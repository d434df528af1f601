"""The outbox: messages to people, each written in the transaction of what it tells of, and sent at least once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select, update

from . import tables as t
from .upserts import Upsert

N = t.notifications
WAITING = and_(N.c.sent_at.is_(None), N.c.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be told. `key` names the thing told of: the same key is told once, however often it is written.

    `next_step` is the command a person would run next. `wait` leaves time for it to settle itself first.
    """

    key: str
    kind: str
    title: str
    body: str = ""
    next_step: str = ""
    campaign: str = ""
    delivery_id: int | None = None
    recipient: str = ""
    """The account whose person it is for; blank: everybody who is told."""
    wait: timedelta = timedelta(0)


def put(connection: Connection, message: Message, now: datetime) -> bool:
    """Write a message in the caller's transaction. False when the same was already told."""
    row = {
        "key": message.key,
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "next_step": message.next_step,
        "campaign": message.campaign,
        "delivery_id": message.delivery_id,
        "recipient": message.recipient,
        "created_at": now,
        "send_after": now + message.wait,
    }
    return PUT.run(connection, row) == 1


COLUMNS = (
    *("key", "kind", "title", "body", "next_step", "campaign", "delivery_id", "recipient"),
    *("created_at", "send_after"),
)


PUT = Upsert(N, COLUMNS, key=["key"])


def withdraw(connection: Connection, delivery_id: int, now: datetime, *, but: str = "") -> int:
    """Take back what was not sent yet about a delivery, except the message `but`. Gives how many."""
    unsent = and_(N.c.delivery_id == delivery_id, N.c.key != but, WAITING)
    return connection.execute(update(N).where(unsent).values(withdrawn_at=now)).rowcount


def withdraw_kind(connection: Connection, kind: str, campaign: str, now: datetime, *, but: str = "") -> int:
    """Take back what was not sent yet of `kind` about a campaign, except the message `but`. Gives how many."""
    unsent = and_(N.c.kind == kind, N.c.campaign == campaign, N.c.key != but, WAITING)
    return connection.execute(update(N).where(unsent).values(withdrawn_at=now)).rowcount


def waiting(connection: Connection, now: datetime, limit: int = 50) -> list[tuple[int, Message]]:
    """Messages whose time to be sent has come, oldest first, with their numbers."""
    columns = (
        N.c.id,
        N.c.key,
        N.c.kind,
        N.c.title,
        N.c.body,
        N.c.next_step,
        N.c.campaign,
        N.c.delivery_id,
        N.c.recipient,
    )
    due = select(*columns).where(WAITING, N.c.send_after <= now).order_by(N.c.id).limit(limit)
    return [(row[0], Message(*row[1:])) for row in connection.execute(due)]


def was_told(connection: Connection, delivery_id: int, kinds: Collection[str]) -> bool:
    """Whether a message of one of `kinds` about this delivery was sent, or is just being sent."""
    sent = or_(N.c.sent_at.is_not(None), N.c.tries > 0)
    same = and_(N.c.delivery_id == delivery_id, N.c.kind.in_(kinds), sent)
    return connection.scalar(select(N.c.id).where(same).limit(1)) is not None


def exists(connection: Connection, key: str) -> bool:
    """Whether anything was ever written under `key`."""
    return connection.scalar(select(N.c.id).where(N.c.key == key)) is not None


def withdraw_others(connection: Connection, kind: str, keys: Collection[str], now: datetime) -> int:
    """Take back what was not sent yet of `kind`, except `keys`: what it told of is over."""
    unsent = and_(N.c.kind == kind, WAITING, N.c.key.not_in(keys))
    return connection.execute(update(N).where(unsent).values(withdrawn_at=now)).rowcount
