"""A sign of life for a watchdog outside: it is asked once a minute, and only while the daemon truly works.

When that stops, for whatever reason, the watchdog tells people; no program can tell of its own death.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ..model.errors import PlatformError
from ..platforms.kit.http import Door

log = logging.getLogger(__name__)

EVERY = 60.0
FIRST_AFTER = 5.0
ANSWER_WITHIN = 10.0
STOP_WITHIN = 1.0


class Heartbeat:
    """`start`, then `stop`. An empty address means that there is no watchdog."""

    def __init__(self, address: str, door: Door, working: Callable[[], bool], *, every: float = EVERY) -> None:
        self._address = address
        self._door = door
        self._working = working
        self._every = every
        self._failed = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        if self._address:
            self._thread.start()

    def stop(self) -> None:
        """Give no more signs; one on its way is not waited for."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)

    def beat(self) -> bool:
        """Give one sign of life, if the daemon works. Whether the watchdog took it."""
        return self._working() and self._ask()

    def _run(self) -> None:
        pause = min(FIRST_AFTER, self._every)
        while not self._stopping.wait(pause):
            self.beat()
            pause = self._every

    def _ask(self) -> bool:
        why = self._why_not()
        if why and not self._failed:
            log.warning("the watchdog at CAMPAIGN_HEARTBEAT_URL was not reached (%s); it is tried every minute", why)
        self._failed = bool(why)
        return not why

    def _why_not(self) -> str:
        try:
            answer = self._door.request("GET", self._address, total=ANSWER_WITHIN)
        except PlatformError as error:
            return error.message
        except Exception as error:
            return type(error).__name__
        return "" if answer.ok else f"it answered {answer.status}"
