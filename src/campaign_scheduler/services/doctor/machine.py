"""The machine and the program: versions, time zones, room on the disk."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from ... import __version__
from .finding import Finding, fine, problem, warning

PACKAGES = ("APScheduler", "SQLAlchemy", "requests", "tweepy", "pillow", "apprise", "tzdata")
LOW = 1_000_000_000
"""Bytes free below which a person is warned."""
TOO_LOW = 100_000_000


def versions() -> Iterator[Finding]:
    """The program, Python, SQLite and the libraries that matter to publishing."""
    parts = [f"campaign {__version__}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    parts += [f"{name} {found}" for name in PACKAGES if (found := _installed(name))]
    yield fine("program", f"{', '.join(parts)}, on {platform.system()} {platform.release()}.")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def time_zones() -> Iterator[Finding]:
    """Slots are wall-clock times, so without the zones' rules nothing goes out at the right time."""
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        yield problem("time zones", "There is no time zone data.", "Install the package tzdata.")
        return
    places = [path for path in TZPATH if (Path(path) / "Europe" / "London").exists()]
    yield fine("time zones", f"Known from {places[0] if places else 'the package tzdata ' + _installed('tzdata')}.")


def room(place: Path) -> Iterator[Finding]:
    """Free space where the store is; what is published has to be written down."""
    there = next((one for one in (place, *place.parents) if one.exists()), Path())
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:.1f} GB are free at {there}."
    if free < TOO_LOW:
        yield problem("disk", said, "Free some space now: what is published could not be written down.")
    elif free < LOW:
        yield warning("disk", said, "Free some space.")
    else:
        yield fine("disk", said)
