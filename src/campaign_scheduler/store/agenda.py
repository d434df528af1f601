"""Deliveries by when they go out, with no more of each than a calendar shows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, cast, or_, select, type_coerce

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


@dataclass(frozen=True, slots=True)
class Slim:
    """No more of a delivery than where it stands on a calendar."""

    id: int
    campaign: str
    post_id: str
    at: str
    """As stored: sorted as text as it is in time."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which deliveries to show; an empty field leaves nothing out."""

    campaign: str = ""
    accounts: Collection[str] = ()
    states: Collection[State] = ()
    tags: Collection[str] = ()

    def where(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.campaign:
            found.append(D.c.campaign == self.campaign)
        if self.accounts:
            found.append(D.c.account_id.in_(self.accounts))
        if self.states:
            found.append(D.c.state.in_([state.value for state in self.states]))
        if self.tags:
            marks = (json.dumps(tag) for tag in self.tags)
            found.append(or_(*(cast(D.c.tags, String).contains(mark, autoescape=True) for mark in marks)))
        return found


def between(connection: Connection, since: datetime, until: datetime, chosen: Chosen = Chosen()) -> list[Slim]:
    """What is due from `since` to before `until`, and what was moved there, in order of time."""
    columns = (D.c.id, D.c.campaign, D.c.post_id)
    planned = select(*columns, type_coerce(D.c.due_at, String)).where(D.c.due_at >= since, D.c.due_at < until)
    moved = (
        select(*columns, type_coerce(D.c.next_attempt_at, String))
        .where(D.c.state == State.SCHEDULED.value, D.c.next_attempt_at >= since, D.c.next_attempt_at < until)
        .where(D.c.due_at < D.c.next_attempt_at)
    )
    found = {
        row[0]: Slim(*row) for query in (planned, moved) for row in connection.execute(query.where(*chosen.where()))
    }
    return sorted(found.values(), key=lambda one: (one.at, one.post_id, one.id))


def by_number(connection: Connection, numbers: Iterable[int]) -> list[Due]:
    """Deliveries by their numbers, in order of time."""
    wanted, found = list(numbers), list[Due]()
    for start in range(0, len(wanted), 500):
        query = select(*COLUMNS).where(D.c.id.in_(wanted[start : start + 500]))
        found += [_due(row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.at, one.post_id, one.account))


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


def picture(connection: Connection, sha256: str) -> tuple[str, bytes] | None:
    """A stored picture's kind and bytes."""
    row = connection.execute(select(t.blobs.c.mime, t.blobs.c.data).where(t.blobs.c.sha256 == sha256)).one_or_none()
    return None if row is None else (row.mime, bytes(row.data))


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


def lateness_since(connection: Connection, now: datetime, within: timedelta = timedelta(hours=1)) -> list[float]:
    """By how many seconds each post that left lately was late, counted from when it was meant to."""
    query = select(D.c.sent_at, D.c.next_attempt_at).where(D.c.sent_at >= now - within)
    rows = connection.execute(query.where(D.c.state == State.PUBLISHED.value).order_by(D.c.sent_at))
    return [max(0.0, (row.sent_at - row.next_attempt_at).total_seconds()) for row in rows]
