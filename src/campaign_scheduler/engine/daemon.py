"""The daemon: APScheduler wakes the dispatcher at the next due instant; recovery and housekeeping keep it honest.

APScheduler is only the clock. Its jobs live in memory and carry nothing: what is due is read from the store at each
wake, so a lost, late or repeated wake-up is harmless.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from ..model.clock import Clock, steady
from ..model.errors import CampaignError, SettingsError
from ..notify import absence, telling
from ..publishing import freezing, lateness, timing, unapproved
from ..publishing.clock_watch import apart
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
CLOCK_EVERY = 1.0
"""Seconds between two looks at whether the machine's clock was set."""
SOON = timedelta(seconds=1)
BEAT_EVERY = timedelta(seconds=20)
WORKING_WITHIN = 90.0
"""Seconds since the last sweep within which the daemon is said to work; one is made at least every 30 s."""
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Companion(Protocol):
    """Something that runs beside the daemon and is never in its way."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


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
        aftercare: Callable[[], None] = lambda: None,
        housekeeping: Callable[[], None] = lambda: None,
        clock_is_sound: Callable[[], bool] = lambda: True,
    ) -> None:
        self.id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self._store = store
        self._clock = clock
        self._pace = publisher.pace
        self._reconciler = reconciler
        self._locks = locks
        self._aftercare = aftercare
        self._housekeeping = housekeeping
        self._store_watch = StoreWatch(store, clock)
        self._dispatcher = Dispatcher(
            publisher, daemon=self.id, workers=workers, afterwards=self._settle_and_sleep, ahead=self._arm_soon
        )
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=JOB_DEFAULTS)
        self._change = daemons.ChangeWatch(store)
        self._clock_is_sound = clock_is_sound
        self._ending = threading.Event()
        self._timekeeper = threading.Thread(target=self._keep_time, name="timekeeper", daemon=True)
        self._companions: list[Companion] = []
        self._swept_at = float("-inf")

    def accompany(self, companion: Companion) -> None:
        """Start and stop `companion` with this daemon."""
        self._companions.append(companion)

    def is_working(self) -> bool:
        """Whether the last look for what is due, which writes to the store, ended well and not long ago."""
        return steady() - self._swept_at < WORKING_WITHIN

    def start(self) -> None:
        """Recover what an earlier process left, then begin. Returns at once.

        Raises SettingsError when another store is the right one to publish from.
        """
        self._locks.hold(self.id)
        self._begin_watch()
        with self._store.write() as connection:
            absence.tell_of_absence(connection, self._clock.now(), self._locks.is_gone)
            daemons.register(connection, self.id, self._clock.now())
        self._recover()
        self._dispatcher.start()
        self._every(timing.RECOVER_EVERY, self._recover)
        self._every(LOOK_EVERY.total_seconds(), self._look)
        self._every(LOOK_EVERY.total_seconds(), self._look_after)
        self._every(BEAT_EVERY.total_seconds(), self._beat)
        self._every(WATCH_EVERY.total_seconds(), self._watch)
        self._every(LONGEST_SLEEP.total_seconds(), self._dispatcher.wake)
        self._scheduler.start()
        self._timekeeper.start()
        self._dispatcher.wake()
        for companion in self._companions:
            companion.start()

    def stop(self) -> None:
        """Claim nothing more, finish what is in flight, tell the store. What the store cannot take in reasonable time
        is left to recovery.
        """
        self._ending.set()
        self._store.hurry(timing.STOP_PATIENCE)
        if self._scheduler.running:
            self._scheduler.pause()
        self._dispatcher.stop()
        self._stop_scheduler()
        for companion in self._companions:
            companion.stop()
        self._sign_off()
        self._locks.release()

    def _stop_scheduler(self) -> None:
        """Without jobs: its thread fails at one that falls due between being told to stop and being stopped."""
        if self._scheduler.running:
            self._scheduler.remove_all_jobs()
            self._scheduler.shutdown(wait=True)

    def _sign_off(self) -> None:
        try:
            with self._store.write() as connection:
                daemons.sign_off(connection, self.id, self._clock.now())
            self._store_watch.note()
        except CampaignError as error:
            log.warning("the stop could not be written down: %s", error.message)

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
        """After each look for what is due: what is frozen or late, then sleep until the next instant of use."""
        now = self._clock.now()
        unapproved.wait(self._store, now)
        freezing.hold_frozen(self._store, now)
        if self._clock_is_sound():
            lateness.settle_overdue(self._store, now, self._pace)
        self._store_watch.note()
        with self._store.read() as connection:
            following = outcomes.next_instant(connection, now, self._pace)
        self._swept_at = steady()
        self._arm(min(following or now + LONGEST_SLEEP, now + LONGEST_SLEEP))

    def _arm_soon(self) -> None:
        """While posts fall due one upon another, the next does not wait for what is done between them."""
        now = self._clock.now()
        with self._store.read() as connection:
            following = outcomes.next_scheduled(connection, now)
        if following is not None and following - now < SOON:
            self._arm(following)

    def _keep_time(self) -> None:
        """The scheduler waits by the machine's clock. When that is set back, its jobs would sleep for as long."""
        before = apart(_machine)
        while not self._ending.wait(CLOCK_EVERY):
            if abs(apart(_machine) - before) > CLOCK_EVERY:
                before = apart(_machine)
                _guarded(self._rearm)()
            _guarded(self._clock_is_sound)()

    def _rearm(self) -> None:
        for job in self._scheduler.get_jobs():
            with contextlib.suppress(JobLookupError):
                job.modify(next_run_time=datetime.now(UTC))

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
                connection,
                now=now,
                lease_time=lease_time(connection, self._clock),
                check_at=check_at,
                gone=gone,
                longest_lease=2 * max(timing.PREPARE_LEASE, timing.SEND_LEASE),
                tell=lambda unsent, unsure: telling.tell_recovered(connection, unsent, unsure, now),
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

    def _look_after(self) -> None:
        """What is published is read back, in a job of its own: what we are not sure of never waits for it."""
        self._aftercare()

    def _beat(self) -> None:
        self._store.commit(lambda connection: daemons.beat(connection, self.id, self._clock.now()))
        self._housekeeping()

    def _watch(self) -> None:
        """Another process wrote to the store (a plan was applied, something was stopped): look at once."""
        if self._change.happened():
            self.wake()


def _machine() -> float:
    return datetime.now(UTC).timestamp()


def _guarded(job: Callable[[], object]) -> Callable[[], None]:
    """A failing job is logged and tried again at its next turn; it never ends the daemon."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("%s failed; it is tried again", job.__name__)

    return run
