"""Notices that the machine's clock was set: posts would go out at the wrong time, so everything is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from ..model.clock import Clock, steady
from ..notify import telling
from ..store import Connection, Store, events, outcomes, pauses

LARGEST_STEP = 30.0
"""Seconds. Keeping a clock right moves it by fractions of a second; a person or a broken battery by more."""
ACTOR = "the program"


class ClockWatch:
    """Compares the machine's clock with one that nobody can set. Sleeping is no jump: both go on."""

    def __init__(self, store: Store, clock: Clock, machine: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._machine = machine
        self._lock = threading.Lock()
        self._apart = self._difference()

    def is_sound(self) -> bool:
        """Whether posts may go out by this clock. When it jumped, everything is stopped first, and told once."""
        with self._lock:
            apart = self._difference()
            jump = apart - self._apart
            if abs(jump) <= LARGEST_STEP:
                self._apart += max(-DRIFT, min(DRIFT, jump))
                return True
            self._store.commit(lambda connection: self._stop(connection, jump))
            self._apart = apart
            return False

    def _difference(self) -> float:
        return apart(self._machine)

    def _stop(self, connection: Connection, jump: float) -> None:
        way = "forward" if jump > 0 else "back"
        reason = f"This computer's clock jumped {way} by {_in_words(abs(jump))}, so posts could go out at a wrong time."
        now = self._clock.now()
        stop = pauses.start(connection, scope="all", target="", reason=reason, by=ACTOR, now=now)
        events.record(connection, "clock-jumped", at=now, actor=ACTOR, message=reason, data={"seconds": jump})
        if jump < 0:
            outcomes.look_soon(connection, now)
        telling.tell_clock_jumped(connection, stop, reason, now)


def apart(machine: Callable[[], float]) -> float:
    """How far the clock `machine` is from one that nobody can set, in seconds. Both are read in one go: a process that
    is frozen between the two would see a jump.
    """
    while True:
        before = steady()
        difference = machine() - before
        if steady() - before < IN_ONE_GO:
            return difference


IN_ONE_GO = 0.5
DRIFT = 0.01
"""Seconds between two looks by which the two clocks may drift apart, so that a slow drift never adds up to a jump."""


def _in_words(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
