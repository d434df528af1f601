"""Reads the post log: one entry a delivery, with every try."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, or_, select

from ..model.delivery import ReadBack, State, screen_words
from ..model.signoff import Approval, person_key
from . import approvals, removals
from . import tables as t
from .deliveries import is_open
from .removals import Removal

D = t.deliveries
A = t.attempts
R = t.rendered_posts


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of the log; an empty field leaves nothing out. `since` and `until` are about the due time."""

    campaign: str = ""
    accounts: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    tags: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    deliveries: tuple[int, ...] = ()
    reason_codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    next_until: datetime | None = None
    """Only those whose next try is at this instant or before."""
    next_after: datetime | None = None
    """Only those whose next try is after this instant, in the order of these tries."""
    limit: int | None = None
    acknowledged_since: datetime | None = None
    removed_since: datetime | None = None
    first: int | None = None
    """Only the first so many, where `limit` means the last."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try as the log shows it."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery of the log. Times are UTC; `media` as stored with the rendered post."""

    delivery_id: int
    post_id: str
    campaign: str
    account: str
    platform: str
    state: State
    reason_code: str
    reason: str
    revision: int
    content_hash: str
    slot: str
    due_at: datetime
    next_attempt_at: datetime
    late_at: datetime | None
    grace_s: int
    when_late: str
    signoff_required: int
    signoff_not_author: bool
    signoff_out_of_hours: bool
    author: str
    intent_at: datetime | None
    sent_at: datetime | None
    acknowledged_at: datetime | None
    verified_at: datetime | None
    removed_at: datetime | None
    verify_at: datetime | None
    verify_note: str
    verify_code: ReadBack
    permalink: str
    remote_id: str | None
    text: str
    words: str
    media: Sequence[dict[str, Any]]
    tags: Sequence[str]
    attempts: tuple[Try, ...]
    approvals: tuple[Approval, ...] = ()
    """Those of this very content that were not taken back."""

    removal: Removal | None = None

    @property
    def missing_approvals(self) -> int:
        """How many more people must approve it as it is, under the rule in force; 0 for none."""
        released = self.signoff_out_of_hours and any(one.out_of_hours for one in self.approvals)
        return 0 if released else max(0, self.signoff_required - sum(self.counts(one) for one in self.approvals))

    def counts(self, approval: Approval) -> bool:
        """Whether an approval is one of those that the rule asks for."""
        by_author = self.signoff_not_author and approval.signatory.key == person_key(self.author)
        return not approval.out_of_hours and not by_author

    @property
    def state_words(self) -> str:
        """What a screen says of it."""
        gone = self.verify_code is ReadBack.GONE
        return screen_words(self.state, self.reason_code, removed=self.removed_at is not None, found_gone=gone)

    @property
    def lateness_s(self) -> float | None:
        """Seconds from the due time to the first byte of the publishing request; None when none left."""
        return None if self.sent_at is None else (self.sent_at - self.due_at).total_seconds()


def entries(connection: Connection, wanted: Filter) -> list[Entry]:
    """The log in order of due time, newest last; with a limit, the last so many."""
    rows = list(connection.execute(_query(wanted)).mappings())
    if wanted.tags:
        rows = [row for row in rows if set(wanted.tags) & set(row[D.c.tags])]
    if wanted.limit is not None:
        rows = rows[-wanted.limit :] if wanted.limit else []
    return _whole(connection, rows)


def _whole(connection: Connection, rows: Sequence[Any]) -> list[Entry]:
    """With their tries, approvals and removals."""
    numbers = [row[D.c.id] for row in rows]
    tries, given = _tries(connection, numbers), approvals.of_deliveries(connection, numbers)
    taken_down = _removals(connection, rows)
    return [
        _entry(row, tries.get(row[D.c.id], []), given.get(row[D.c.id], ()), taken_down.get(row[D.c.id])) for row in rows
    ]


def latest(
    connection: Connection, wanted: Filter, now: datetime, size: int, before: tuple[datetime, int] | None = None
) -> list[Entry]:
    """A page of the log, newest due first: what is due by `now`, and what has already left the plan.

    `before` is the (due_at, id) that the page before ended with.
    """
    past = _query(replace(wanted, tags=())).where(D.c.due_at <= now)
    moved = _query(replace(wanted, tags=())).where(
        D.c.due_at > now, D.c.state.not_in([State.SCHEDULED.value, State.AWAITING_SIGNOFF.value])
    )
    rows: list[Any] = []
    for query in (moved, past):
        if len(rows) < size:
            part = _newest_first(query, wanted, before).limit(size - len(rows))
            rows += connection.execute(part).mappings()
    return _whole(connection, rows)


