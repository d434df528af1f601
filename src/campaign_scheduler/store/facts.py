"""What the store knows of itself: a name and a value each."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, select

from . import tables as t
from .upserts import Upsert

F = t.store_facts
ID = "id"
"""A random name, the same in every copy of one store."""
HOME = "home"
"""The real path of the file that is the store; a copy finds another path here than its own."""
CLEARED = "cleared_at"
"""When retention last looked for what is old enough to go."""

FIRST = Upsert(F, ("name", "value"), key=["name"])
PUT = Upsert(F, ("name", "value"), key=["name"], replaced=["value"])


def get(connection: Connection, name: str) -> str | None:
    """A fact's value, or None when it was never written."""
    return connection.scalar(select(F.c.value).where(F.c.name == name))


def put(connection: Connection, name: str, value: str) -> None:
    """Write or replace a fact."""
    PUT.run(connection, {"name": name, "value": value})


def introduce(connection: Connection, home: Path | None) -> None:
    """Give a store that has none its id, and write down where it is kept."""
    values = {ID: secrets.token_hex(8), HOME: str(home.resolve()) if home else ""}
    for name, value in values.items():
        if value:
            FIRST.run(connection, {"name": name, "value": value})
