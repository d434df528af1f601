"""Stop and go on: what a stop holds back, what had left, and what fell due meanwhile."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model.clock import steady
from ..model.delivery import State
from ..model.errors import DeliveryError
from ..store import Connection, Store, accounts, campaigns, events, outcomes, pauses, recovery
from ..store.pauses import Pause
from ..store.post_log import Entry, Filter, entries
from ..workspace.findings import nearest
from .app import App
from .log import WAITING, as_json, utc

ANSWER_WITHIN = 5.0
"""Seconds to wait for the networks' answers to what had left, so that its addresses can be told."""
LOOK_EVERY = 0.05
BEYOND_REACH = "This does not reach posts that were scheduled on the networks themselves or in other tools."


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop holds back, and what was already on its way when it took effect.

    `already` is a stop of the same that was in force before; it stays as it is.
    """

    pause: Pause
    held: int
    on_the_way: tuple[Entry, ...]
    already: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """The stop that ended, what fell due meanwhile (on hold now), and what is still stopped."""

    ended: Pause
    overdue: tuple[Entry, ...]
    in_force: tuple[Pause, ...]


def pause(app: App, *, scope: str, target: str, reason: str, by: str, wait: float = ANSWER_WITHIN) -> Stopped:
    """Stop everything, a campaign or an account. When this returns, at most what was on the wire arrives.

    Waits at most `wait` seconds for the answers to what had left. Raises DeliveryError for a name that is not known.
    """
    with app.store() as store:
        with store.write() as connection:
            _known(app, connection, scope, target)
            stop, already = _start(connection, scope, target, reason, by, app.clock.now())
            left = pauses.on_the_way(connection, stop)
        answered = _answers(store, left, wait)
        with store.read() as connection:
            held = pauses.held_back(connection, stop)
    return Stopped(stop, held, tuple(one for one in answered if one.state not in WAITING), already)


def _start(connection: Connection, scope: str, target: str, reason: str, by: str, now: datetime) -> tuple[Pause, bool]:
    pauses.let_intents_end(connection)
    before = {one.id for one in pauses.in_force(connection)}
    number = pauses.start(connection, scope=scope, target=target, reason=reason, by=by, now=now)
    data = {"scope": scope, "target": target}
    events.record(connection, "stopped", at=now, actor=by, message=reason, data=data)
    found = next(one for one in pauses.in_force(connection) if one.id == number)
    recovery.take_back(connection, pauses.in_preparation(found), now)
    return found, number in before


def _answers(store: Store, left: Collection[int], wait: float) -> list[Entry]:
    """What had left, once each has its outcome or `wait` seconds are over."""
    until = steady() + wait
    while left:
        with store.read() as connection:
            found = entries(connection, Filter(deliveries=tuple(left)))
        if all(one.state is not State.PUBLISHING for one in found) or steady() >= until:
            return found
        time.sleep(LOOK_EVERY)
    return []


def _known(app: App, connection: Connection, scope: str, target: str) -> None:
    """A slip of the pen must not be taken for a stop of something."""
    names = {
        "account": lambda: sorted(accounts.pinned(connection)),
        "campaign": lambda: campaigns.ids(connection),
    }
    known = names[scope]() if scope in names else [target]
    if target not in known:
        raise DeliveryError(
            f"there is no {scope} called {target}, so nothing was stopped.{nearest(target, known)}",
            remedy=f"Use one of: {', '.join(known)}." if known else "Nothing is scheduled yet: see campaign apply.",
        )


def resume(app: App, *, scope: str | None, target: str, by: str) -> Resumed:
    """End a stop. What fell due meanwhile goes on hold instead of going out in a burst, and is given back.

    Without a scope, the only stop in force. Raises DeliveryError when there is none such, or several.
    """
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        stop = _the_stop(pauses.in_force(connection), scope, target)
        waiting = entries(connection, Filter(states=WAITING, next_until=now))
        overdue = [one for one in waiting if stop.covers(one.campaign, one.account)]
        held = tuple(one.delivery_id for one in overdue if _hold(connection, one, now))
        pauses.end(connection, scope=stop.scope, target=stop.target, by=by, now=now)
        data = {"scope": stop.scope, "target": stop.target}
        events.record(connection, "resumed", at=now, actor=by, data=data)
        kept = entries(connection, Filter(deliveries=held)) if held else ()
        return Resumed(stop, tuple(kept), tuple(pauses.in_force(connection)))


def _the_stop(found: list[Pause], scope: str | None, target: str) -> Pause:
    same = [one for one in found if scope is None or (one.scope, one.target) == (scope, target)]
    if len(same) == 1:
        return same[0]
    what = "; ".join(f"{in_words(one)}: {how_to_end(one)}" for one in found)
    if not found:
        raise DeliveryError("nothing is stopped", remedy="See campaign status.")
    if not same:
        raise DeliveryError("nothing like that is stopped", remedy=f"What is: {what}.")
    raise DeliveryError(f"{len(found)} stops are in force; say which of them ends", remedy=f"{what}.")


def in_words(stop: Pause) -> str:
    """`everything`, or what of it."""
    return "everything" if stop.scope == "all" else f"the {stop.scope} {stop.target}"


def how_to_end(stop: Pause) -> str:
    """The command that ends a stop."""
    return "campaign resume --everything" if stop.scope == "all" else f"campaign resume --{stop.scope} {stop.target}"


def _hold(connection: Connection, entry: Entry, now: datetime) -> bool:
    return outcomes.move(
        connection,
        entry.delivery_id,
        from_states=[entry.state],
        to=State.HELD,
        now=now,
        reason_code="was-stopped",
        reason="It fell due while posting was stopped. Send it with campaign release or retry, or cancel it.",
        revision=entry.revision,
    )


def stop_as_json(stop: Pause) -> Mapping[str, object]:
    """The names of `campaign status --json`."""
    return {
        "scope": stop.scope,
        "target": stop.target,
        "reason": stop.reason,
        "by": stop.started_by,
        "since": utc(stop.started_at),
    }


def stopped_as_json(found: Stopped) -> Mapping[str, object]:
    """The names of `campaign pause --json`."""
    return {
        "stop": stop_as_json(found.pause),
        "was_stopped_already": found.already,
        "will_go_out": 0,
        "held": found.held,
        "had_left": [as_json(entry) for entry in found.on_the_way],
    }


def resumed_as_json(found: Resumed) -> Mapping[str, object]:
    """The names of `campaign resume --json`."""
    return {
        "ended": stop_as_json(found.ended),
        "on_hold": [as_json(entry) for entry in found.overdue],
        "still_stopped": [stop_as_json(stop) for stop in found.in_force],
    }
