"""Databases for tests that run on SQLite and on a real PostgreSQL alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

BOTH = ["sqlite", "postgresql"]


def store_url(request: pytest.FixtureRequest, folder: Path, name: str) -> str:
    """Where the store of a fixture with the parameters BOTH is to be: empty, and nobody else's."""
    if request.param == "sqlite":
        return f"sqlite:///{(folder / 'campaign.db').as_posix()}"
    return fresh_database(str(request.getfixturevalue("postgres_url")), name)


def fresh_database(server: str, name: str) -> str:
    """The URL of an empty database of this process's own on `server`, which others may use too."""
    database = f"{name}_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {database}"))
    engine.dispose()
    return engine.url.set(database=database).render_as_string(hide_password=False)
