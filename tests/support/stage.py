"""A whole campaign in the middle of its life: the stand-in networks, the daemon and the page, on a clock of its own.

Used by the browser's tests and by the screenshots. The example campaign has begun, some posts are out, one was
refused, one is uncertain, one is on hold, others are still to come.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from campaign_scheduler import sandbox
from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.demo import ACCOUNTS, point_to_sandbox, prepare_folder
from campaign_scheduler.model.delivery import State
from campaign_scheduler.rehearsal.clock import SkippingClock
from campaign_scheduler.rehearsal.stage import stage_app
from campaign_scheduler.services import people
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import daemons, open_store, outcomes
from campaign_scheduler.store.post_log import counts
from campaign_scheduler.web import WebServer

BEGINS = datetime(2026, 10, 12, 9, tzinfo=UTC)
LEAD = timedelta(milliseconds=200)


class Stage:
    """Use it in a `with`. `url` is the page's."""

    def __init__(self, folder: Path, *, scheduled: bool = True) -> None:
        self.root = folder / "campaign"
        self.clock = SkippingClock(BEGINS)
        self._scheduled = scheduled

    def __enter__(self) -> Stage:
        self.sandbox = sandbox.serve(clock=self.clock)
        prepare_folder(self.root)
        point_to_sandbox(self.root, self.sandbox)
        file = self.root / ".campaign" / "campaign.db"
        self.app = stage_app(self.root, file, ACCOUNTS, self.clock)
        if self._scheduled:
            apply_plan(self.app, actor="Maya Okafor")
        self.store = open_store(self.app.settings.store_url)
        self.app = replace(self.app, shared=self.store)
        self.daemon = build_daemon(self.app, self.store)
        self.web = WebServer(self.app, self.store, port=0)
        self.daemon.accompany(self.web)
        self.daemon.start()
        self.url = self.web.url
        return self

    @property
    def link(self) -> str:
        """A fresh link for the first person."""
        return f"{self.url}/enter/{people.first_link(self.web.desk.app)}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.daemon.stop()
        self.store.close()
        self.sandbox.stop()

    def play_until(self, moment: datetime) -> None:
        """Let everything go out that is due before `moment`, then make it that time."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            busy, following = self._look()
            if not busy and (following is None or following - LEAD > moment):
                self.clock.skip_to(moment)
                self.daemon.wake()
                with self.store.write() as connection:
                    daemons.beat(connection, self.daemon.id, self.clock.now())
                return
            if not busy and following is not None and following - LEAD > self.clock.now():
                self.clock.skip_to(following - LEAD)
                self.daemon.wake()
            time.sleep(0.02)
        raise AssertionError("the campaign did not get so far in time")

    def _look(self) -> tuple[bool, datetime | None]:
        now = self.clock.now()
        with self.store.read() as connection:
            found = counts(connection)
            due, following = outcomes.count_due(connection, now), outcomes.next_scheduled(connection, now)
        return bool(due or found.get(State.PUBLISHING)), following


@contextlib.contextmanager
def half_way(folder: Path, trouble: Callable[[Stage], None] = lambda stage: None) -> Iterator[Stage]:
    """The campaign on the morning of its second Tuesday, after `trouble` was prepared."""
    with Stage(folder) as stage:
        trouble(stage)
        stage.play_until(datetime(2026, 10, 20, 7, 40, tzinfo=UTC))
        yield stage
