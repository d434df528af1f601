"""Looks into a store without writing to it: no file is made, nothing is migrated."""

from __future__ import annotations

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

    A file of an older version is copied into `scratch`, and the copy brought up to date. Raises SettingsError.
    """
    path = location.sqlite_file(url)
    if path is not None and not path.exists():
        yield None
        return
    store = _open(url, path, scratch)
    try:
        yield store
    finally:
        store.close()


def _open(url: str, path: Path | None, scratch: Path) -> Store:
    store = Store(connect(url if path is None else _read_only(path)), path)
    if path is None:
        event.listen(store.engine, "begin", _refuse_writes)
    if _is_current(store):
        return store
    store.close()
    if path is None:
        raise SettingsError(
            "the store is of an earlier version", remedy="Bring it up to date first with campaign status."
        )
    snapshot.take(path, scratch / "store-as-it-is.db")
    return open_store(f"sqlite:///{(scratch / 'store-as-it-is.db').as_posix()}", keep=False)


def _read_only(path: Path) -> str:
    return f"sqlite:///{path.resolve().as_uri()}?mode=ro&uri=true"


def _refuse_writes(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _is_current(store: Store) -> bool:
    with store.read() as connection:
        return schema.is_current(connection)
