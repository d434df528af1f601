"""Who approved which exact content, and what follows for the deliveries it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, or_, select, update

from ..model.delivery import State, check_move
from ..model.signoff import Approval, Known, Signatory
from . import tables as t
from . import turns
from .conditions import approved
from .types import NOW

A = t.approvals
D = t.deliveries
PART = 500
OPEN = (State.AWAITING_SIGNOFF, State.SCHEDULED, State.HELD)
"""Where an approval can still be taken back before anything goes out."""
UNAPPROVED = "not-approved"
"""The reason code of what waits for approval again."""
SENT_BACK = "sent-back"
"""The reason code of what a person did not approve: it is a draft again, with their comment as its reason."""


def lock(connection: Connection, deliveries: Collection[int]) -> None:
    """Let one at a time decide about these deliveries, so that of two who approve at once the second sees the first."""
    turns.table_before_rows(connection)
    connection.execute(select(D.c.id).where(D.c.id.in_(deliveries)).order_by(D.c.id).with_for_update())


def give(connection: Connection, one: Approval) -> None:
    """Record an approval; one that was withdrawn is given again."""
    who = one.signatory
    same = and_(
        A.c.delivery_id == one.delivery_id,
        A.c.content_hash == one.content_hash,
        A.c.person_key == who.key,
        A.c.out_of_hours == one.out_of_hours,
    )
    how = {
        "person": who.name,
        "known": who.known.value,
        "recorded_by": who.by,
        "comment": one.comment,
        "at": one.at,
        "withdrawn_at": None,
    }
    if connection.execute(update(A).where(same).values(how)).rowcount == 0:
        row = {"delivery_id": one.delivery_id, "content_hash": one.content_hash, "person_key": who.key}
        connection.execute(insert(A).values({**row, "out_of_hours": one.out_of_hours, **how}))


def withdraw(connection: Connection, deliveries: Collection[int], now: datetime, *, person_key: str = "") -> list[int]:
    """Take back what stands of these deliveries, for any content: all of it, or one person's. Gives whose it was.

    Approvals of earlier content go too: the content may come back.
    """
    which = and_(A.c.delivery_id.in_(deliveries), A.c.withdrawn_at.is_(None))
    if person_key:
        which = and_(which, A.c.person_key == person_key)
    taken = connection.scalars(update(A).where(which).values(withdrawn_at=now).returning(A.c.delivery_id))
    return sorted(set(taken))


def withdraw_everything(connection: Connection, now: datetime) -> int:
    """Take back every approval of what is not out for certain. Gives how many."""
    waiting = select(D.c.id).where(D.c.state != State.PUBLISHED.value)
    which = and_(A.c.withdrawn_at.is_(None), A.c.delivery_id.in_(waiting))
    return connection.execute(update(A).where(which).values(withdrawn_at=now)).rowcount


def of_deliveries(connection: Connection, deliveries: Sequence[int]) -> Mapping[int, tuple[Approval, ...]]:
    """Every approval ever given, the oldest first, by delivery: of its present content and of earlier ones."""
    found: dict[int, tuple[Approval, ...]] = {}
    for start in range(0, len(deliveries), PART):
        part = deliveries[start : start + PART]
        for row in connection.execute(select(A).where(A.c.delivery_id.in_(part)).order_by(A.c.at, A.c.id)):
            found[row.delivery_id] = (*found.get(row.delivery_id, ()), _approval(row))
    return found


def open_of(connection: Connection, person_key: str, size: int, after: tuple[datetime, int] | None = None) -> list[int]:
    """The deliveries that are not out and that a person approved as they are now: by due time, at most `size`.

    `after` is the (due_at, id) that the page before ended with.
    """
    given = (
        select(A.c.id)
        .where(A.c.delivery_id == D.c.id, A.c.content_hash == D.c.content_hash)
        .where(A.c.person_key == person_key, A.c.withdrawn_at.is_(None))
    )
    query = select(D.c.id).where(D.c.state.in_(one.value for one in OPEN), given.exists())
    if after is not None:
        query = query.where(D.c.due_at >= after[0], or_(D.c.due_at > after[0], D.c.id > after[1]))
    return list(connection.scalars(query.order_by(D.c.due_at, D.c.id).limit(size)))


def _approval(row: Any) -> Approval:
    return Approval(
        row.delivery_id,
        row.content_hash,
        Signatory(row.person, Known(row.known), row.recorded_by),
        row.at,
        row.comment,
        row.out_of_hours,
        row.withdrawn_at,
    )


def is_approved(connection: Connection, delivery_id: int) -> bool:
    """Whether what the delivery would send now may go out under the rule in force: the claim's own condition."""
    return bool(connection.scalar(select(func.count()).select_from(D).where(D.c.id == delivery_id, approved(D))))


