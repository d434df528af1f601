"""Status: what goes out next, what needs a person, is the daemon alive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..model.delivery import NEEDS_A_PERSON, State
from ..store import Store, campaigns, daemons, pauses, read_backs
from ..store.daemons import Heartbeat
from ..store.pauses import Pause
from ..store.post_log import Entry, Filter, counts, entries
from . import freezing
from .app import App
from .edits import Edits, unscheduled
from .freezing import Frozen
from .log import as_json as entry_as_json
from .log import utc
from .notifying import Messages, messages
from .stopping import stop_as_json
from .zones import Zones

ALIVE_WITHIN = timedelta(seconds=90)


@dataclass(frozen=True)
class Status:
    """`upcoming` are the next deliveries in order; `needs_you` wait for a person."""

    now: datetime
    counts: Mapping[State, int]
    upcoming: tuple[Entry, ...]
    needs_you: tuple[Entry, ...]
    pauses: tuple[Pause, ...]
    heartbeat: Heartbeat | None
    edits: Edits
    messages: Messages
    zones: Zones = field(default_factory=Zones)
    freezes: tuple[Frozen, ...] = ()
    since_then: Mapping[str, int] = field(default_factory=dict)
    """How many published posts are not there any more (`removed`), and how many read otherwise (`differs`)."""

    @property
    def daemon_alive(self) -> bool:
        return is_alive(self.heartbeat, self.now)


def status(app: App, *, upcoming: int = 5) -> Status:
    """Look at the store and the files. Raises SettingsError when the store cannot be opened."""
    with app.store_if_any() as store:
        edits = unscheduled(app, store)
        if store is None:
            return Status(app.clock.now(), {}, (), (), (), None, edits, messages(app, None))
        return _status(app, store, edits, upcoming)


def daemon_alive(app: App) -> bool:
    """Whether a daemon gave a sign of life lately; reads nothing else."""
    with app.store_if_any() as store:
        if store is None:
            return False
        with store.read() as connection:
            return is_alive(daemons.latest(connection), app.clock.now())


def is_alive(beat: Heartbeat | None, now: datetime) -> bool:
    """Whether that was a sign of life, and lately."""
    return beat is not None and beat.stopped_at is None and now - beat.beat_at < ALIVE_WITHIN


def _status(app: App, store: Store, edits: Edits, upcoming: int) -> Status:
    now, told = app.clock.now(), messages(app, store)
    with store.read() as connection:
        waiting = entries(connection, Filter(states=(State.SCHEDULED, State.PUBLISHING)))
        return Status(
            now,
            counts(connection),
            tuple(waiting[:upcoming]),
            tuple(entries(connection, Filter(states=tuple(NEEDS_A_PERSON)))),
            tuple(pauses.in_force(connection)),
            daemons.latest(connection),
            edits,
            told,
            Zones(campaigns.zones(connection)),
            freezing.current(connection, now),
            read_backs.since_then(connection),
        )


def as_json(found: Status) -> dict[str, object]:
    """The names of `campaign status --json`."""
    beat = found.heartbeat
    return {
        "now": utc(found.now),
        "daemon": {"alive": found.daemon_alive, "last_beat_at": utc(beat.beat_at) if beat else None},
        "counts": {state.value: count for state, count in found.counts.items()},
        "removed": found.since_then.get("removed", 0),
        "reads_otherwise": found.since_then.get("differs", 0),
        "next": [entry_as_json(entry) for entry in found.upcoming],
        "needs_a_person": [entry_as_json(entry) for entry in found.needs_you],
        "paused": [stop_as_json(pause) for pause in found.pauses],
        "freezes": [
            {"campaign": one.campaign, "in_force": one.in_force, **freezing.as_json(one.freeze)}
            for one in found.freezes
        ],
        "edits_not_scheduled": found.edits.count,
        "messages": _messages(found.messages),
    }


def _messages(found: Messages) -> dict[str, object]:
    return {
        "targets": found.targets,
        "waiting": found.trouble.waiting,
        "failing_since": utc(found.trouble.since),
        "error": found.trouble.error,
    }
