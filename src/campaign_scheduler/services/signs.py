"""What every page shows at its edge: stops, freezes, whether the daemon works, how many posts wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..model.delivery import State
from ..model.freeze import Freeze
from ..store import daemons, freezes, pauses
from ..store.pauses import Pause
from ..store.post_log import open_counts
from .app import App
from .freezing import Frozen, current
from .status import is_alive

WAITS = (State.UNCONFIRMED, State.FAILED, State.MISSED, State.HELD)


@dataclass(frozen=True, slots=True)
class Signs:
    """`counts` are of the states that wait for a person, approval apart."""

    pauses: tuple[Pause, ...] = ()
    daemon_alive: bool = False
    last_beat: datetime | None = None
    frozen: tuple[Frozen, ...] = ()
    counts: Mapping[State, int] = field(default_factory=dict)
    awaiting: int = 0
    scheduled: int = 0

    @property
    def waiting(self) -> int:
        return sum(self.counts.values())


def signs(app: App) -> Signs:
    """As the store is now."""
    now = app.clock.now()
    with app.store() as store, store.read() as connection:
        beat, found = daemons.latest(connection), open_counts(connection)
        return Signs(
            tuple(pauses.in_force(connection)),
            is_alive(beat, now),
            beat.beat_at if beat else None,
            tuple(one for one in current(connection, now) if one.in_force),
            {state: found[state] for state in WAITS if found.get(state)},
            found.get(State.AWAITING_SIGNOFF, 0),
            found.get(State.SCHEDULED, 0),
        )


def all_freezes(app: App) -> Mapping[str, list[Freeze]]:
    """The freezes of each campaign, as scheduled."""
    with app.store() as store, store.read() as connection:
        return freezes.every(connection)
