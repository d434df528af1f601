"""What the store knows of itself: a name and a value each."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from . import tables as t
from .compiled import CompiledWrite

F = t.store_facts
ID = "id"
"""A random name, the same in every copy of one store."""
HOME = "home"
"""The real path of the file that is the store; a copy finds another path here than its own."""
CLEARED = "cleared_at"
"""When retention last looked for what is old enough to go."""


def get(connection: Connection, name: str) -> str | None:
    """A fact's value, or None when it was never written."""
    return connection.scalar(select(F.c.value).where(F.c.name == name))


def put(connection: Connection, name: str, value: str) -> None:
    """Write or replace a fact."""
    PUT[connection.dialect.name].run(connection, {"name": name, "value": value})


def introduce(connection: Connection, home: Path | None) -> None:
    """Give a store that has none its id, and write down where it is kept."""
    values = {ID: secrets.token_hex(8), HOME: str(home.resolve()) if home else ""}
    for name, value in values.items():
        if value:
            FIRST[connection.dialect.name].run(connection, {"name": name, "value": value})


def _first(start: sqlite.Insert | postgresql.Insert) -> CompiledWrite:
    values = start.values(name=bindparam("name"), value=bindparam("value"))
    return CompiledWrite(values.on_conflict_do_nothing(index_elements=["name"]))


def _put(start: sqlite.Insert | postgresql.Insert) -> CompiledWrite:
    values = start.values(name=bindparam("name"), value=bindparam("value"))
    return CompiledWrite(values.on_conflict_do_update(index_elements=["name"], set_={"value": start.excluded.value}))


FIRST = {"sqlite": _first(sqlite.insert(F)), "postgresql": _first(postgresql.insert(F))}
PUT = {"sqlite": _put(sqlite.insert(F)), "postgresql": _put(postgresql.insert(F))}
