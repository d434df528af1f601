"""Send a post at once, or put it on hold, whatever its time."""

from __future__ import annotations

from ..model.delivery import SCREEN_WORDS, State
from ..model.errors import DeliveryError
from ..notify import telling
from ..store import Connection, approvals, events, outcomes, pauses, releases
from ..store.pauses import Pause
from ..store.post_log import Entry
from .app import App
from .deciding import not_frozen, one
from .log import utc

CAN_BE_SENT = (State.SCHEDULED, State.HELD, State.FAILED, State.MISSED, State.CANCELLED)
CAN_BE_HELD = (State.SCHEDULED, State.AWAITING_SIGNOFF)


def send_now(app: App, delivery_id: int, *, by: str) -> Pause | None:
    """Let it go out as soon as the daemon looks. Raises DeliveryError.

    Gives the stop that still keeps it from going out, if there is one. What lacks an approval waits for it.
    """
    with app.store() as store, store.write() as connection:
        now, entry = app.clock.now(), one(connection, delivery_id)
        _refuse_unless(entry, CAN_BE_SENT, "be sent now")
        not_frozen(connection, entry, now)
        to = State.SCHEDULED if approvals.is_approved(connection, delivery_id) else State.AWAITING_SIGNOFF
        reason = f"{by} asked to send it now."
        if not releases.release(connection, entry, to, now, now=now, reason=reason):
            raise _moved()
        _record(connection, app, entry, to, by, reason)
        stops = (stop for stop in pauses.in_force(connection) if stop.covers(entry.campaign, entry.account))
        return next(stops, None)


def hold(app: App, delivery_id: int, *, by: str, reason: str) -> None:
    """Keep it back until a person sends or cancels it. Raises DeliveryError."""
    with app.store() as store, store.write() as connection:
        entry = one(connection, delivery_id)
        _refuse_unless(entry, CAN_BE_HELD, "be put on hold")
        why = f"{by} put it on hold{f': {reason}' if reason else '.'}"
        moved = outcomes.move(
            connection,
            delivery_id,
            from_states=[entry.state],
            to=State.HELD,
            now=app.clock.now(),
            reason_code="held-by-a-person",
            reason=why,
            revision=entry.revision,
        )
        if not moved:
            raise _moved()
        _record(connection, app, entry, State.HELD, by, why)


def _refuse_unless(entry: Entry, states: tuple[State, ...], what: str) -> None:
    if entry.state not in states:
        now = SCREEN_WORDS[entry.state].lower()
        raise DeliveryError(f"{entry.post_id} on {entry.account} cannot {what}: it is {now}")


def _moved() -> DeliveryError:
    return DeliveryError("it moved meanwhile", remedy="Look at it again.")


def _record(connection: Connection, app: App, entry: Entry, to: State, by: str, reason: str) -> None:
    now, number = app.clock.now(), entry.delivery_id
    telling.settled_by_hand(connection, number, now)
    data = {"from": entry.state.value, "to": to.value, "at": utc(now)}
    kind, campaign = f"{entry.state.value}-to-{to.value}", entry.campaign
    events.record(connection, kind, at=now, actor=by, campaign=campaign, delivery_id=number, message=reason, data=data)
