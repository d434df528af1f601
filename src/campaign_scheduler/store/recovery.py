"""What becomes of an attempt whose process died, and what the reconciler needs to know of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from ..model.delivery import Attempt, Outcome, Prepared, State
from . import tables as t
from . import turns

D = t.deliveries
A = t.attempts

RESTORED = "restored"
"""The reason code of what a restored store holds until a person decides."""

KNOWN_BEFORE = timedelta(days=1)
"""How long before an attempt ids of other posts are still told to `find`: far longer than any clock is off."""


def owners(connection: Connection) -> list[str]:
    """The daemons that hold claims now."""
    claimed = D.c.state == State.PUBLISHING.value
    return [owner for owner in connection.scalars(select(D.c.claimed_by).where(claimed).distinct()) if owner]


def recover(
    connection: Connection,
    *,
    now: datetime,
    lease_time: float,
    check_at: datetime,
    gone: Collection[str],
    longest_lease: float = math.inf,
    tell: Callable[[list[int], list[int]], None] = lambda unsent, unsure: None,
) -> tuple[int, int]:
    """Deal with claims whose lease ran out or whose daemon is certainly gone.

    A lease that would last longer than `longest_lease` (seconds) was counted before the machine was started anew, or
    the clock was set back; it is over too. Without an intent claims go back to scheduled, with one they are
    unconfirmed. Gives the counts of both; `tell` is called with their numbers in the same transaction.

    What another daemon is recovering at this moment is left to it: whoever is frozen between reading and writing would
    tell, when it wakes up, of what has long gone on without it.
    """
    over = or_(D.c.lease_until < lease_time, D.c.claimed_by.in_(gone))
    if longest_lease < math.inf:
        over = or_(over, D.c.lease_until > lease_time + longest_lease)
    dead = and_(D.c.state == State.PUBLISHING.value, over)
    turns.table_before_rows(connection)
    locked = select(D.c.id, D.c.attempts, D.c.intent_at).where(dead).order_by(D.c.id).with_for_update(skip_locked=True)
    rows = connection.execute(locked).all()
    unsent = [row for row in rows if row.intent_at is None]
    unsure = [row for row in rows if row.intent_at is not None]
    for row in unsent:
        _end_dead(connection, row, Outcome.ABANDONED, now, "The program stopped before anything was sent.")
        connection.execute(update(D).where(D.c.id == row.id, dead).values(_back_to_scheduled(now)))
    for row in unsure:
        _end_dead(connection, row, Outcome.UNCONFIRMED, now, "The program stopped while this was being sent.")
        connection.execute(update(D).where(D.c.id == row.id, dead).values(_left_unsure(row.intent_at, now, check_at)))
    tell([row.id for row in unsent], [row.id for row in unsure])
    return len(unsent), len(unsure)


def take_back(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Back to their places with claimed deliveries whose request is not written down: a stop came first. Whoever
    prepares them finds the claim gone, however long that takes and whatever becomes of the stop.
    """
    turns.table_before_rows(connection)
    locked = select(D.c.id, D.c.attempts).where(which).order_by(D.c.id).with_for_update()
    for row in connection.execute(locked).all():
        _end_dead(connection, row, Outcome.ABANDONED, now, "It was stopped just before it was sent; nothing left.")
        back = _back_to_scheduled(now) | {"reason": "It was stopped just before it was sent; nothing left."}
        connection.execute(update(D).where(D.c.id == row.id, which).values(back))


def _end_dead(connection: Connection, row: Any, outcome: Outcome, now: datetime, detail: str) -> None:
    attempt = and_(A.c.delivery_id == row.id, A.c.number == row.attempts, A.c.ended_at.is_(None))
    left = "unknown" if outcome is Outcome.UNCONFIRMED else "nothing"
    connection.execute(update(A).where(attempt).values(ended_at=now, outcome=outcome.value, detail=detail, left=left))


def _back_to_scheduled(now: datetime) -> dict[str, object]:
    reason = "An earlier try stopped before anything was sent; it is tried again."
    return {
        "state": State.SCHEDULED.value,
        "revision": D.c.revision + 1,
        "reason_code": "stopped-before-sending",
        "reason": reason,
        "lease_until": None,
        "changed_at": now,
    }


def _left_unsure(intent_at: datetime, now: datetime, check_at: datetime) -> dict[str, object]:
    return {
        "state": State.UNCONFIRMED.value,
        "revision": D.c.revision + 1,
        "reason_code": "stopped-while-sending",
        "reason": "The program stopped while this was being sent, so we're not sure it went out.",
        "lease_until": None,
        "sent_at": intent_at,
        "check_at": check_at,
        "changed_at": now,
    }


@dataclass(frozen=True, slots=True)
class Unsure:
    """An unconfirmed delivery as the reconciler needs it. `absent_at` is the first settled read without the post.

    `elapsed` are the seconds that certainly passed since the attempt was begun, by a clock that nobody can set;
    infinite where that was not written down.
    """

    attempt: Attempt
    account_id: str
    platform: str
    base_url: str
    options: Mapping[str, str]
    late_at: datetime | None
    absent_at: datetime | None
    claimed_by: str
    elapsed: float = math.inf
    restored: bool = False
    """It comes from a backup, which cannot know what was sent since: never sent again without a person."""


def unsure(connection: Connection, delivery_id: int, lease_time: float = math.inf) -> Unsure | None:
    """The delivery with its last attempt, or None when it is not unconfirmed any more."""
    query = (
        select(D, A, t.rendered_posts)
        .join(A, and_(A.c.delivery_id == D.c.id, A.c.number == D.c.attempts))
        .join(t.rendered_posts, t.rendered_posts.c.content_hash == A.c.content_hash)
        .where(D.c.id == delivery_id, D.c.state == State.UNCONFIRMED.value)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Unsure(
        attempt=_attempt_from(connection, row),
        account_id=row[D.c.account_id],
        platform=row[D.c.platform],
        base_url=row[D.c.base_url],
        options=row[D.c.options],
        late_at=row[D.c.late_at],
        absent_at=row[A.c.absent_at],
        claimed_by=row[A.c.claimed_by],
        elapsed=_elapsed((row[A.c.intent] or {}).get("began"), lease_time),
        restored=row[D.c.reason_code] == RESTORED,
    )


def _elapsed(began: float | None, lease_time: float) -> float:
    """A clock that begins at zero when the machine is started has run at least so long since."""
    if began is None:
        return math.inf
    return lease_time - began if lease_time >= began else lease_time


def _attempt_from(connection: Connection, row: Any) -> Attempt:
    intent = row[A.c.intent] or {}
    same_profile = and_(D.c.remote_profile == row[D.c.remote_profile], D.c.remote_id.is_not(None))
    recent = D.c.acknowledged_at >= row[A.c.started_at] - KNOWN_BEFORE
    return Attempt(
        delivery_id=row[D.c.id],
        number=row[A.c.number],
        prepared=Prepared(
            payload=intent.get("payload", {}),
            idempotency_key=intent.get("idempotency_key", ""),
            record_key=intent.get("record_key", ""),
            media_ids=tuple(intent.get("media_ids", ())),
        ),
        text=row[t.rendered_posts.c.text],
        words=row[t.rendered_posts.c.words],
        media_count=len(row[t.rendered_posts.c.media]),
        started_at=row[A.c.started_at],
        sent_at=row[A.c.sent_at] or row[A.c.intent_at],
        deadline=row[A.c.deadline_at],
        remote_profile=row[D.c.remote_profile],
        known_remote_ids=frozenset(connection.scalars(select(D.c.remote_id).where(same_profile, recent))),
    )
