"""The steps of one attempt, each a compare-and-set: claim, intent, outcome.

Every function takes a connection inside a write transaction and answers whether the step was made. The statements are
built once: they run for every delivery, and building them costs more than running them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, select, update

from ..model.delivery import DeliveryKey, Outcome, Prepared, Published, State
from ..model.rendered import RenderedPost
from . import tables as t
from . import turns
from .compiled import CompiledWrite
from .conditions import may_go
from .content import rendered
from .due import DUE
from .pacing import Pace, in_turn
from .read_backs import NOT_PLANNED, PlannedReading
from .types import NOW, Instant

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
    post: RenderedPost
    base_url: str
    options: Mapping[str, str]
    remote_profile: str
    due_at: datetime
    account_name: str = ""


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
    read_back: PlannedReading = NOT_PLANNED


TAKE = CompiledWrite(
    update(D)
    .where(
        D.c.id == bindparam("b_id"),
        D.c.state == State.SCHEDULED.value,
        D.c.attempts == bindparam("b_attempt") - 1,
        D.c.content_hash == bindparam("b_content"),
        in_turn(D),
        may_go(D, NOW),
    )
    .values(
        state=State.PUBLISHING.value,
        revision=D.c.revision + 1,
        attempts=bindparam("b_attempt"),
        claim_token=bindparam("b_token"),
        claimed_by=bindparam("b_daemon"),
        lease_until=bindparam("b_until"),
        intent_at=None,
        reason_code="",
        reason="",
        changed_at=NOW,
    )
)

MINE = and_(
    D.c.id == bindparam("b_id"),
    D.c.claim_token == bindparam("b_token"),
    D.c.attempts == bindparam("b_attempt"),
    D.c.state == State.PUBLISHING.value,
)
LEASED = D.c.lease_until > bindparam("b_lease_time")
ATTEMPT = and_(A.c.delivery_id == bindparam("b_id"), A.c.number == bindparam("b_attempt"))

EXTEND = CompiledWrite(update(D).where(MINE, LEASED).values(lease_until=bindparam("b_until")))

INTEND = CompiledWrite(
    update(D)
    .where(MINE, LEASED, D.c.intent_at.is_(None), D.c.content_hash == bindparam("b_content"), may_go(D, NOW))
    .values(intent_at=NOW, lease_until=bindparam("b_until"))
)
WRITE_INTENT = CompiledWrite(
    update(A).where(ATTEMPT).values(intent=bindparam("b_intent"), intent_at=NOW, deadline_at=bindparam("b_deadline"))
)

END_ATTEMPT = CompiledWrite(
    update(A)
    .where(ATTEMPT)
    .values(
        ended_at=NOW,
        outcome=bindparam("b_outcome"),
        left=bindparam("b_left"),
        sent_at=bindparam("b_sent"),
        detail=bindparam("b_detail"),
    )
)

OTHER = D.alias("other")
OURS = and_(
    D.c.id == bindparam("b_id"), D.c.claim_token == bindparam("b_token"), D.c.attempts == bindparam("b_attempt")
)
NAMES_ANOTHER = exists(
    select(OTHER.c.id).where(
        OTHER.c.remote_profile == bindparam("b_profile"),
        OTHER.c.remote_id == bindparam("b_remote"),
        OTHER.c.id != bindparam("b_id"),
    )
)
"""The network named an id that is already recorded for another delivery of this profile."""

ENDED = {
    "state": bindparam("b_state"),
    "revision": D.c.revision + 1,
    "reason_code": bindparam("b_code"),
    "reason": bindparam("b_reason"),
    "lease_until": None,
    "check_at": bindparam("b_check"),
    "sent_at": func.coalesce(bindparam("b_sent", type_=Instant()), D.c.sent_at),
    "next_attempt_at": func.coalesce(bindparam("b_next", type_=Instant()), D.c.next_attempt_at),
    "changed_at": NOW,
}
END = CompiledWrite(update(D).where(OURS, D.c.state == State.PUBLISHING.value).values(ENDED))
LIVE = ENDED | {
    "remote_id": bindparam("b_remote"),
    "permalink": bindparam("b_permalink"),
    "acknowledged_at": NOW,
    "verify_at": bindparam("b_verify_at"),
    "verify_code": bindparam("b_verify_code"),
    "verify_note": bindparam("b_verify_note"),
}
END_PUBLISHED = CompiledWrite(update(D).where(OURS, D.c.state == State.PUBLISHING.value, ~NAMES_ANOTHER).values(LIVE))
END_PUBLISHED_LATE = CompiledWrite(
    update(D).where(OURS, D.c.state == State.UNCONFIRMED.value, ~NAMES_ANOTHER).values(LIVE)
)


def claim_due(
    connection: Connection,
    *,
    daemon: str,
    now: datetime,
    lease_until: float,
    limit: int,
    pace: Pace,
    picture: Callable[[str], bytes],
) -> list[Claim]:
    """Claim at most `limit` due deliveries, at most one an account, the longest due first, overdue ones at `pace`.

    `picture` gives a picture's bytes by hash, when its post is prepared.
    """
    turns.table_before_rows(connection)
    times = {"b_now": now, **pace.at(now)}
    claims = [_claim_from(row, picture) for row in connection.execute(DUE, times | {"b_limit": limit})]
    common = times | {"b_daemon": daemon, "b_until": lease_until}
    taken = [claim for claim in claims if TAKE.run(connection, _named(claim) | common | _content(claim)) == 1]
    if taken:
        connection.execute(insert(A), [_attempt_row(claim, daemon, now) for claim in taken])
    return taken


def _claim_from(row: Any, picture: Callable[[str], bytes]) -> Claim:
    return Claim(
        delivery_id=row.id,
        key=DeliveryKey(row.campaign, row.post_id, row.account_id),
        platform=row.platform,
        token=secrets.token_hex(16),
        attempt=row.attempts + 1,
        content_hash=row.content_hash,
        post=rendered(row, row.content_options, picture),
        base_url=row.base_url,
        options=row.options,
        remote_profile=row.remote_profile,
        due_at=row.due_at,
        account_name=row.account_name,
    )


def _content(claim: Claim) -> dict[str, object]:
    return {"b_content": claim.content_hash}


def _named(claim: Claim) -> dict[str, object]:
    return {"b_id": claim.delivery_id, "b_token": claim.token, "b_attempt": claim.attempt}


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
    times = {"b_lease_time": lease_time, "b_until": lease_until}
    return EXTEND.run(connection, _named(claim) | times) == 1


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
    times = {"b_now": now, "b_lease_time": lease_time, "b_until": lease_until}
    if INTEND.run(connection, _named(claim) | times | _content(claim)) != 1:
        return False
    written = {"b_intent": _stored(prepared) | {"began": lease_time}, "b_now": now, "b_deadline": deadline_at}
    WRITE_INTENT.run(connection, _named(claim) | written)
    return True


def record_ending(connection: Connection, claim: Claim, ending: Ending) -> bool:
    """Write how the attempt ended.

    False when the delivery is not ours any more, or the network named the post of another delivery.
    """
    return _record(connection, END if ending.published is None else END_PUBLISHED, claim, ending)


def record_late_ending(connection: Connection, claim: Claim, ending: Ending) -> bool:
    """A clean acknowledgement is also taken after the lease was lost and recovery made the delivery unconfirmed."""
    return ending.published is not None and _record(connection, END_PUBLISHED_LATE, claim, ending)


def _record(connection: Connection, statement: CompiledWrite, claim: Claim, ending: Ending) -> bool:
    if statement.run(connection, _named(claim) | _delivery_ending(claim, ending)) != 1:
        return False
    END_ATTEMPT.run(connection, _named(claim) | _attempt_ending(ending))
    return True


def _attempt_ending(ending: Ending) -> dict[str, object]:
    return {
        "b_now": ending.at,
        "b_outcome": ending.outcome.value,
        "b_left": ending.left,
        "b_sent": ending.sent_at,
        "b_detail": ending.detail or ending.reason,
    }


def _delivery_ending(claim: Claim, ending: Ending) -> dict[str, object]:
    values: dict[str, object] = {
        "b_state": ending.state.value,
        "b_code": ending.reason_code,
        "b_reason": ending.reason,
        "b_check": ending.check_at,
        "b_sent": ending.sent_at,
        "b_next": ending.next_attempt_at,
        "b_now": ending.at,
    }
    if ending.published is not None:
        values["b_profile"] = claim.remote_profile
        values["b_remote"] = ending.published.remote_id
        values["b_permalink"] = ending.published.permalink
        values |= {f"b_{name}": value for name, value in ending.read_back.values().items()}
    return values


def _stored(prepared: Prepared) -> dict[str, object]:
    return {
        "payload": dict(prepared.payload),
        "idempotency_key": prepared.idempotency_key,
        "record_key": prepared.record_key,
        "media_ids": list(prepared.media_ids),
    }
