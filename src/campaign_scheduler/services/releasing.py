"""Release: deal with a backlog in one go, shown before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .. import workspace as files
from ..model.campaign import Campaign
from ..model.delivery import State
from ..model.errors import DeliveryError, PlanError
from ..model.post import Slot
from ..notify import telling
from ..planning import release_times
from ..planning.release_times import NewTime, Surroundings
from ..publishing import timing
from ..store import Connection, Store, approvals, campaigns, events, freezes, outcomes, pauses, releases
from ..store.pauses import Pause
from ..store.post_log import Entry, Filter, entries
from .app import App
from .log import WAITING, utc

KEPT = (State.HELD, State.MISSED)
RELEASABLE = (*KEPT, State.FAILED, State.CANCELLED, *WAITING)


class Way(StrEnum):
    """What becomes of a backlog."""

    SEND = "send"
    SHIFT = "shift"
    SLOTS = "slots"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which posts, and what becomes of them. Empty fields leave nothing out; `numbers` name posts in any state."""

    way: Way | None = None
    shift: timedelta = timedelta(0)
    campaign: str = ""
    accounts: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    reason_codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One delivery and what becomes of it: `to` a state, `at` a time; `to` is None where it is left alone (`note`)."""

    entry: Entry
    to: State | None = None
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Release:
    """A backlog and what becomes of it: first proposed, then done."""

    way: Way | None
    moves: tuple[Move, ...]
    stops: tuple[Pause, ...]
    zones: Mapping[str, ZoneInfo]

    @property
    def moving(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.to is not None)

    def is_stopped(self, move: Move) -> bool:
        """Whether a stop in force keeps it from going out."""
        return any(stop.covers(move.entry.campaign, move.entry.account) for stop in self.stops)

    def when(self, move: Move) -> str:
        """Its new time in words, in its campaign's zone."""
        return in_words(move.at, self.zones.get(move.entry.campaign, ZoneInfo("UTC"))) if move.at else ""


def propose(app: App, wanted: Wanted) -> Release:
    """What would become of the backlog. Changes nothing. Raises DeliveryError, PlanError."""
    with app.store_if_any() as store:
        if store is None:
            return Release(wanted.way, (), (), {})
        return _propose(app, store, wanted)


def _propose(app: App, store: Store, wanted: Wanted) -> Release:
    now = app.clock.now()
    campaign = _campaign(app, now) if wanted.way is Way.SLOTS else None
    with store.read() as connection:
        stops, zones = tuple(pauses.in_force(connection)), campaigns.zones(connection)
        chosen = [(entry, _unfit(entry, now)) for entry in _chosen(connection, wanted, now, stops)]
        fit = [entry for entry, why_not in chosen if not why_not]
        around = _surroundings(app, connection, fit, now, zones, campaign)
        moves = [_move(connection, entry, new, wanted) for entry, new in _times(fit, wanted, around, campaign)]
    left = [Move(entry, note=why_not) for entry, why_not in chosen if why_not]
    return Release(wanted.way, (*moves, *left), stops, zones)


def _chosen(connection: Connection, wanted: Wanted, now: datetime, stops: Sequence[Pause]) -> list[Entry]:
    common = Filter(campaign=wanted.campaign, accounts=wanted.accounts, posts=wanted.posts)
    common = replace(common, reason_codes=wanted.reason_codes, deliveries=wanted.numbers)
    if wanted.numbers:
        found = entries(connection, common)
        _all_there(found, wanted.numbers)
        return [one for one in found if not wanted.states or one.state in wanted.states]
    kept = tuple(state for state in wanted.states or KEPT if state not in WAITING)
    waiting = tuple(state for state in wanted.states or WAITING if state in WAITING)
    found = entries(connection, replace(common, states=kept)) if kept else []
    if waiting:
        due = entries(connection, replace(common, states=waiting, next_until=now))
        found += [one for one in due if _is_behind(one, now, stops)]
    return sorted(found, key=lambda one: (one.due_at, one.delivery_id))


def _is_behind(entry: Entry, now: datetime, stops: Sequence[Pause]) -> bool:
    """Overdue behind a stop, or so late that no daemon seems to be about to send it."""
    stopped = any(stop.covers(entry.campaign, entry.account) for stop in stops)
    return stopped or entry.next_attempt_at < now - timing.PUNCTUAL


def _all_there(found: Sequence[Entry], numbers: Sequence[int]) -> None:
    missing = sorted(set(numbers) - {one.delivery_id for one in found})
    if missing:
        text = ", ".join(str(number) for number in missing)
        raise DeliveryError(f"there is no post number {text} here", remedy="See campaign release, or campaign log.")


def _unfit(entry: Entry, now: datetime) -> str:
    if entry.state not in RELEASABLE:
        return f"is {entry.state_words.lower()}; left alone"
    if entry.state in WAITING and entry.next_attempt_at > now:
        return "is not overdue; left alone"
    return ""


