"""How the daemon ends: quietly, whatever its jobs are doing."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.base import STATE_RUNNING

from campaign_scheduler.engine import daemon as engine
from campaign_scheduler.model.account import Credentials
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.store import open_store
from campaign_scheduler.store.locks import DaemonLocks


def no_secrets(account: str) -> Credentials:
    return Credentials({})


def test_a_wake_up_that_comes_while_it_stops_is_no_accident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock's own thread is in the middle of a wake-up when the stop comes: it must not die of it."""
    fallen: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda what: fallen.append(repr(what.exc_value)))
    waking = threading.Event()
    submit = BaseExecutor.submit_job

    def submit_slowly(self: BaseExecutor, job: Any, run_times: Any) -> None:
        if job.id == "wake":
            waking.set()
            while job._scheduler.state == STATE_RUNNING:
                time.sleep(0.01)
        submit(self, job, run_times)

    monkeypatch.setattr(BaseExecutor, "submit_job", submit_slowly)
    monkeypatch.setattr(engine, "LONGEST_SLEEP", engine.LOOK_EVERY)
    store = open_store(f"sqlite:///{(tmp_path / 'campaign.db').as_posix()}")
    clock = SystemClock()
    daemon = engine.Daemon(
        store,
        Publisher(store, {}, no_secrets, clock),
        Reconciler(store, {}, no_secrets, clock),
        clock,
        DaemonLocks(store.path),
        workers=1,
    )
    daemon.start()
    assert waking.wait(30)
    daemon.stop()
    store.close()
    assert not fallen
