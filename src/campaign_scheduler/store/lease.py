"""The clock that leases run on."""

from __future__ import annotations

from sqlalchemy import Connection, text

from ..model.clock import Clock

DATABASE_NOW = text("SELECT extract(epoch FROM clock_timestamp())")


def lease_time(connection: Connection, clock: Clock) -> float:
    """Seconds: on PostgreSQL by the database's clock, which all machines share; else by one nobody can set."""
    if connection.dialect.name == "postgresql":
        return float(connection.execute(DATABASE_NOW).scalar_one())
    return clock.lease_time()
