"""The fast clock: real time while anything is under way, none between the posts."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

from ..model.clock import steady


class SkippingClock:
    """Begins at a given instant and runs at the machine's speed; `skip_to` jumps ahead, never back."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins
        self._started = time.monotonic()
        self._skipped = timedelta(0)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._begins + self._skipped + timedelta(seconds=time.monotonic() - self._started)

    def lease_time(self) -> float:
        return steady()

    def skip_to(self, moment: datetime) -> None:
        """Make it `moment` if that is still ahead."""
        ahead = moment - self.now()
        if ahead > timedelta(0):
            with self._lock:
                self._skipped += ahead
