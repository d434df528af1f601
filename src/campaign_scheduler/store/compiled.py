"""Statements that run for every delivery, compiled once for each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.expression import UpdateBase

Convert = Callable[[Any], Any] | None
Run = Callable[[Connection, Mapping[str, Any]], int]


class CompiledWrite:
    """An insert or update whose parameters are all named `bindparam`s or fixed values, none of them a list.

    `Connection.execute` looks its compiled form up and prepares every parameter anew at each call, which costs more
    than the statement itself; here both are done once.
    """

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._runs: dict[str, Run] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows were written."""
        name = connection.dialect.name
        if name not in self._runs:
            self._runs[name] = _compiled(self._statement, connection.dialect)
        return self._runs[name](connection, values)


def _compiled(statement: UpdateBase, dialect: Dialect) -> Run:
    compiled = statement.compile(dialect=dialect)
    sql, fixed, names = str(compiled), compiled.params, getattr(compiled, "positiontup", None)
    converts = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in getattr(compiled, "binds", {}).items()
    }
    if names is None:
        return _run_by_name(sql, [(name, fixed[name], converts.get(name)) for name in fixed])
    return _run_in_order(sql, [(name, fixed[name], converts.get(name)) for name in names])


def _run_in_order(sql: str, binds: list[tuple[str, Any, Convert]]) -> Run:
    def run(connection: Connection, values: Mapping[str, Any]) -> int:
        return connection.exec_driver_sql(sql, tuple(_given(values, *bind) for bind in binds)).rowcount

    return run


def _run_by_name(sql: str, binds: list[tuple[str, Any, Convert]]) -> Run:
    def run(connection: Connection, values: Mapping[str, Any]) -> int:
        return connection.exec_driver_sql(sql, {bind[0]: _given(values, *bind) for bind in binds}).rowcount

    return run


def _given(values: Mapping[str, Any], name: str, fixed: Any, convert: Convert) -> Any:
    value = values.get(name, fixed)
    return value if convert is None else convert(value)