def _newest_first(query: Select[Any], wanted: Filter, before: tuple[datetime, int] | None) -> Select[Any]:
    if wanted.tags:
        marks = (json.dumps(tag) for tag in wanted.tags)
        query = query.where(or_(*(cast(D.c.tags, String).contains(mark, autoescape=True) for mark in marks)))
    if before is not None:
        due_at, number = before
        later = or_(D.c.due_at < due_at, D.c.id < number)
        query = query.where(D.c.due_at <= due_at, later)
    return query.order_by(None).order_by(D.c.due_at.desc(), D.c.id.desc())


def counts(connection: Connection, campaign: str = "") -> dict[State, int]:
    """How many deliveries are in each state."""
    query = select(D.c.state, func.count()).group_by(D.c.state)
    if campaign:
        query = query.where(D.c.campaign == campaign)
    return {State(state): count for state, count in connection.execute(query)}


def open_counts(connection: Connection) -> dict[State, int]:
    """How many deliveries are in each state but those at their end; quick however many those are."""
    query = select(D.c.state, func.count()).where(is_open()).group_by(D.c.state)
    return {State(state): count for state, count in connection.execute(query)}


def _query(wanted: Filter) -> Select[Any]:
    query = select(D, R.c.text, R.c.words, R.c.media).join(R, R.c.content_hash == D.c.content_hash)
    for column, values in (
        (D.c.campaign, (wanted.campaign,) if wanted.campaign else ()),
        (D.c.account_id, wanted.accounts),
        (D.c.state, tuple(state.value for state in wanted.states)),
        (D.c.post_id, wanted.posts),
        (D.c.id, wanted.deliveries),
        (D.c.reason_code, wanted.reason_codes),
    ):
        if values:
            query = query.where(column.in_(values))
    if wanted.since is not None:
        query = query.where(D.c.due_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(D.c.due_at < wanted.until)
    if wanted.next_until is not None:
        query = query.where(D.c.next_attempt_at <= wanted.next_until)
    if wanted.acknowledged_since is not None:
        query = query.where(D.c.acknowledged_at >= wanted.acknowledged_since)
    if wanted.removed_since is not None:
        query = query.where(D.c.removed_at >= wanted.removed_since)
    if wanted.next_after is not None:
        query = query.where(D.c.next_attempt_at > wanted.next_after).order_by(D.c.next_attempt_at)
    return query.order_by(D.c.due_at, D.c.id).limit(wanted.first)


def _tries(connection: Connection, deliveries: list[int]) -> dict[int, list[Try]]:
    found: dict[int, list[Try]] = {}
    for start in range(0, len(deliveries), 500):
        part = deliveries[start : start + 500]
        query = select(A).where(A.c.delivery_id.in_(part)).order_by(A.c.delivery_id, A.c.number)
        for row in connection.execute(query):
            one = Try(row.number, row.started_at, row.ended_at, row.outcome or "under way", row.detail)
            found.setdefault(row.delivery_id, []).append(one)
    return found


def _removals(connection: Connection, rows: Sequence[Any]) -> dict[int, Removal]:
    """Only what is published can have been taken down."""
    published = [row[D.c.id] for row in rows if row[D.c.state] == State.PUBLISHED.value]
    found: dict[int, Removal] = {}
    for start in range(0, len(published), 500):
        found |= removals.latest(connection, published[start : start + 500])
    return found


def _entry(row: Any, attempts: Sequence[Try], given: Sequence[Approval], removal: Removal | None) -> Entry:
    return Entry(
        delivery_id=row[D.c.id],
        post_id=row[D.c.post_id],
        campaign=row[D.c.campaign],
        account=row[D.c.account_id],
        platform=row[D.c.platform],
        state=State(row[D.c.state]),
        reason_code=row[D.c.reason_code],
        reason=row[D.c.reason],
        revision=row[D.c.revision],
        content_hash=row[D.c.content_hash],
        slot=row[D.c.slot],
        due_at=row[D.c.due_at],
        next_attempt_at=row[D.c.next_attempt_at],
        late_at=row[D.c.late_at],
        grace_s=row[D.c.grace_s],
        when_late=row[D.c.when_late],
        signoff_required=row[D.c.signoff_required],
        signoff_not_author=row[D.c.signoff_not_author],
        signoff_out_of_hours=row[D.c.signoff_out_of_hours],
        author=row[D.c.author],
        intent_at=row[D.c.intent_at],
        sent_at=row[D.c.sent_at],
        acknowledged_at=row[D.c.acknowledged_at],
        verified_at=row[D.c.verified_at],
        removed_at=row[D.c.removed_at],
        verify_at=row[D.c.verify_at],
        verify_note=row[D.c.verify_note],
        verify_code=ReadBack(row[D.c.verify_code]),
        removal=removal,
        permalink=row[D.c.permalink],
        remote_id=row[D.c.remote_id],
        text=row[R.c.text],
        words=row[R.c.words],
        media=row[R.c.media],
        tags=row[D.c.tags],
        attempts=tuple(attempts),
        approvals=tuple(one for one in given if one.stands and one.content_hash == row[D.c.content_hash]),
    )
