"""An operating-system lock each daemon holds while it lives, frozen or not.

A lease only says that a daemon has been silent; a free lock proves that it is gone and cannot wake up to send. On
another machine (PostgreSQL) there is no such proof, and leases alone decide.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


RESTORING = "restore"
"""How the name of a restore under way begins, which holds a lock as daemons do."""


def lock_soon(file: IO[bytes]) -> None:
    """Take a lock that is ours; whoever only looks whether it is free holds it for an instant."""
    for _ in range(100):
        with contextlib.suppress(OSError):
            return _lock(file)
        time.sleep(0.02)
    return _lock(file)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock of `path`. False when it cannot be asked."""
    try:
        with path.open("rb+") as file:
            _lock(file)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


class DaemonLocks:
    """Locks beside the store's file; `path` None means a store that other machines may use."""

    def __init__(self, path: Path | None) -> None:
        self._folder = None if path is None else path.with_name(f"{path.name}.daemons")
        self._held: list[IO[bytes]] = []

    def hold(self, daemon: str) -> None:
        """Take this daemon's lock until the process ends."""
        if self._folder is None:
            return
        self._folder.mkdir(exist_ok=True)
        file = (self._folder / daemon).open("wb")
        lock_soon(file)
        self._held.append(file)

    def is_gone(self, daemon: str) -> bool:
        """Whether a daemon has certainly ended. False when it lives, is frozen, or cannot be asked."""
        if self._folder is None:
            return False
        path = self._folder / daemon
        if not is_free(path):
            return False
        with contextlib.suppress(OSError):
            path.unlink()
        return True

    def may_still_send(self, daemon: str) -> bool:
        """Whether a daemon of this machine, perhaps frozen, may yet send what it was about to.

        Where locks cannot tell (other machines), the attempt's deadline and the settle time have to be enough; our
        own claims are never in doubt.
        """
        mine = any(Path(file.name).name == daemon for file in self._held)
        return self._folder is not None and not mine and not self.is_gone(daemon)

    def living(self) -> list[str]:
        """Who holds a lock now, ourselves left out: daemons that live or are frozen, and a restore under way.

        Removes no lock file: one that is not locked yet may belong to a daemon that is just starting.
        """
        if self._folder is None or not self._folder.is_dir():
            return []
        ours = {Path(file.name).name for file in self._held}
        paths = sorted(path for path in self._folder.iterdir() if path.name not in ours)
        return [path.name for path in paths if not is_free(path)]

    def release(self) -> None:
        """Give the lock back, at an orderly stop."""
        for file in self._held:
            with contextlib.suppress(OSError):
                os.unlink(file.name)  # noqa: PTH108
            file.close()
        self._held.clear()
