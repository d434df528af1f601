"""The open store: read, write, and the shared-commit writer the publisher uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from ..model.errors import SettingsError
from . import facts, location, schema, snapshot, upgrading
from .connection import WRITING, connect
from .group_commit import GroupCommit, Write

T = TypeVar("T")


class Store:
    """One database. `read` and `write` are transactions; `commit` shares a durable commit between threads."""

    def __init__(self, engine: Engine, path: Path | None) -> None:
        self.engine = engine
        self.path = path
        self._writing = engine.execution_options(**{WRITING: True})
        self._writer: Connection | None = None
        self._group = GroupCommit(self._together)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the store; writes nothing."""
        with _plainly(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end, undone when it raises."""
        with _plainly(), self._writing.begin() as connection:
            yield connection

    def commit(self, write: Callable[[Connection], T], *, patience: float | None = None) -> T:
        """Run `write` in a commit shared with other threads; returns once it is durable.

        While the database is locked, full or away it is tried again for `patience` seconds (default: a minute).
        """
        return self._group.run(write, patience=patience)

    def commit_soon(self, write: Callable[[Connection], T]) -> Future[T]:
        """The same without waiting: committed at the latest with the next `commit` of this thread."""
        return self._group.begin(write)

    def hurry(self, seconds: float) -> None:
        """Give what waits for the database no more than so long: the process is to end."""
        self._group.hurry(seconds)

    def _together(self, writes: list[Write]) -> list[Any]:
        """On a connection that the writer's thread keeps, until something goes wrong with it."""
        if self._writer is None:
            self._writer = self._writing.connect()
        try:
            with self._writer.begin():
                return [write(self._writer) for write in writes]
        except BaseException:
            self._let_writer_go()
            raise

    def _let_writer_go(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def close(self) -> None:
        """Finish outstanding writes and let the file go."""
        self._group.close()
        self._let_writer_go()
        self.engine.dispose()


@contextmanager
def _plainly() -> Iterator[None]:
    """A database that is locked, full or away is said in a sentence; nothing of the transaction was kept."""
    try:
        yield
    except OperationalError as error:
        raise SettingsError(f"the store cannot be used: {error.orig}", remedy=_remedy(str(error.orig))) from error


def open_store(url: str, *, create: bool = True, check: bool = False, keep: bool = True) -> Store:
    """Open the store at `url`, migrating it when needed; with `check`, only if it is whole.

    With `keep`, an older file is copied before it is migrated. Raises SettingsError in words a person can act on.
    """
    path = location.sqlite_file(url)
    if path is not None:
        if not create and not path.exists():
            raise SettingsError(f"there is no store at {path} yet", remedy="Run campaign apply first.")
        location.check(path)
        if check and path.exists():
            snapshot.check(path)
    store = Store(connect(url), path)
    try:
        _bring_up_to_date(store, keep)
    except DBAPIError as error:
        store.close()
        raise SettingsError(f"the store cannot be opened: {error.orig}", remedy=_remedy(str(error.orig))) from None
    except BaseException:
        store.close()
        raise
    return store


def _bring_up_to_date(store: Store, keep: bool) -> None:
    """Nothing is written, not even the journal mode, before the file is known to be ours."""
    with store.read() as connection:
        current, old = schema.is_current(connection), schema.version(connection)
        if current and facts.get(connection, facts.ID) and _journal(connection) == "wal":
            return
    if store.path is not None:
        with store.engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
    if not current:
        upgrading.upgrade(store.path, store.write, old, keep=keep)
    with store.write() as connection:
        facts.introduce(connection, store.path)


def _journal(connection: Connection) -> str:
    """How SQLite keeps its journal; another database is left to its own ways."""
    if connection.dialect.name != "sqlite":
        return "wal"
    return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


def _remedy(message: str) -> str:
    if "full" in message or "disk I/O" in message:
        return "Free some disk space and run it again; nothing was lost."
    if "locked" in message:
        return "Another program holds the store open; close it and run it again."
    if "malformed" in message or "not a database" in message:
        return "The file is damaged; restore a backup of it."
    if "readonly" in message:
        return "Run the program as the user who owns the store, or change the file's permissions."
    return "Check CAMPAIGN_DATABASE_URL and that the database is running."
