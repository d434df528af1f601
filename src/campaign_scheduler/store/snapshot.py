"""A verified copy of a SQLite store, taken while others use it, and what a store's file says of itself.

Read with plain sqlite3, not through the open store: the file may be damaged, of another version, or not ours.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..model.errors import SettingsError
from .types import from_text

COUNTED = ("deliveries", "attempts", "events")
LIVED = ("SELECT max(changed_at) FROM deliveries", "SELECT max(at) FROM events", "SELECT max(beat_at) FROM daemons")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store's file as it was found whole. `lived_until` is when something was last written to it."""

    path: Path
    size: int
    version: str
    counts: Mapping[str, int]
    store_id: str
    home: str
    lived_until: datetime | None


def take(source: Path, target: Path) -> Snapshot:
    """Copy a store in use to `target`, verified before it has that name. Raises SettingsError; never overwrites."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _refuse_existing(target)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        before = _copy(source, part)
        _same_or_newer(before, look(part, whole=True))
        _publish(part, target)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"no copy could be made: {_words(error)}", remedy=_remedy(error)) from None
    finally:
        remove(part)
    return look(target)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise SettingsError(f"{target} is there already, and a copy never replaces a file", remedy="Name another file.")


def _copy(source: Path, part: Path) -> Mapping[str, int]:
    """One read transaction, so writers go on meanwhile; without a journal of its own, so that it is one file."""
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with reading(source) as here, contextlib.closing(sqlite3.connect(part)) as there:
        before = _counts(here)
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")
    return before


def _same_or_newer(before: Mapping[str, int], copied: Snapshot) -> None:
    if any(copied.counts[name] < count for name, count in before.items()):
        raise SettingsError("the copy holds less than the store", remedy="Run it again; the store was left alone.")


def _publish(part: Path, target: Path) -> None:
    """Durable first, then named; a hard link fails where the name is taken meanwhile."""
    sync(part)
    try:
        os.link(part, target)
    except FileExistsError:
        _refuse_existing(target)
    except OSError:
        part.rename(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable. Windows has no such thing for folders."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """A database file that is not wanted, with what SQLite may have left beside it."""
    for name in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + name).unlink()


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can write nothing."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def check(path: Path) -> None:
    """Raise SettingsError unless the file is whole, by SQLite's quick check. Writes nothing."""
    try:
        with reading(path) as connection:
            said = _pragma(connection, "quick_check")
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise SettingsError(
            f"the store {path} is damaged: {said.splitlines()[0]}",
            remedy="Restore a backup of it with campaign restore FILE; nothing was written.",
        )


def look(path: Path, *, whole: bool = False) -> Snapshot:
    """What a store's file says of itself; with `whole`, every page is checked. Raises SettingsError."""
    if not path.is_file():
        raise SettingsError(f"there is no file {path}", remedy="Check its name.")
    try:
        with reading(path) as connection:
            return _look(connection, path, whole)
    except sqlite3.Error as error:
        raise SettingsError(f"{path} cannot be read as a store: {error}", remedy="Choose another file.") from None


def _look(connection: sqlite3.Connection, path: Path, whole: bool) -> Snapshot:
    if whole and (said := _pragma(connection, "integrity_check")) != "ok":
        raise SettingsError(f"{path} is damaged: {said.splitlines()[0]}", remedy="Choose another copy.")
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not {"alembic_version", "post_log", *COUNTED} <= tables:
        raise SettingsError(f"{path} is a database, but not a store of this program", remedy="Choose another file.")
    facts = dict(connection.execute("SELECT name, value FROM store_facts")) if "store_facts" in tables else {}
    version = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    known = (version, _counts(connection), facts.get("id", ""), facts.get("home", ""))
    return Snapshot(path, path.stat().st_size, *known, _lived_until(connection))


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in COUNTED}  # noqa: S608


def _lived_until(connection: sqlite3.Connection) -> datetime | None:
    moments = [connection.execute(query).fetchone()[0] for query in LIVED]
    return max((from_text(moment) for moment in moments if moment), default=None)


def _pragma(connection: sqlite3.Connection, name: str) -> str:
    return "\n".join(str(row[0]) for row in connection.execute(f"PRAGMA {name}"))


def _words(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _remedy(error: Exception) -> str:
    if "full" in str(error) or getattr(error, "errno", None) == 28:
        return "Free some disk space, or name a file on another disk; the store was left alone."
    return "Name a file in a folder you may write to; the store was left alone."