def _campaign(app: App, now: datetime) -> Campaign:
    """The campaign as its file says now: its slots and window stand nowhere else. Raises PlanError."""
    campaign = files.read(app.root, platforms=app.capabilities(), today=now.date()).campaign
    if campaign is None or not campaign.slots:
        raise PlanError(
            "config/campaign.yaml names no slots",
            remedy='Write slots: ["09:00", "12:30"] there, or use campaign release --shift 1d.',
        )
    return campaign


def _surroundings(
    app: App,
    connection: Connection,
    fit: Iterable[Entry],
    now: datetime,
    zones: Mapping[str, ZoneInfo],
    campaign: Campaign | None,
) -> Surroundings:
    moving = {entry.delivery_id for entry in fit}
    coming = releases.taken(connection, now)
    taken = {account: [at for number, at in found if number not in moving] for account, found in coming.items()}
    known = freezes.every(connection)
    if campaign is not None:
        known[campaign.id] = [*known.get(campaign.id, ()), *campaign.freezes]
    return Surroundings(now, app.settings.catch_up_pause, zones, known, taken)


def _times(
    fit: Sequence[Entry], wanted: Wanted, around: Surroundings, campaign: Campaign | None
) -> list[tuple[Entry, NewTime]]:
    if wanted.way is Way.SEND:
        return list(zip(fit, release_times.send(fit, around), strict=True))
    if wanted.way is Way.SHIFT:
        return list(zip(fit, release_times.shift(fit, around, wanted.shift), strict=True))
    if campaign is not None:
        ours = [entry for entry in fit if entry.campaign == campaign.id]
        others = [(entry, NewTime(None, "is of another campaign")) for entry in fit if entry.campaign != campaign.id]
        found = release_times.slots(ours, around, campaign.slots, campaign.window)
        return [*zip(ours, found, strict=True), *others]
    return [(entry, NewTime(None)) for entry in fit]


def _move(connection: Connection, entry: Entry, new: NewTime, wanted: Wanted) -> Move:
    if wanted.way is Way.CANCEL:
        possible = entry.state is not State.CANCELLED
        return Move(entry, State.CANCELLED if possible else None, note="" if possible else "is cancelled; left alone")
    return Move(entry, _state(connection, entry) if new.at else None, new.at, new.note)


def _state(connection: Connection, entry: Entry) -> State:
    return State.SCHEDULED if approvals.is_approved(connection, entry.delivery_id) else State.AWAITING_SIGNOFF


def carry_out(app: App, proposed: Release, *, by: str) -> Release:
    """Do what was proposed. What moved meanwhile is left alone and said so."""
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        done = [_carry_out(connection, proposed, move, by, now) for move in proposed.moves]
        return replace(proposed, moves=tuple(done), stops=tuple(pauses.in_force(connection)))


def _carry_out(connection: Connection, proposed: Release, move: Move, by: str, now: datetime) -> Move:
    if move.to is None:
        return move
    if move.at is None:
        to, reason = State.CANCELLED, f"{by} cancelled it."
        done = _cancel(connection, move.entry, now, reason)
    else:
        to, reason = _state(connection, move.entry), f"Goes out {proposed.when(move)} instead: {by} released it."
        done = releases.release(connection, move.entry, to, move.at, now=now, reason=reason)
    if not done:
        return replace(move, to=None, at=None, note="moved meanwhile; left alone")
    _record(connection, move, to, by, now, reason)
    return replace(move, to=to)


def _cancel(connection: Connection, entry: Entry, now: datetime, reason: str) -> bool:
    return outcomes.move(
        connection,
        entry.delivery_id,
        from_states=[entry.state],
        to=State.CANCELLED,
        now=now,
        reason_code="cancelled",
        reason=reason,
        revision=entry.revision,
    )


def _record(connection: Connection, move: Move, to: State, by: str, now: datetime, reason: str) -> None:
    entry = move.entry
    data = {"from": entry.state.value, "to": to.value, "at": utc(move.at)}
    kind = "released" if move.at else f"{entry.state.value}-to-{to.value}"
    number = entry.delivery_id
    telling.settled_by_hand(connection, number, now)
    events.record(
        connection, kind, at=now, actor=by, campaign=entry.campaign, delivery_id=number, message=reason, data=data
    )


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """`Wed 9 March 09:00 (London)`"""
    return str(Slot(moment.astimezone(zone).replace(tzinfo=None), zone))


def as_json(found: Release, *, done: bool) -> Mapping[str, object]:
    """The names of `campaign release --json`."""
    return {
        "way": found.way.value if found.way else None,
        "done": done,
        "posts": [_move_as_json(found, move) for move in found.moves],
        "stops_in_force": len(found.stops),
    }


def _move_as_json(found: Release, move: Move) -> Mapping[str, object]:
    entry = move.entry
    return {
        "delivery_id": entry.delivery_id,
        "post_id": entry.post_id,
        "account": entry.account,
        "campaign": entry.campaign,
        "state": entry.state.value,
        "reason_code": entry.reason_code,
        "due_at": utc(entry.due_at),
        "becomes": move.to.value if move.to else None,
        "goes_out_at": utc(move.at),
        "stopped": found.is_stopped(move),
        "note": move.note,
    }
