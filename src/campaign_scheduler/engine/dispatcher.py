"""Claims what is due and hands it to worker threads, one delivery an account at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ..publishing.publisher import Publisher
from ..store.claims import Claim

log = logging.getLogger(__name__)

PAUSE = 0.25
"""Seconds between two rounds of what comes afterwards, while looks come thick."""

AFTER_A_FAILURE = 1.0
"""Seconds until the next look when the store could not be read or written."""


class Dispatcher:
    """`wake` asks it to look; one thread of its own claims, a pool of `workers` threads publishes.

    `afterwards` is called on that thread after looks, at most every PAUSE seconds; `ahead`, which must be quick, after
    every look.
    """

    def __init__(
        self,
        publisher: Publisher,
        *,
        daemon: str,
        workers: int,
        afterwards: Callable[[], None],
        ahead: Callable[[], None],
    ) -> None:
        self._publisher = publisher
        self._daemon = daemon
        self._workers = workers
        self._afterwards = afterwards
        self._ahead = ahead
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="publisher")
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._in_flight = 0
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look for due deliveries now."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more, finish what is in flight, then return."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)

    @property
    def in_flight(self) -> int:
        with self._lock:
            return self._in_flight

    def _run(self) -> None:
        """Look when woken. What comes afterwards is done at most every `PAUSE` seconds while looks come thick."""
        owed, done_at = False, 0.0
        while not self._stopping.is_set():
            self._wake.wait(max(0.0, done_at + PAUSE - time.monotonic()) if owed else None)
            woken = self._wake.is_set()
            self._wake.clear()
            try:
                if woken:
                    self._claim_and_submit()
                    self._ahead()
                owed = owed or woken
                if owed and time.monotonic() >= done_at + PAUSE:
                    self._afterwards()
                    owed, done_at = False, time.monotonic()
            except Exception:
                log.exception("looking for what is due failed; it is tried again soon")
                self._stopping.wait(AFTER_A_FAILURE)
                self._wake.set()

    def _claim_and_submit(self) -> None:
        free = self._workers - self.in_flight
        if free == 0 or self._stopping.is_set():
            return
        taken = self._publisher.claim(self._daemon, free)
        with self._lock:
            self._in_flight += len(taken)
        for claim in taken:
            self._submit(claim)

    def _submit(self, claim: Claim) -> None:
        """When no thread can be had, the claim is left to recovery, and its place is free again."""
        try:
            self._pool.submit(self._publish, claim)
        except RuntimeError:
            log.exception("delivery %s: no thread can be started; it is tried again later", claim.delivery_id)
            with self._lock:
                self._in_flight -= 1

    def _publish(self, claim: Claim) -> None:
        try:
            self._publisher.publish(claim)
        except Exception:
            log.exception("delivery %s: its outcome could not be written; recovery will settle it", claim.delivery_id)
        finally:
            with self._lock:
                self._in_flight -= 1
            self._wake.set()
