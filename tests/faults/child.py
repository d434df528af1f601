"""A daemon in a process of its own, made to die or freeze where it is told. Forked from a server that has imported
everything."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event

from campaign_scheduler.bootstrap import build, build_daemon
from campaign_scheduler.engine import daemon as engine
from campaign_scheduler.platforms.bluesky import capabilities as bluesky
from campaign_scheduler.platforms.linkedin import adapter as linkedin
from campaign_scheduler.platforms.mastodon import capabilities as mastodon
from campaign_scheduler.publishing import timing
from campaign_scheduler.settings import load_settings
from faults import mutants
from faults.campaign import secrets
from faults.plan import SCALE, Death, Freeze

CATCH_UP_PAUSE = timedelta(seconds=0.5)
"""Shorter than the others in proportion: a trial's posts are all overdue, and it is the deaths that are on trial."""


NO_DEATH = Death()


@dataclass(frozen=True)
class Life:
    """One life of a daemon. It dies or freezes as told, and says so in the file `last_words`."""

    workspace: Path
    store_url: str
    accounts: tuple[str, ...]
    last_words: Path
    death: Death = NO_DEATH
    freeze: Freeze | None = None
    mutant: str = ""
    workers: int = 8


def _die_with_the_harness() -> None:
    """A harness that was ended leaves no daemons behind."""
    harness = multiprocessing.parent_process()
    if harness is not None:
        harness.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _fall(life: Life, what: threading.ExceptHookArgs) -> None:
    """A thread that dies of an error would go unnoticed: here the whole process ends of it, and the trial is wrong."""
    life.last_words.write_text(f"failed: {what.exc_value!r} ended a thread")
    os._exit(1)


def live(life: Life, also: Callable[[str], None] = lambda step: None) -> None:
    """Publish until told to stop, or until it dies. `also` is told of each step."""
    logging.disable(logging.CRITICAL)
    threading.Thread(target=_die_with_the_harness, daemon=True).start()
    threading.excepthook = lambda what: _fall(life, what)
    quicken()
    mutants.apply(life.mutant)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    settings = load_settings(
        workspace=life.workspace,
        database_url=life.store_url,
        secrets=secrets(),
        workers=life.workers,
        catch_up_pause=CATCH_UP_PAUSE,
    )
    app = build(settings)
    reached = _Counter(life)
    with app.store() as store:
        if life.death.at == "statement":
            event.listen(store.engine, "before_cursor_execute", lambda *_: reached("statement"))

        def checkpoint(step: str) -> None:
            also(step)
            reached(step)

        daemon = build_daemon(app, store, checkpoint=checkpoint)
        try:
            daemon.run_until(stopping)
        except BaseException as error:
            life.last_words.write_text(f"failed with {error!r}")
            raise


class _Counter:
    """Kills this process, as a power cut would, or freezes it, when a place was reached often enough."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._left = life.death.count or (life.freeze.count if life.freeze else 0)
        self._at = life.death.at or (life.freeze.at if life.freeze else "")
        self._lock = threading.Lock()

    def __call__(self, place: str) -> None:
        if place != self._at:
            return
        with self._lock:
            self._left -= 1
            if self._left == 0:
                self._end(place)

    def _end(self, place: str) -> None:
        self._life.last_words.write_text("frozen" if self._life.freeze else place)
        os.kill(os.getpid(), signal.SIGSTOP if self._life.freeze else signal.SIGKILL)


def quicken(scale: float = SCALE) -> None:
    """Divide every wait by `scale`, in this process only."""
    for name in ("PREPARE_LEASE", "SEND_LEASE", "START_WITHIN", "SEND_DEADLINE", "RECOVER_EVERY"):
        setattr(timing, name, getattr(timing, name) / scale)
    for name in (
        "PUNCTUAL",
        "FIRST_LOOK",
        "FIRST_READ",
        "READ_LEASE",
        "BETWEEN_READS",
        "RESEND_WITHIN",
        "FIRST_BACK_OFF",
    ):
        setattr(timing, name, getattr(timing, name) / scale)
    timing.STOP_PATIENCE /= scale
    timing.LONGEST_BACK_OFF = timedelta(seconds=1)
    timing.LOOKS = tuple(look / scale for look in timing.LOOKS if look <= timedelta(minutes=1))
    bluesky.SETTLE = replace(bluesky.SETTLE, value=bluesky.SETTLE.value / scale)
    mastodon.SETTLE = replace(mastodon.SETTLE, value=mastodon.SETTLE.value / scale)
    linkedin._until_midnight = lambda answer, clock: timedelta(seconds=0.5)
    engine.LOOK_EVERY = engine.WATCH_EVERY = timedelta(seconds=0.3)
    engine.LONGEST_SLEEP /= scale
