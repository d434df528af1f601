"""Renews tokens beside the daemon, in a thread of its own: a network that hangs delays no post and no sign of life."""

from __future__ import annotations

import logging
import threading

from .renewing import Renewer

log = logging.getLogger(__name__)

EVERY = 20.0
STOP_PATIENCE = 5.0


class RenewalRounds:
    """A companion of the daemon."""

    def __init__(self, renewer: Renewer) -> None:
        self._renewer = renewer
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_round, name="renewals", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """A renewal under way is given a moment; what it then leaves open is written down as unanswered."""
        self._ending.set()
        self._thread.join(STOP_PATIENCE)

    def _go_round(self) -> None:
        while not self._ending.is_set():
            try:
                self._renewer.tick()
            except Exception:
                log.exception("renewing tokens failed; it is tried again")
            self._ending.wait(EVERY)
