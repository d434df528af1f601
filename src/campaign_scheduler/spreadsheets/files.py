"""Replaces a file as a whole or not at all, waiting politely while it is open elsewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

POLL_SECONDS = 0.25


class FileInUseError(Exception):
    """The file stayed open in another program."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is open in another program")
        self.path = path


def replace_file(path: Path, change: Callable[[bytes], bytes], *, wait: float = 10.0) -> None:
    """Write `change(content)` in place of `path`, atomically, keeping its permissions.

    Waits up to `wait` seconds for another program to close it. Raises FileInUseError, or what `change` raises.
    """
    until = time.monotonic() + wait
    while True:
        try:
            if not is_open_elsewhere(path):
                return _replace(path, change)
        except PermissionError:
            if os.access(path.parent, os.W_OK) is False:
                raise
        if time.monotonic() >= until:
            raise FileInUseError(path)
        time.sleep(POLL_SECONDS)


def is_open_elsewhere(path: Path) -> bool:
    """Excel and LibreOffice leave a lock file beside a workbook that they hold open."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    return any(lock.exists() for lock in locks)


def _replace(path: Path, change: Callable[[bytes], bytes]) -> None:
    before = path.read_bytes()
    after = change(before)
    if after == before:
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, temporary)
        if path.read_bytes() != before:
            raise FileInUseError(path)
        temporary.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
