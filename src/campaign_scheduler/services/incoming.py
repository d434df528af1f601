"""A calendar that somebody puts on the page: looked at, then taken in as drafts."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ..calendars.intake import Options
from ..model.errors import EditError
from ..store import events
from . import importing_calendar
from .app import App
from .importing_calendar import Import
from .taking_back import Written

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods")
LARGEST = 20 * 1024 * 1024


def look(app: App, name: str, content: bytes) -> Import:
    """What it would bring. Raises EditError, InputError."""
    with _as_file(name, content) as path:
        return importing_calendar.look(app, path, Options())


def take_in(app: App, name: str, content: bytes, *, by: str) -> Written:
    """Write its rows as drafts. Raises EditError, InputError."""
    with _as_file(name, content) as path:
        written = importing_calendar.write(app, importing_calendar.look(app, path, Options()))
    with app.store() as store, store.write() as connection:
        message = f"{by} brought in {written.rows} drafts from {_plain(name)}."
        events.record(connection, "calendar-imported", at=app.clock.now(), actor=by, message=message)
    return written


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    """Its bytes under a plain name, in a folder that goes again."""
    plain = _plain(name)
    if Path(plain).suffix.lower() not in KINDS:
        raise EditError("that is not a calendar: use a .csv or .xlsx file", field="calendar")
    if len(content) > LARGEST:
        raise EditError("the file is larger than 20 MB", field="calendar")
    with tempfile.TemporaryDirectory(prefix="campaign-import-") as folder:
        path = Path(folder) / plain
        path.write_bytes(content)
        yield path


def _plain(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^A-Za-z0-9._ -]+", "-", last).strip(". ")[-80:] or "calendar.csv"
