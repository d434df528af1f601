"""Figures of the store for a monitoring system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.delivery import State
from ..store import agenda, daemons, outcomes, pauses, posting
from ..store.post_log import counts
from .app import App


@dataclass(frozen=True, slots=True)
class Figures:
    """`beat_age` is seconds since the daemon's last sign of life; None when there was none. `overdue` are due and not
    out; `lateness` are seconds of what went out in the last hour, oldest first.
    """

    states: Mapping[State, int]
    beat_age: float | None
    stops: int
    overdue: int
    messages_failing: int
    messages_waiting: int
    lateness: tuple[float, ...]


def figures(app: App) -> Figures:
    """As the store is now."""
    now = app.clock.now()
    with app.store() as store, store.read() as connection:
        beat, trouble = daemons.latest(connection), posting.trouble(connection)
        found = counts(connection)
        return Figures(
            {state: found.get(state, 0) for state in State},
            (now - beat.beat_at).total_seconds() if beat else None,
            len(pauses.in_force(connection)),
            outcomes.count_due(connection, now),
            trouble.failing,
            trouble.waiting,
            tuple(agenda.lateness_since(connection, now)),
        )
