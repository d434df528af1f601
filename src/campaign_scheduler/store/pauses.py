"""Stops: who stopped what, why, and until when. A stop is a condition of the claim and of the intent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, false, func, insert, or_, select, true, update

from ..model.delivery import State
from . import tables as t
from . import turns

P = t.pauses
D = t.deliveries


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop in force. `scope` is `all`, `campaign` or `account`; `target` names which."""

    id: int
    scope: str
    target: str
    reason: str
    started_by: str
    started_at: datetime

    def covers(self, campaign: str, account: str) -> bool:
        """Whether it holds back a delivery of this campaign and account."""
        return self.scope == "all" or self.target == (account if self.scope == "account" else campaign)


def let_intents_end(connection: Connection) -> None:
    """Wait for intents that are being written at this moment, so that none of them is committed after a stop: one begun
    before would not see it. Two that wait for it come one after the other, or each would wait for the other as soon as
    it writes.
    """
    turns.wait_for_writers(connection)


def start(connection: Connection, *, scope: str, target: str, reason: str, by: str, now: datetime) -> int:
    """Put a stop in force; one of the same scope and target that already is stays as it is. Gives its id."""
    same = and_(P.c.scope == scope, P.c.target == target, P.c.ended_at.is_(None))
    known = connection.scalar(select(P.c.id).where(same))
    if known is not None:
        return int(known)
    row = {"scope": scope, "target": target, "reason": reason, "started_by": by, "started_at": now}
    return int(connection.execute(insert(P).values(row).returning(P.c.id)).scalar_one())


def end(connection: Connection, *, scope: str, target: str, by: str, now: datetime) -> int:
    """End the stops of that scope and target. Gives how many there were."""
    same = and_(P.c.scope == scope, P.c.target == target, P.c.ended_at.is_(None))
    return connection.execute(update(P).where(same).values(ended_by=by, ended_at=now)).rowcount


def in_force(connection: Connection) -> list[Pause]:
    """Every stop in force, oldest first."""
    columns = (P.c.id, P.c.scope, P.c.target, P.c.reason, P.c.started_by, P.c.started_at)
    rows = connection.execute(select(*columns).where(P.c.ended_at.is_(None)).order_by(P.c.id))
    return [Pause(*row) for row in rows]


def held_back(connection: Connection, pause: Pause) -> int:
    """How many deliveries a stop keeps from going out: those that wait, and those claimed but not sent yet."""
    waiting = D.c.state.in_([State.SCHEDULED.value, State.AWAITING_SIGNOFF.value])
    unsent = and_(D.c.state == State.PUBLISHING.value, D.c.intent_at.is_(None))
    query = select(func.count()).where(or_(waiting, unsent), _covered(pause))
    return int(connection.execute(query).scalar_one())


def in_preparation(pause: Pause) -> ColumnElement[bool]:
    """Claimed deliveries that a stop covers and of which nothing can have left yet."""
    return and_(D.c.state == State.PUBLISHING.value, D.c.intent_at.is_(None), _covered(pause))


def on_the_way(connection: Connection, pause: Pause) -> list[int]:
    """The deliveries whose publishing request was written down before the stop: they may leave, or have left."""
    sending = and_(D.c.state == State.PUBLISHING.value, D.c.intent_at.is_not(None))
    return list(connection.scalars(select(D.c.id).where(sending, _covered(pause)).order_by(D.c.id)))


def _covered(pause: Pause) -> ColumnElement[bool]:
    if pause.scope == "all":
        return true()
    columns = {"account": D.c.account_id, "campaign": D.c.campaign}
    return columns[pause.scope] == pause.target if pause.scope in columns else false()
