"""Slows guessing of passwords down without keeping their owner out.

Wrong tries are counted by email and place; a browser that its owner signed in on before has a count of its own, so
whoever guesses elsewhere only makes elsewhere wait.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from ..model.clock import steady

FREE = 5
"""Wrong tries before waiting begins."""
LONGEST = 15 * 60.0
FORGET = 24 * 3600.0
KEPT = 10_000


class Throttle:
    """Safe from many threads."""

    def __init__(self, clock: Callable[[], float] = steady) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, *parts: str) -> float:
        """Seconds until the next try is heard; 0 for now."""
        with self._lock:
            count, last = self._tries.get(_key(parts), (0, 0.0))
            return max(0.0, last + _pause(count) - self._clock())

    def wrong(self, *parts: str) -> None:
        with self._lock:
            count, last = self._tries.pop(_key(parts), (0, 0.0))
            fresh = self._clock() - last > FORGET
            self._tries[_key(parts)] = (1 if fresh else count + 1, self._clock())
            while len(self._tries) > KEPT:
                self._tries.popitem(last=False)

    def right(self, *parts: str) -> None:
        with self._lock:
            self._tries.pop(_key(parts), None)


def _pause(count: int) -> float:
    return 0.0 if count < FREE else float(min(LONGEST, 2.0 ** min(count - FREE, 10)))


def _key(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
