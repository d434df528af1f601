"""One durable commit for many small writes: threads hand their write over and wait for the shared commit.

A commit costs one flush to the disk whatever it holds, so under load a flush is shared; alone, a write is
committed at once. Nothing is acknowledged before it is durable. While the database is locked, full or away, what was
handed over waits and is tried again, each write as long as whoever handed it over is patient.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, exc

log = logging.getLogger(__name__)

T = TypeVar("T")
Write = Callable[[Connection], Any]
Transaction = Callable[[list[Write]], list[Any]]

MOST_IN_ONE_COMMIT = 64
RETRY_FOR = 60.0
"""Seconds a write is tried again while the database is locked, full or away, before the caller is told."""

AS_LONG_AS_IT_RUNS = math.inf
"""The patience of what must not be forgotten: how a publishing request ended."""

RETRY_AFTER = 0.1
TELL_EVERY = 60.0


@dataclass(eq=False)
class _Handed:
    """A write that was handed over, and until when it is tried (seconds, monotonic)."""

    write: Write
    until: float
    future: Future[Any] = field(default_factory=Future)


class GroupCommit:
    """Runs writes on one thread of its own, as many in a transaction as are waiting."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._waiting: queue.SimpleQueue[_Handed | None] = queue.SimpleQueue()
        self._until = math.inf
        self._closing = False
        self._failing_since: float | None = None
        self._told_at = -math.inf
        self._last_error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def run(self, write: Callable[[Connection], T], *, patience: float | None = None) -> T:
        """The result of `write`, once committed. Raises what it raised, or the database's error after `patience`."""
        return self.begin(write, patience=patience).result()

    def begin(self, write: Callable[[Connection], T], *, patience: float | None = None) -> Future[T]:
        """The same without waiting. Writes are committed in the order they were handed over, unless one has to be
        tried again.
        """
        handed = _Handed(write, time.monotonic() + (RETRY_FOR if patience is None else patience))
        self._waiting.put(handed)
        return handed.future

    def hurry(self, seconds: float) -> None:
        """Try nothing again after so long, however patient its caller: the process is to end."""
        self._until = min(self._until, time.monotonic() + seconds)

    def close(self) -> None:
        """Finish what was handed over, then stop."""
        self.hurry(RETRY_FOR)
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        again: list[_Handed] = []
        while again or not self._closing:
            batch = self._collect(again)
            again = self._commit(batch) if batch else []
            self._tell(again)

    def _collect(self, again: list[_Handed]) -> list[_Handed]:
        """What has to be tried again, a moment later, with what came meanwhile; else wait for something to come."""
        batch = list(again)
        if again:
            time.sleep(RETRY_AFTER)
        else:
            self._add(batch, self._waiting.get())
        while len(batch) < MOST_IN_ONE_COMMIT and not self._waiting.empty():
            self._add(batch, self._waiting.get())
        return batch

    def _add(self, batch: list[_Handed], item: _Handed | None) -> None:
        if item is None:
            self._closing = True
        else:
            batch.append(item)

    def _commit(self, batch: list[_Handed]) -> list[_Handed]:
        """Commit what can be; gives what is to be tried again."""
        try:
            results = self._transaction([one.write for one in batch])
        except BaseException as error:
            return self._singly(batch) if len(batch) > 1 else self._keep(batch, error)
        for one, result in zip(batch, results, strict=True):
            one.future.set_result(result)
        return []

    def _singly(self, batch: list[_Handed]) -> list[_Handed]:
        """One bad write must not fail its neighbours, nor keep them waiting: it goes behind them."""
        for number, one in enumerate(batch):
            try:
                one.future.set_result(self._transaction([one.write])[0])
            except BaseException as error:
                if _passing(error):
                    return self._keep([*batch[number + 1 :], one], error)
                one.future.set_exception(error)
        return []

    def _keep(self, waiting: Sequence[_Handed], error: BaseException) -> list[_Handed]:
        """What is worth trying again; the others' callers are told."""
        now = time.monotonic()
        kept = [one for one in waiting if _passing(error) and now < min(one.until, self._until)]
        for one in waiting:
            if one not in kept:
                one.future.set_exception(error)
        self._last_error = error
        return kept

    def _tell(self, again: list[_Handed]) -> None:
        now = time.monotonic()
        if not again:
            if self._failing_since is not None:
                log.warning("the store can be written again, after %.0f s", now - self._failing_since)
            self._failing_since, self._told_at = None, -math.inf
        elif now - self._told_at >= TELL_EVERY:
            self._failing_since = self._failing_since or now
            self._told_at = now
            why = getattr(self._last_error, "orig", None) or type(self._last_error).__name__
            log.warning("the store cannot be written (%s); %d writes wait and are tried again", why, len(again))


def _passing(error: BaseException) -> bool:
    """A locked, full, restarting or disconnected database, or no file to open it with: the write may yet succeed."""
    return isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError | OSError) or (
        isinstance(error, exc.DBAPIError) and error.connection_invalidated
    )
