"""Where a file waits until it is accepted: a folder of its own, under a name that nobody can guess."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from ...model.errors import EditError
from ...store.locks import is_free
from ..app import App

CALENDARS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods")
TOOLKITS = (".docx", ".pptx", ".pdf", ".zip")
MB = 1024 * 1024
LARGEST = 48 * MB
MOST_WAITING = 20
MOST_KEPT = 2048 * MB
"""Of everything that waits, what was unpacked included."""
KEPT_FOR = 24 * 3600.0
"""Seconds since somebody last corrected something of it."""
FOLDER = Path(".campaign") / "incoming"
PLACE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
WORK, ABOUT, LOCK, CHOICES = "work", "about.json", "lock", "choices.json"
_USE = "Use a Word document, a presentation, a PDF, a zip of them, or a calendar as CSV or Excel."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that nobody accepted yet: where, whose, since when, and until when it is kept."""

    place: str
    name: str
    by: str
    at: datetime
    until: datetime

    @property
    def is_toolkit(self) -> bool:
        return is_toolkit(Path(self.name))


def keep(app: App, name: str, content: bytes, *, by: str = "") -> str:
    """Keep a file that was sent. Gives the name of its place. Raises EditError."""
    plain = _plain(name)
    if Path(plain).suffix.lower() not in (*CALENDARS, *TOOLKITS):
        raise EditError("that is neither a toolkit nor a calendar", remedy=_USE, field="file")
    if len(content) > LARGEST:
        raise EditError(f"the file is larger than {LARGEST // MB} MB", remedy="Leave videos out of it.", field="file")
    _refuse_too_many(app, len(content))
    place = secrets.token_urlsafe(32)
    folder = app.root / FOLDER / place
    work = folder / WORK
    work.mkdir(parents=True)
    (work / ABOUT).write_text(json.dumps({"by": by, "at": time.time()}), encoding="utf-8")
    (folder / plain).write_bytes(content)
    return place


def _refuse_too_many(app: App, more: int) -> None:
    there = waiting(app)
    remedy = "Accept or drop one of those that wait below, then choose the file again."
    if len(there) >= MOST_WAITING:
        raise EditError(f"{len(there)} files wait to be looked at already", remedy=remedy, field="file")
    folder = app.root / FOLDER
    used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    if used + more > MOST_KEPT:
        raise EditError(f"the files that wait take {used // MB:,} MB already", remedy=remedy, field="file")


def kept(app: App, place: str) -> Path:
    """The file in a place. Raises EditError when it is gone."""
    folder = app.root / FOLDER / place
    found = [one for one in folder.iterdir() if one.is_file()] if PLACE.match(place) and folder.is_dir() else []
    if len(found) != 1:
        raise EditError(
            "that file is not here any more: somebody took it in or dropped it, or its day is over",
            remedy="Look into the calendar, or choose the file again.",
            field="file",
        )
    return found[0]


def work_of(app: App, place: str) -> Path:
    """The folder of what the program makes of it. Raises EditError when the file is gone."""
    return kept(app, place).parent / WORK


def is_toolkit(path: Path) -> bool:
    return path.suffix.lower() in TOOLKITS


def waiting(app: App) -> list[Waiting]:
    """What waits, the newest first; what waited too long is forgotten by this."""
    folder, found = app.root / FOLDER, []
    for one in folder.iterdir() if folder.is_dir() else ():
        if not PLACE.match(one.name):
            continue
        if time.time() - _touched(one) > KEPT_FOR and is_free(one / WORK / LOCK):
            shutil.rmtree(one, ignore_errors=True)
            continue
        with contextlib.suppress(EditError):
            found.append(_waiting(one, kept(app, one.name).name))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _waiting(folder: Path, name: str) -> Waiting:
    about: dict[str, Any] = {"by": "", "at": folder.stat().st_mtime}
    with contextlib.suppress(OSError, ValueError, TypeError):
        about |= json.loads((folder / WORK / ABOUT).read_text(encoding="utf-8"))
    until = datetime.fromtimestamp(_touched(folder) + KEPT_FOR, UTC)
    return Waiting(folder.name, name, str(about["by"]), datetime.fromtimestamp(float(about["at"]), UTC), until)


def _touched(folder: Path) -> float:
    """When it was put here, or last corrected."""
    return max((path.stat().st_mtime for path in _marks(folder)), default=time.time())


def _marks(folder: Path) -> Iterator[Path]:
    for path in (folder, folder / WORK / CHOICES):
        if path.exists():
            yield path


def drop(app: App, place: str) -> str:
    """Forget it; a reading that is under way ends by itself. Gives the file's name. Raises EditError."""
    path = kept(app, place)
    path.unlink(missing_ok=True)
    shutil.rmtree(path.parent, ignore_errors=True)
    return path.name


def _plain(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^A-Za-z0-9._ -]+", "-", last).strip(". ")[-80:] or "calendar.csv"
