"""Published posts as they are read back: which are due, what each should show, and what reading showed.

A read-back never moves a delivery: it is published, and what is known of it since stands beside that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from ..model.delivery import Published, ReadBack, State
from . import tables as t

D = t.deliveries
R = t.rendered_posts
CONFIRMED = "confirmed"
"""The reason code of what a person says is out."""
SEEN = (ReadBack.SAME.value, ReadBack.DIFFERS.value)
LIVE = D.c.state == State.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class PlannedReading:
    """When a post is read back for the first time; without a time, why it is not."""

    at: datetime | None = None
    code: ReadBack = ReadBack.PENDING
    note: str = ""

    def values(self) -> dict[str, object]:
        """For the delivery's own columns."""
        return {"verify_at": self.at, "verify_code": self.code.value, "verify_note": self.note}


NOT_PLANNED = PlannedReading()


@dataclass(frozen=True, slots=True)
class Outside:
    """A published post as it should stand on its network. `tries` counts the readings so far, the present one too."""

    delivery_id: int
    platform: str
    account_id: str
    base_url: str
    options: Mapping[str, str]
    published: Published
    words: str
    alts: tuple[str, ...]
    acknowledged_at: datetime
    verified_at: datetime | None
    removed_at: datetime | None
    tries: int
    doubtful: bool = False
    """A person gave its address, and it was never read under it: that nothing is there proves nothing."""


def due(connection: Connection, now: datetime, limit: int = 50) -> list[int]:
    """Posts whose time to be read back has come."""
    waiting = and_(LIVE, D.c.verify_at <= now)
    return list(connection.scalars(select(D.c.id).where(waiting).order_by(D.c.verify_at).limit(limit)))


def take(connection: Connection, delivery_id: int, now: datetime, until: datetime) -> Outside | None:
    """Take a post that is due, so that no other daemon reads it before `until`; None when another has it.

    Who dies while reading leaves it due at `until`.
    """
    still = and_(D.c.id == delivery_id, LIVE, D.c.verify_at <= now)
    taken = update(D).where(still).values(verify_at=until, verify_tries=D.c.verify_tries + 1)
    return outside(connection, delivery_id) if connection.execute(taken).rowcount == 1 else None


def outside(connection: Connection, delivery_id: int) -> Outside | None:
    """A published post, or None when it is not published."""
    query = select(D, R.c.words, R.c.media).join(R, R.c.content_hash == D.c.content_hash)
    row = connection.execute(query.where(D.c.id == delivery_id, LIVE)).mappings().one_or_none()
    return None if row is None else _outside(row)


def _outside(row: Any) -> Outside:
    return Outside(
        delivery_id=row[D.c.id],
        platform=row[D.c.platform],
        account_id=row[D.c.account_id],
        base_url=row[D.c.base_url],
        options=row[D.c.options],
        published=Published(row[D.c.remote_id], row[D.c.permalink]),
        words=row[R.c.words],
        alts=tuple(str(media["alt"]) for media in row[R.c.media]),
        acknowledged_at=row[D.c.acknowledged_at],
        verified_at=row[D.c.verified_at],
        removed_at=row[D.c.removed_at],
        tries=row[D.c.verify_tries],
        doubtful=row[D.c.reason_code] == CONFIRMED and row[D.c.verify_code] not in SEEN,
    )


def postpone(connection: Connection, account: str, now: datetime, moment: datetime) -> None:
    """Leave the other posts of an account that are due until `moment`: its network does not answer now."""
    connection.execute(update(D).where(D.c.account_id == account, LIVE, D.c.verify_at <= now).values(verify_at=moment))


def first_at(connection: Connection) -> datetime | None:
    """When the next post is read back for the first time."""
    waiting = and_(LIVE, D.c.verify_tries == 0)
    found: datetime | None = connection.scalar(select(func.min(D.c.verify_at)).where(waiting))
    return found


def since_then(connection: Connection) -> dict[str, int]:
    """How many published posts are `removed`, and how many read otherwise (`differs`)."""
    gone = D.c.removed_at.is_not(None)
    otherwise = and_(D.c.removed_at.is_(None), D.c.verify_code == ReadBack.DIFFERS.value)
    counts = (func.count().filter(gone), func.count().filter(otherwise))
    removed, differs = connection.execute(select(*counts).where(LIVE)).one()
    return {"removed": removed, "differs": differs}


def note(connection: Connection, post: Outside, code: ReadBack, words: str = "", **values: object) -> bool:
    """Write down what reading showed; `values` are further columns. False when it was taken down since it was read."""
    known = D.c.removed_at.is_(None) if post.removed_at is None else D.c.removed_at == post.removed_at
    written = {"verify_at": None, "verify_code": code.value, "verify_note": words, **values}
    return _write(connection, and_(D.c.id == post.delivery_id, LIVE, known), written)


def again(connection: Connection, delivery_id: int, moment: datetime) -> None:
    """Read it again at `moment`."""
    _write(connection, and_(D.c.id == delivery_id, LIVE), {"verify_at": moment})


def note_removed(connection: Connection, delivery_id: int, now: datetime, code: ReadBack, words: str) -> bool:
    """It is not on the network any more. False when that was known."""
    still = and_(D.c.id == delivery_id, LIVE, D.c.removed_at.is_(None))
    values = {"removed_at": now, "verify_at": None, "verify_code": code.value, "verify_note": words, "changed_at": now}
    return _write(connection, still, values)


def _write(connection: Connection, which: ColumnElement[bool], values: Mapping[str, object]) -> bool:
    return connection.execute(update(D).where(which).values(**values)).rowcount == 1
