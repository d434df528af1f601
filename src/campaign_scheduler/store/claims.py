"""The steps of one attempt, each a compare-and-set: claim, intent, outcome.

Every function takes a connection inside a write transaction and answers whether the step was made.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select, update

from ..model.delivery import DeliveryKey, Outcome, Prepared, Published, State
from . import tables as t
from .conditions import account_is_free, may_go

D = t.deliveries
A = t.attempts


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this process alone may publish until `lease_until` (seconds, the machine's real clock)."""

    delivery_id: int
    key: DeliveryKey
    platform: str
    token: str
    attempt: int
    content_hash: str
    base_url: str
    options: Mapping[str, str]
    remote_profile: str
    due_at: datetime
    late_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended and what becomes of the delivery."""

    outcome: Outcome
    state: State
    at: datetime
    reason_code: str = ""
    reason: str = ""
    detail: str = ""
    left: str = "nothing"
    sent_at: datetime | None = None
    published: Published | None = None
    next_attempt_at: datetime | None = None
    check_at: datetime | None = None


def claim_due(connection: Connection, *, daemon: str, now: datetime, lease_until: float, limit: int) -> list[Claim]:
    """Claim at most `limit` due deliveries, at most one an account, the longest due first."""
    claims = [_claim_from(row) for row in connection.execute(_due(now, limit))]
    taken = [claim for claim in claims if _take(connection, claim, daemon, now, lease_until)]
    if taken:
        connection.execute(insert(A), [_attempt_row(claim, daemon, now) for claim in taken])
    return taken


def _due(now: datetime, limit: int) -> Any:
    """One candidate for each free account, found through the index on (account, next_attempt_at)."""
    other = D.alias("candidate")
    first = (
        select(other.c.id)
        .where(other.c.account_id == t.accounts.c.id, other.c.state == State.SCHEDULED.value)
        .where(other.c.next_attempt_at <= now, may_go(other, now))
        .order_by(other.c.next_attempt_at, other.c.id)
        .limit(1)
        .correlate(t.accounts)
        .scalar_subquery()
    )
    quiet = t.accounts.c.quiet_until
    return (
        select(D)
        .select_from(t.accounts)
        .join(D, D.c.id == first)
        .where(account_is_free(t.accounts.c.id), or_(quiet.is_(None), quiet <= now))
        .order_by(D.c.next_attempt_at, D.c.id)
        .limit(limit)
        .with_for_update(of=D, skip_locked=True)
    )


def _claim_from(row: Any) -> Claim:
    return Claim(
        delivery_id=row.id,
        key=DeliveryKey(row.campaign, row.post_id, row.account_id),
        platform=row.platform,
        token=secrets.token_hex(16),
        attempt=row.attempts + 1,
        content_hash=row.content_hash,
        base_url=row.base_url,
        options=row.options,
        remote_profile=row.remote_profile,
        due_at=row.due_at,
        late_at=row.late_at,
    )


def _take(connection: Connection, claim: Claim, daemon: str, now: datetime, lease_until: float) -> bool:
    same = and_(D.c.id == claim.delivery_id, D.c.state == State.SCHEDULED.value, D.c.attempts == claim.attempt - 1)
    change = (
        update(D)
        .where(same, D.c.content_hash == claim.content_hash, may_go(D, now))
        .values(
            state=State.PUBLISHING.value,
            revision=D.c.revision + 1,
            attempts=claim.attempt,
            claim_token=claim.token,
            claimed_by=daemon,
            lease_until=lease_until,
            intent_at=None,
            reason_code="",
            reason="",
            changed_at=now,
        )
    )
    return connection.execute(change).rowcount == 1


def _attempt_row(claim: Claim, daemon: str, now: datetime) -> dict[str, object]:
    return {
        "delivery_id": claim.delivery_id,
        "number": claim.attempt,
        "content_hash": claim.content_hash,
        "claimed_by": daemon,
        "started_at": now,
    }


def extend_lease(connection: Connection, claim: Claim, *, lease_time: float, lease_until: float) -> bool:
    """Hold on to a claim whose preparation takes long. False when it was lost."""
    change = update(D).where(_mine(claim), D.c.lease_until > lease_time).values(lease_until=lease_until)
    return connection.execute(change).rowcount == 1


def commit_intent(
    connection: Connection,
    claim: Claim,
    prepared: Prepared,
    *,
    now: datetime,
    deadline_at: datetime,
    lease_time: float,
    lease_until: float,
) -> bool:
    """Write down what is about to be sent. False, and nothing may be sent, unless every condition still holds."""
    holds = and_(_mine(claim), D.c.lease_until > lease_time, D.c.intent_at.is_(None))
    same = and_(D.c.content_hash == claim.content_hash, may_go(D, now))
    change = update(D).where(holds, same).values(intent_at=now, lease_until=lease_until)
    if connection.execute(change).rowcount != 1:
        return False
    connection.execute(
        update(A).where(_attempt_of(claim)).values(intent=_stored(prepared), intent_at=now, deadline_at=deadline_at)
    )
    spend = update(t.journal).where(t.journal.c.delivery_id == claim.delivery_id).values(spent=True)
    if prepared.media_ids:
        connection.execute(spend)
    return True


def record_ending(connection: Connection, claim: Claim, ending: Ending) -> bool:
    """Write how the attempt ended. A clean acknowledgement is also taken after the lease was lost to recovery."""
    if ending.published and _is_another_post(connection, claim, ending.published):
        return False
    connection.execute(update(A).where(_attempt_of(claim)).values(_attempt_ending(ending)))
    state = or_(D.c.state == State.PUBLISHING.value, D.c.state == State.UNCONFIRMED.value)
    if ending.published is None:
        state = D.c.state == State.PUBLISHING.value
    owned = and_(D.c.id == claim.delivery_id, D.c.claim_token == claim.token, D.c.attempts == claim.attempt, state)
    return connection.execute(update(D).where(owned).values(_delivery_ending(ending))).rowcount == 1


def _is_another_post(connection: Connection, claim: Claim, published: Published) -> bool:
    """The network named an id that is already recorded for another delivery of this profile."""
    same = and_(D.c.remote_profile == claim.remote_profile, D.c.remote_id == published.remote_id)
    return connection.scalar(select(D.c.id).where(same, D.c.id != claim.delivery_id)) is not None


def _attempt_ending(ending: Ending) -> dict[str, object]:
    return {
        "ended_at": ending.at,
        "outcome": ending.outcome.value,
        "left": ending.left,
        "sent_at": ending.sent_at,
        "detail": ending.detail or ending.reason,
    }


def _delivery_ending(ending: Ending) -> dict[str, object]:
    values: dict[str, object] = {
        "state": ending.state.value,
        "revision": D.c.revision + 1,
        "reason_code": ending.reason_code,
        "reason": ending.reason,
        "lease_until": None,
        "check_at": ending.check_at,
        "changed_at": ending.at,
    }
    if ending.next_attempt_at is not None:
        values["next_attempt_at"] = ending.next_attempt_at
    if ending.sent_at is not None:
        values["sent_at"] = ending.sent_at
    if ending.published is not None:
        values["remote_id"] = ending.published.remote_id
        values["permalink"] = ending.published.permalink
        values["acknowledged_at"] = ending.at
    return values


def _mine(claim: Claim) -> Any:
    mine = and_(D.c.id == claim.delivery_id, D.c.claim_token == claim.token, D.c.attempts == claim.attempt)
    return and_(mine, D.c.state == State.PUBLISHING.value)


def _attempt_of(claim: Claim) -> Any:
    return and_(A.c.delivery_id == claim.delivery_id, A.c.number == claim.attempt)


def _stored(prepared: Prepared) -> dict[str, object]:
    return {
        "payload": dict(prepared.payload),
        "idempotency_key": prepared.idempotency_key,
        "record_key": prepared.record_key,
        "media_ids": list(prepared.media_ids),
    }
