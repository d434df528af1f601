"""The daemon: APScheduler wakes the dispatcher at the next due instant; recovery and housekeeping keep it honest.

APScheduler is only the clock. Its jobs live in memory and carry nothing: what is due is read from the store at each
wake, so a lost, late or repeated wake-up is harmless.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from ..model.clock import Clock
from ..model.errors import SettingsError
from ..publishing import lateness, timing
from ..publishing.publisher import Publisher
from ..publishing.reconcile import Reconciler
from ..publishing.store_watch import StoreWatch
from ..store import Store, daemons, outcomes, recovery
from ..store.lease import lease_time
from ..store.locks import DaemonLocks
from .dispatcher import Dispatcher

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(seconds=30)
LOOK_EVERY = timedelta(seconds=1)
WATCH_EVERY = timedelta(seconds=1)
BEAT_EVERY = timedelta(seconds=20)
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Daemon:
    """One publishing process. `start`, then `stop`; or `run_until` an event is set."""

    def __init__(
        self,
        store: Store,
        publisher: Publisher,
        reconciler: Reconciler,
        clock: Clock,
        locks: DaemonLocks,
        *,
        workers: int,
        housekeeping: Callable[[], None] = lambda: None,
    ) -> None:
        self.id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self._store = store
        self._clock = clock
        self._reconciler = reconciler
        self._locks = locks
        self._housekeeping = housekeeping
        self._store_watch = StoreWatch(store, clock)
        self._dispatcher = Dispatcher(publisher, daemon=self.id, workers=workers, afterwards=self._settle_and_sleep)
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=JOB_DEFAULTS)
        self._change = daemons.ChangeWatch(store)

    def start(self) -> None:
        """Recover what an earlier process left, then begin. Returns at once.

        Raises SettingsError when another store is the right one to publish from.
        """
        self._locks.hold(self.id)
        self._begin_watch()
        with self._store.write() as connection:
            daemons.register(connection, self.id, self._clock.now())
        self._recover()
        self._dispatcher.start()
        self._every(timing.RECOVER_EVERY, self._recover)
        self._every(LOOK_EVERY.total_seconds(), self._look)
        self._every(BEAT_EVERY.total_seconds(), self._beat)
        self._every(WATCH_EVERY.total_seconds(), self._watch)
        self._every(LONGEST_SLEEP.total_seconds(), self._dispatcher.wake)
        self._scheduler.start()
        self._dispatcher.wake()

    def stop(self) -> None:
        """Claim nothing more, finish what is in flight, tell the store."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._dispatcher.stop()
        with self._store.write() as connection:
            daemons.sign_off(connection, self.id, self._clock.now())
        self._store_watch.note()
        self._locks.release()

    def _begin_watch(self) -> None:
        try:
            self._store_watch.begin()
        except SettingsError:
            self._locks.release()
            raise

    def run_until(self, stopping: threading.Event) -> None:
        """Publish until `stopping` is set."""
        self.start()
        stopping.wait()
        self.stop()

    def wake(self) -> None:
        """Look now; called when something changed."""
        self._dispatcher.wake()

    def _every(self, seconds: float, job: Callable[[], None]) -> None:
        self._scheduler.add_job(_guarded(job), "interval", seconds=seconds)

    def _settle_and_sleep(self) -> None:
        """After each look for what is due: deal with what is late, then sleep until the next instant that matters."""
        now = self._clock.now()
        lateness.settle_overdue(self._store, now)
        self._store_watch.note()
        with self._store.read() as connection:
            following = outcomes.next_instant(connection, now)
        self._arm(min(following or now + LONGEST_SLEEP, now + LONGEST_SLEEP))

    def _arm(self, moment: datetime) -> None:
        """Wake the dispatcher at `moment` on our clock, which may run ahead of the machine's."""
        delay = max(moment - self._clock.now(), timedelta(0))
        moment_here = datetime.now(UTC) + delay
        self._scheduler.add_job(self._dispatcher.wake, "date", id="wake", run_date=moment_here, replace_existing=True)

    def _recover(self) -> None:
        now, gone = self._clock.now(), self._gone()
        check_at = now + timing.FIRST_LOOK
        unsent, unsure = self._store.commit(
            lambda connection: recovery.recover(
                connection, now=now, lease_time=lease_time(connection, self._clock), check_at=check_at, gone=gone
            )
        )
        if unsent or unsure:
            log.warning("recovered after a stop: %d to be tried again, %d to be looked for", unsent, unsure)
            self.wake()

    def _gone(self) -> list[str]:
        """Owners of claims that have certainly ended, so that their leases need not be waited for."""
        with self._store.read() as connection:
            return [owner for owner in recovery.owners(connection) if owner != self.id and self._locks.is_gone(owner)]

    def _look(self) -> None:
        """Reading a network may take long, so it has a job of its own and never delays a sweep."""
        self._reconciler.look()

    def _beat(self) -> None:
        self._store.commit(lambda connection: daemons.beat(connection, self.id, self._clock.now()))
        self._housekeeping()

    def _watch(self) -> None:
        """Another process wrote to the store (a plan was applied, something was stopped): look at once."""
        if self._change.happened():
            self.wake()


def _guarded(job: Callable[[], None]) -> Callable[[], None]:
    """A failing job is logged and tried again at its next turn; it never ends the daemon."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("%s failed; it is tried again", job.__name__)

    return run
