"""Looks into a store without writing to it: no file is made beside it, nothing is migrated."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, event

from ..model.errors import SettingsError
from . import location, schema, snapshot
from .connection import connect
from .store import Store, open_store


@contextmanager
def looking(url: str, scratch: Path) -> Iterator[Store | None]:
    """The store at `url` for reading alone, or None where there is none yet.

    A copy in `scratch` is read where nobody has the file open, or where it is of an older version. Raises
    SettingsError.
    """
    path = location.sqlite_file(url)
    if path is not None and not path.exists():
        yield None
        return
    store = _on_server(url) if path is None else _in_file(path, scratch / "store-as-it-is.db")
    try:
        yield store
    finally:
        store.close()


def _in_file(path: Path, copy: Path) -> Store:
    """Even a connection that writes nothing makes files beside a store that nobody has open, and leaves them there."""
    if not _is_open(path) and _copied(path, copy):
        return _copy(copy)
    snapshot.check(path)
    store = Store(connect(f"sqlite:///{path.resolve().as_uri()}?mode=ro&uri=true"), path)
    if _is_current(store):
        return store
    store.close()
    copy.unlink(missing_ok=True)
    snapshot.take(path, copy)
    return _copy(copy)


def _is_open(path: Path) -> bool:
    """Whether some process has it open, or died while it had: either leaves the log of its writes there."""
    return path.with_name(path.name + "-wal").exists()


def _copied(path: Path, copy: Path) -> bool:
    """Copy a file that nobody writes to. False when it could not be read, or somebody began to write meanwhile."""
    before = path.stat()
    as_it_lies = f"{path.resolve().as_uri()}?immutable=1"
    try:
        with (
            contextlib.closing(sqlite3.connect(as_it_lies, uri=True)) as here,
            contextlib.closing(sqlite3.connect(copy)) as there,
        ):
            here.backup(there)
    except sqlite3.DatabaseError:
        return False
    after = path.stat()
    return (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size) and not _is_open(path)


def _copy(copy: Path) -> Store:
    return open_store(f"sqlite:///{copy.as_posix()}", keep=False, check=True)


def _on_server(url: str) -> Store:
    store = Store(connect(url), None)
    event.listen(store.engine, "begin", _refuse_writes)
    if _is_current(store):
        return store
    store.close()
    raise SettingsError("the store is of an earlier version", remedy="Bring it up to date first with campaign status.")


def _refuse_writes(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _is_current(store: Store) -> bool:
    with store.read() as connection:
        return schema.is_current(connection)
