"""Whether anything was written to the store: one number for all who ask often."""

from __future__ import annotations

import threading

from ..model.clock import steady
from ..store import Store
from ..store.daemons import ChangeWatch

LOOK_EVERY = 0.25


class Pulse:
    """`number` is another one whenever the store was written to since. Safe from many threads."""

    def __init__(self, store: Store) -> None:
        self._watch = ChangeWatch(store)
        self._lock = threading.Lock()
        self._number = 0
        self._looked_at = float("-inf")

    def number(self) -> int:
        with self._lock:
            if steady() - self._looked_at >= LOOK_EVERY:
                self._looked_at = steady()
                self._number += self._watch.happened()
            return self._number
