"""Deliveries by when they go out, with no more of each than a calendar shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from ..model.delivery import State
from . import tables as t

D = t.deliveries
R = t.rendered_posts
COMING = (State.SCHEDULED.value, State.AWAITING_SIGNOFF.value, State.PUBLISHING.value)
COLUMNS = (
    D.c.id,
    D.c.campaign,
    D.c.post_id,
    D.c.account_id,
    D.c.platform,
    D.c.state,
    D.c.reason_code,
    D.c.due_at,
    D.c.next_attempt_at,
    D.c.late_at,
    D.c.grace_s,
    D.c.content_hash,
    D.c.tags,
)


@dataclass(frozen=True, slots=True)
class Due:
    """One delivery on a calendar. `at` is when it goes or went out: as released by a person, else as planned."""

    id: int
    campaign: str
    post_id: str
    account: str
    platform: str
    state: State
    reason_code: str
    due_at: datetime
    at: datetime
    content_hash: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a rendered post and its pictures as stored with it."""

    words: str
    media: Sequence[Mapping[str, Any]]


def between(
    connection: Connection,
    since: datetime,
    until: datetime,
    *,
    campaign: str = "",
    accounts: Collection[str] = (),
    limit: int | None = None,
) -> list[Due]:
    """What is due from `since` to before `until`, and what was moved there, in order of time."""
    planned = and_(D.c.due_at >= since, D.c.due_at < until)
    moved = and_(D.c.state.in_(COMING), D.c.next_attempt_at >= since, D.c.next_attempt_at < until)
    found: dict[int, Due] = {}
    for which in (planned, moved):
        query = select(*COLUMNS).where(which)
        if campaign:
            query = query.where(D.c.campaign == campaign)
        if accounts:
            query = query.where(D.c.account_id.in_(accounts))
        found |= {one.id: one for one in map(_due, connection.execute(query.order_by(D.c.due_at).limit(limit)))}
    inside = (one for one in found.values() if since <= one.at < until)
    return sorted(inside, key=lambda one: (one.at, one.post_id, one.account))


def coming(connection: Connection, now: datetime, limit: int) -> list[Due]:
    """What goes out next, in order."""
    which = and_(D.c.state == State.SCHEDULED.value, D.c.next_attempt_at >= now)
    query = select(*COLUMNS).where(which).order_by(D.c.next_attempt_at, D.c.id).limit(limit)
    return [_due(row) for row in connection.execute(query)]


def of_post(connection: Connection, campaign: str, post_id: str) -> list[Due]:
    """Every delivery of one post, by account."""
    same = and_(D.c.campaign == campaign, D.c.post_id == post_id)
    return [_due(row) for row in connection.execute(select(*COLUMNS).where(same).order_by(D.c.account_id))]


def contents(connection: Connection, hashes: Iterable[str]) -> dict[str, Content]:
    """The words and pictures of rendered posts, by content hash."""
    wanted, found = list(dict.fromkeys(hashes)), {}
    for start in range(0, len(wanted), 500):
        part = R.c.content_hash.in_(wanted[start : start + 500])
        for row in connection.execute(select(R.c.content_hash, R.c.words, R.c.media).where(part)):
            found[row.content_hash] = Content(row.words, row.media)
    return found


def names(connection: Connection) -> tuple[list[str], list[str]]:
    """The campaigns and the accounts that ever had a delivery, found by skipping through their indexes."""
    return list(connection.scalars(select(t.campaigns.c.id).order_by(t.campaigns.c.id))), list(
        connection.scalars(select(t.accounts.c.id).order_by(t.accounts.c.id))
    )


def picture(connection: Connection, sha256: str) -> tuple[str, bytes] | None:
    """A stored picture's kind and bytes."""
    row = connection.execute(select(t.blobs.c.mime, t.blobs.c.data).where(t.blobs.c.sha256 == sha256)).one_or_none()
    return None if row is None else (row.mime, bytes(row.data))


def attention(connection: Connection, limit: int = 20) -> list[Due]:
    """What waits for a person besides approval, the latest first."""
    waits = or_(*(D.c.state == state.value for state in (State.UNCONFIRMED, State.FAILED, State.HELD, State.MISSED)))
    query = select(*COLUMNS).where(waits).order_by(D.c.due_at.desc()).limit(limit)
    return [_due(row) for row in connection.execute(query)]


def _due(row: Any) -> Due:
    return Due(
        row.id,
        row.campaign,
        row.post_id,
        row.account_id,
        row.platform,
        State(row.state),
        row.reason_code,
        row.due_at,
        _meant(row),
        row.content_hash,
        tuple(row.tags),
    )


def _meant(row: Any) -> datetime:
    """Tries do not move it; a person's release does."""
    due: datetime = row.due_at
    if row.state not in COMING:
        return due
    moved: datetime = row.next_attempt_at if row.late_at is None else row.late_at - timedelta(seconds=row.grace_s)
    return max(due, moved)


def sent_since(connection: Connection, account: str, since: datetime) -> int:
    """How many posts of an account left since."""
    which = and_(D.c.account_id == account, D.c.sent_at >= since)
    return int(connection.execute(select(func.count()).select_from(D).where(which)).scalar_one())


def lateness_since(connection: Connection, now: datetime, within: timedelta = timedelta(hours=1)) -> list[float]:
    """By how many seconds each post that left lately was late, counted from when it was meant to."""
    query = select(D.c.sent_at, D.c.next_attempt_at).where(D.c.sent_at >= now - within)
    rows = connection.execute(query.where(D.c.state == State.PUBLISHED.value).order_by(D.c.sent_at))
    return [max(0.0, (row.sent_at - row.next_attempt_at).total_seconds()) for row in rows]
