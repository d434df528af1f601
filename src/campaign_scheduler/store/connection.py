"""Opens a database the way the promises need it: durable, and with a write transaction that cannot deadlock."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from ..model.errors import SettingsError
from .location import parse

BUSY_TIMEOUT_MS = 30_000
WRITING = "campaign_writing"
IDLE_TIMEOUT_MS = 60_000
"""PostgreSQL ends the transaction of a process that does nothing in it for so long. One that is frozen while it writes
would else keep what it wrote from everybody, until it dies. When it wakes up, the write is made anew.
"""


def connect(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`. Raises SettingsError for any other URL."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(url)
    raise SettingsError(
        f"a {parsed.get_backend_name()} database cannot be the store", remedy="Use SQLite or PostgreSQL."
    )


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres(url: str) -> Engine:
    try:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)
    except ModuleNotFoundError:
        raise SettingsError(
            "the PostgreSQL driver is not installed", remedy="Install campaign-scheduler[postgres]."
        ) from None
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _record: object) -> None:
    connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS}")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """`synchronous=FULL`: an intent must survive a power cut; in WAL mode NORMAL may lose the last commits."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    """A deferred BEGIN that turns into a write fails at once when another writes; IMMEDIATE waits its turn."""
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
