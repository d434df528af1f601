"""The high-water mark: a small file beside a SQLite store that says how far the store has come.

A store that is behind its mark went back in time: an old copy was put in its place, and what was published since is
not in it. The mark is written after the store's own commit, so it is never ahead of a store that was left alone.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from . import facts
from . import tables as t

A = t.attempts


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a store has come: its newest attempt and event, and how many attempts were sent and how many ended.

    An attempt that goes from claimed to sent to ended moves the mark although it adds no row.
    """

    store: str
    attempts: int
    sent: int
    ended: int
    events: int

    def is_behind(self, other: Mark) -> bool:
        """Whether a store at this mark is an older one than a store at `other`."""
        ours = (self.attempts, self.sent, self.ended, self.events)
        return any(here < there for here, there in zip(ours, _numbers(other), strict=True))


def _numbers(mark: Mark) -> tuple[int, int, int, int]:
    return mark.attempts, mark.sent, mark.ended, mark.events


class MarkReader:
    """Reads how far the store is. Attempts up to the first that is still under way are counted only once."""

    def __init__(self) -> None:
        self._settled = self._sent = self._ended = 0

    def read(self, connection: Connection) -> Mark:
        newest, sent, ended = self._count(connection, A.c.id > self._settled)
        mark = Mark(
            store=facts.get(connection, facts.ID) or "",
            attempts=max(newest, self._settled),
            sent=self._sent + sent,
            ended=self._ended + ended,
            events=int(connection.scalar(select(func.max(t.events.c.id))) or 0),
        )
        self._settle(connection)
        return mark

    def _settle(self, connection: Connection) -> None:
        """What has ended never changes again, nor does what is older than it."""
        under_way = select(func.min(A.c.id)).where(A.c.id > self._settled, A.c.ended_at.is_(None))
        first = connection.scalar(under_way)
        last = first - 1 if first is not None else connection.scalar(select(func.max(A.c.id))) or 0
        _, sent, ended = self._count(connection, (A.c.id > self._settled) & (A.c.id <= last))
        self._settled, self._sent, self._ended = max(last, self._settled), self._sent + sent, self._ended + ended

    def _count(self, connection: Connection, which: object) -> tuple[int, int, int]:
        columns = (func.max(A.c.id), func.count(A.c.intent_at), func.count(A.c.ended_at))
        newest, sent, ended = connection.execute(select(*columns).where(which)).one()  # type: ignore[arg-type]
        return int(newest or 0), int(sent), int(ended)


def beside(store: Path) -> Path:
    """Where the mark of a store is kept."""
    return store.with_name(f"{store.name}.mark")


def load(path: Path) -> Mark | None:
    """The mark as last written; None when there is none or it cannot be understood."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        numbers = {name: int(values[name]) for name in ("attempts", "sent", "ended", "events")}
        return Mark(store=str(values["store"]), **numbers)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(path: Path, mark: Mark) -> None:
    """Replace the mark in one step. Not flushed to disk: an older mark than the store is harmless.

    A folder that is full or read-only is no reason to stop publishing.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        part.write_text(json.dumps(asdict(mark)), encoding="utf-8")
        part.replace(path)