def settle(connection: Connection, which: ColumnElement[bool], now: datetime, *, reason: str = "") -> list[int]:
    """Put what is approved to scheduled, and what is scheduled and not approved back to waiting, with `reason`.

    Gives what waits now and did not before. Nothing else decides between these two states.
    """
    for old, new in ((State.AWAITING_SIGNOFF, State.SCHEDULED), (State.SCHEDULED, State.AWAITING_SIGNOFF)):
        check_move(old, new)
    was_waiting = D.c.reason_code == UNAPPROVED
    ready = _moved(State.SCHEDULED, now) | {
        "reason_code": case((was_waiting, ""), else_=D.c.reason_code),
        "reason": case((was_waiting, ""), else_=D.c.reason),
    }
    waits = and_(which, D.c.state == State.AWAITING_SIGNOFF.value, approved(D))
    connection.execute(update(D).where(waits).values(ready))
    scheduled = and_(which, D.c.state == State.SCHEDULED.value, ~approved(D))
    back = _moved(State.AWAITING_SIGNOFF, now) | {"reason_code": UNAPPROVED, "reason": reason}
    return list(connection.scalars(update(D).where(scheduled).values(back).returning(D.c.id)))


def _moved(to: State, now: datetime) -> dict[str, object]:
    return {"state": to.value, "revision": D.c.revision + 1, "changed_at": now}


def settle_these(connection: Connection, deliveries: Iterable[int], now: datetime, *, reason: str = "") -> list[int]:
    """`settle` for some deliveries."""
    return settle(connection, D.c.id.in_(list(deliveries)), now, reason=reason)


def settle_campaign(connection: Connection, campaign: str, now: datetime, *, reason: str = "") -> list[int]:
    """`settle` for a campaign."""
    return settle(connection, D.c.campaign == campaign, now, reason=reason)


def any_due_unapproved(connection: Connection, now: datetime) -> bool:
    """Whether anything is due that may not go out for want of an approval."""
    return connection.scalar(_DUE_UNAPPROVED, {"b_now": now}) is not None


_DUE = and_(D.c.state == State.SCHEDULED.value, D.c.next_attempt_at <= NOW)
_DUE_UNAPPROVED = select(D.c.id).where(_DUE, D.c.signoff_required > 0, ~approved(D)).limit(1)
"""Built once: it is asked at every look for what is due."""


def settle_due(connection: Connection, now: datetime) -> list[int]:
    """`settle` for what is due: nothing is passed over in silence because an approval is missing."""
    due = and_(D.c.state == State.SCHEDULED.value, D.c.next_attempt_at <= now)
    return settle(connection, due, now, reason="Nobody has approved it as it is now.")


def in_preparation(deliveries: Collection[int]) -> ColumnElement[bool]:
    """Those of them that are claimed and of which nothing can have left yet."""
    return and_(D.c.id.in_(deliveries), D.c.state == State.PUBLISHING.value, D.c.intent_at.is_(None))


def under_another_rule(connection: Connection, campaign: str, rule: Mapping[str, object]) -> list[int]:
    """Claimed deliveries of a campaign, nothing of which has left, that keep another sign-off rule than `rule`."""
    differs = ~and_(*(D.c[name] == value for name, value in rule.items()))
    claimed = and_(D.c.campaign == campaign, D.c.state == State.PUBLISHING.value, D.c.intent_at.is_(None))
    return list(connection.scalars(select(D.c.id).where(claimed, differs)))


def set_rule(connection: Connection, deliveries: Collection[int], rule: Mapping[str, object]) -> None:
    """Give these deliveries the rule; their states are settled afterwards."""
    connection.execute(update(D).where(D.c.id.in_(deliveries)).values({D.c[name]: rule[name] for name in rule}))
