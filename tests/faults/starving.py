"""A daemon in a process of its own that runs short of something at a step, or waits there until it is told to go on."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from campaign_scheduler.store import connection, group_commit
from faults import child
from faults.child import Life

SCALE = 20
STEPS = ("claimed", "prepared", "intent", "sent", "recorded")
"""What cannot be written after each: the journal, the intent, the outcome (twice), the next claim."""


@dataclass(frozen=True)
class Trouble:
    """At the first `at` the daemon runs out of `what` (`disk`, `files`, or nothing) until `enough` is there in
    `folder`; with `waits` it stands still until `go` is there.
    """

    folder: Path
    at: str
    what: str = ""
    waits: bool = False


def live_in_trouble(life: Life, trouble: Trouble) -> None:
    """Publish until told to stop."""
    group_commit.RETRY_FOR /= SCALE
    connection.BUSY_TIMEOUT_MS //= SCALE
    child.live(life, _Gate(trouble))


class _Gate:
    """Called at each step."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self._lock = threading.Lock()
        self._open = False

    def __call__(self, step: str) -> None:
        if step != self._trouble.at:
            return
        with self._lock:
            first, self._open = not self._open, True
        if first:
            self._begin()

    def _begin(self) -> None:
        folder = self._trouble.folder
        (folder / "reached").touch()
        if self._trouble.what:
            LIMITS[self._trouble.what](folder / "enough")
        while self._trouble.waits and not (folder / "go").exists():
            time.sleep(0.01)


def _no_disk(enough: Path) -> None:
    """Every byte written to any file fails, as on a full disk, whoever the user is."""
    _limit(resource.RLIMIT_FSIZE, 0, enough)


def _no_files(enough: Path) -> None:
    """No file, no socket and no connection to the store can be opened."""
    lowest_free = os.open("/", os.O_RDONLY)
    os.close(lowest_free)
    _limit(resource.RLIMIT_NOFILE, lowest_free, enough)


def _limit(which: int, most: int, enough: Path) -> None:
    before = resource.getrlimit(which)

    def lift() -> None:
        while not enough.exists():
            time.sleep(0.01)
        resource.setrlimit(which, before)

    threading.Thread(target=lift, daemon=True).start()
    resource.setrlimit(which, (most, before[1]))


LIMITS: dict[str, Callable[[Path], None]] = {"disk": _no_disk, "files": _no_files}
