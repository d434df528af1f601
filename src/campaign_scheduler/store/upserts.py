"""Inserts that meet a row with the same key: it is kept, or replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from .compiled import CompiledWrite

INSERTS: dict[str, Callable[[Table], Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Upsert:
    """Writes a row of `columns`; where one with the same `key` stands, its `replaced` columns alone, if any."""

    def __init__(self, table: Table, columns: Sequence[str], key: Sequence[str], replaced: Sequence[str] = ()) -> None:
        self._table, self._columns, self._key, self._replaced = table, columns, key, replaced
        self._writes: dict[str, CompiledWrite] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows were written."""
        kind = connection.dialect.name
        if kind not in self._writes:
            self._writes[kind] = CompiledWrite(self._statement(kind))
        return self._writes[kind].run(connection, values)

    def _statement(self, kind: str) -> Any:
        start = INSERTS[kind](self._table).values({name: bindparam(name) for name in self._columns})
        if not self._replaced:
            return start.on_conflict_do_nothing(index_elements=self._key)
        new = {name: start.excluded[name] for name in self._replaced}
        return start.on_conflict_do_update(index_elements=self._key, set_=new)
