"""Who comes first on PostgreSQL, where several write at once. On SQLite writes are one after the other anyway."""

from __future__ import annotations

from sqlalchemy import Connection, text


def wait_for_writers(connection: Connection) -> None:
    """Let everybody who is writing deliveries end, and nobody begin, until this transaction is over."""
    _lock(connection, "SHARE ROW EXCLUSIVE")


def table_before_rows(connection: Connection) -> None:
    """Ask for the table before locking rows of it: who waits for writers holds the table and then wants rows, so that
    each would hold what the other wants.
    """
    _lock(connection, "ROW EXCLUSIVE")


def _lock(connection: Connection, mode: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE deliveries IN {mode} MODE"))
