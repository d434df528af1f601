"""Which daemons are alive, and whether another process changed the store."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from .. import __version__
from . import tables as t
from .store import Store

M = t.daemons


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A daemon's last sign of life."""

    id: str
    host: str
    pid: int
    started_at: datetime
    beat_at: datetime
    stopped_at: datetime | None


def register(connection: Connection, daemon: str, now: datetime) -> None:
    """Note that a daemon started."""
    row = {"id": daemon, "host": socket.gethostname(), "pid": os.getpid(), "version": __version__}
    connection.execute(insert(M).values(**row, started_at=now, beat_at=now))


def beat(connection: Connection, daemon: str, now: datetime) -> None:
    """Note that a daemon is alive."""
    connection.execute(update(M).where(M.c.id == daemon).values(beat_at=now))


def sign_off(connection: Connection, daemon: str, now: datetime) -> None:
    """Note that a daemon stopped in an orderly way."""
    connection.execute(update(M).where(M.c.id == daemon).values(beat_at=now, stopped_at=now))


def latest(connection: Connection) -> Heartbeat | None:
    """The daemon that gave the last sign of life; one that runs before one that stopped."""
    columns = (M.c.id, M.c.host, M.c.pid, M.c.started_at, M.c.beat_at, M.c.stopped_at)
    query = select(*columns).order_by(M.c.stopped_at.is_not(None), M.c.beat_at.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Heartbeat(*row)


CHANGES = select(
    select(func.max(t.deliveries.c.changed_at)).scalar_subquery(), select(func.max(t.pauses.c.id)).scalar_subquery()
)


class ChangeWatch:
    """Notices that another process wrote to the store, at the price of reading one number.

    SQLite keeps that number (`PRAGMA data_version`), which changes only for other connections' writes, so it is
    asked on a connection of its own and remembers our own writes too: a wake-up too many is harmless.
    """

    def __init__(self, store: Store) -> None:
        self._sqlite = store.path is not None
        self._connection = store.engine.connect()
        self._last = self._number()

    def happened(self) -> bool:
        """Whether anything was written since the last call."""
        number = self._number()
        changed, self._last = number != self._last, number
        return changed

    def _number(self) -> object:
        if self._sqlite:
            cursor = self._connection.connection.cursor()
            return cursor.execute("PRAGMA data_version").fetchone()[0]
        with self._connection.begin():
            return self._connection.execute(CHANGES).one()
