"""Toolkits and calendars that somebody puts on the page: kept for a while, looked at, then taken in as drafts."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from pathlib import Path, PurePosixPath

from ..calendars.intake import Options
from ..model.errors import EditError
from ..store import events
from . import importing_calendar, toolkits
from .app import App
from .importing_calendar import Import
from .taking_back import Written
from .toolkits.importing import Outcome
from .toolkits.review import review_page

CALENDARS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods")
TOOLKITS = (".docx", ".pptx", ".pdf", ".zip")
LARGEST = 48 * 1024 * 1024
KEPT_FOR = 24 * 3600.0
FOLDER = Path(".campaign") / "incoming"
PLACE = re.compile(r"[A-Za-z0-9_-]{43}\Z")


def keep(app: App, name: str, content: bytes) -> str:
    """Keep a file that was sent until it is accepted, a day at most. Gives the name of its place. Raises EditError."""
    plain = _plain(name)
    if Path(plain).suffix.lower() not in (*CALENDARS, *TOOLKITS):
        raise EditError("that is neither a toolkit nor a calendar", remedy=_USE, field="file")
    if len(content) > LARGEST:
        raise EditError("the file is too large", remedy="Leave videos out of it.", field="file")
    _forget_old(app.root / FOLDER)
    place = secrets.token_urlsafe(32)
    folder = app.root / FOLDER / place
    folder.mkdir(parents=True)
    (folder / plain).write_bytes(content)
    return place


_USE = "Use a Word document, a presentation, a PDF, a zip of them, or a calendar as CSV or Excel."


def kept(app: App, place: str) -> Path:
    """The file in a place. Raises EditError when it is gone."""
    folder = app.root / FOLDER / place
    found = [one for one in folder.iterdir() if one.is_file()] if PLACE.match(place) and folder.is_dir() else []
    if len(found) != 1:
        raise EditError("the file is not here any more", remedy="Choose it again.", field="file")
    return found[0]


def is_toolkit(path: Path) -> bool:
    return path.suffix.lower() in TOOLKITS


def look(app: App, place: str) -> Import:
    """What a calendar would bring. Raises EditError, InputError."""
    return importing_calendar.look(app, kept(app, place), Options())


def review(app: App, place: str) -> str:
    """A page of a toolkit: each draft beside its picture, and what was set aside and why. Raises InputError."""
    with toolkits.read([kept(app, place)], app.settings) as gathered:
        return review_page(gathered, Outcome(), now=app.clock.now(), written=False)


def take_in(app: App, place: str, *, by: str) -> Written:
    """Write what it brings as drafts. Raises EditError, InputError."""
    path = kept(app, place)
    written = _take_in_toolkit(app, path) if is_toolkit(path) else _take_in_calendar(app, path)
    with app.store() as store, store.write() as connection:
        message = f"{by} brought in {written.rows} drafts from {path.name}."
        events.record(connection, "brought-in", at=app.clock.now(), actor=by, message=message)
    shutil.rmtree(path.parent, ignore_errors=True)
    return written


def _take_in_calendar(app: App, path: Path) -> Written:
    return importing_calendar.write(app, importing_calendar.look(app, path, Options()))


def _take_in_toolkit(app: App, path: Path) -> Written:
    with toolkits.read([path], app.settings) as gathered:
        outcome = toolkits.write(app, gathered, now=app.clock.now())
    return Written(outcome.rows, len(outcome.new) + len(outcome.updated), (*outcome.kept, *outcome.notes))


def _forget_old(folder: Path) -> None:
    for old in folder.iterdir() if folder.is_dir() else ():
        if time.time() - old.stat().st_mtime > KEPT_FOR:
            shutil.rmtree(old, ignore_errors=True)


def _plain(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^A-Za-z0-9._ -]+", "-", last).strip(". ")[-80:] or "calendar.csv"
