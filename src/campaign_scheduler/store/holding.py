"""What becomes of deliveries in a restored store: nothing goes out until a person releases it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, literal, select, update

from ..model.delivery import State, check_move
from . import approval_links, approvals
from . import tables as t
from .outbox import WAITING
from .recovery import RESTORED, recover

D = t.deliveries
A = t.attempts
LATER = timedelta(seconds=5)
NEVER_ENDS = float("inf")

AHEAD = "A backup was restored. It waits until you release it."
MEANWHILE = (
    "A backup was restored, and this fell due after the backup was made or before: it may have gone out meanwhile. "
    "Look at the account first."
)
UNSURE = "A backup was restored while this was being sent, so we're not sure it went out; it is looked for."
NOTED = "A backup was restored since; what happened after the backup is not known. Look at the account first. "


@dataclass(frozen=True, slots=True)
class Held:
    """How many deliveries a restore left on hold: still ahead, and fallen due, so perhaps out meanwhile.

    `unsure` are looked for on the network; `noted` waited for a person already.
    """

    ahead: int
    meanwhile: int
    unsure: int
    noted: int


def hold_everything(connection: Connection, now: datetime) -> Held:
    """Put every delivery that is not final on hold, by moves that are allowed. Nobody else uses the store.

    An approval may have been taken back after the backup was made, and a link closed: neither counts any more.
    """
    recover(connection, now=now, lease_time=NEVER_ENDS, check_at=now + LATER, gone=())
    due = D.c.next_attempt_at <= now
    noted = _note(connection, D.c.state.in_([State.FAILED.value, State.MISSED.value, State.HELD.value]), now)
    meanwhile = _hold(connection, due, MEANWHILE, now)
    ahead = _hold(connection, ~due, AHEAD, now)
    approvals.withdraw_everything(connection, now)
    approval_links.revoke_everything(connection, now, by="the restore")
    _withdraw_messages(connection, now)
    _sign_daemons_off(connection, now)
    return Held(ahead, meanwhile, _look_again(connection, now), noted)


def _hold(connection: Connection, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    waiting = _states(State.SCHEDULED, State.AWAITING_SIGNOFF, to=State.HELD)
    values = {"state": State.HELD.value, "reason_code": RESTORED, "reason": reason}
    return _write(connection, and_(waiting, which), values, now)


def _states(*states: State, to: State) -> ColumnElement[bool]:
    for state in states:
        check_move(state, to)
    return D.c.state.in_([state.value for state in states])


def _write(connection: Connection, which: ColumnElement[bool], values: Mapping[str, object], now: datetime) -> int:
    written = update(D).where(which).values(revision=D.c.revision + 1, changed_at=now, **values)
    return connection.execute(written).rowcount


def _note(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """A person may have released these after the backup was made, and then they went out."""
    return _write(connection, which, {"reason": literal(NOTED).concat(D.c.reason)}, now)


def _look_again(connection: Connection, now: datetime) -> int:
    """Two fresh reads: one from before the backup says nothing of what happened since."""
    unsure = D.c.state == State.UNCONFIRMED.value
    ids: Sequence[int] = connection.scalars(select(D.c.id).where(unsure)).all()
    connection.execute(update(A).where(A.c.delivery_id.in_(select(D.c.id).where(unsure))).values(absent_at=None))
    _write(connection, unsure, {"reason_code": RESTORED, "reason": UNSURE, "check_at": now + LATER}, now)
    return len(ids)


def _withdraw_messages(connection: Connection, now: datetime) -> None:
    """They tell of a past that went on without this store; the restore has a message of its own."""
    connection.execute(update(t.notifications).where(WAITING).values(withdrawn_at=now))


def _sign_daemons_off(connection: Connection, now: datetime) -> None:
    """A daemon that ran when the backup was made does not run on what was restored."""
    running = t.daemons.c.stopped_at.is_(None)
    connection.execute(update(t.daemons).where(running).values(stopped_at=now))
