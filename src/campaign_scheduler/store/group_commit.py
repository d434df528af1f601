"""One durable commit for many small writes: threads hand their write over and wait for the shared commit.

A commit costs one flush to the disk whatever it holds, so under load a flush is shared; alone, a write is
committed at once. Nothing is acknowledged before it is durable.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

T = TypeVar("T")
Write = Callable[[Connection], Any]
Transaction = Callable[[list[Write]], list[Any]]

MOST_IN_ONE_COMMIT = 64
RETRY_FOR = 60.0
"""Seconds a write is tried again while the database is locked, full or away, before the caller is told."""


class GroupCommit:
    """Runs writes on one thread of its own, as many in a transaction as are waiting."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._waiting: queue.SimpleQueue[tuple[Write, Future[Any], float] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def run(self, write: Callable[[Connection], T], *, patience: float = RETRY_FOR) -> T:
        """The result of `write`, once committed. Raises what it raised, or the database's error after `patience`."""
        return self.begin(write, patience=patience).result()

    def begin(self, write: Callable[[Connection], T], *, patience: float = RETRY_FOR) -> Future[T]:
        """The same without waiting. Writes are committed in the order they were handed over."""
        future: Future[T] = Future()
        self._waiting.put((write, future, time.monotonic() + patience))
        return future

    def close(self) -> None:
        """Finish what was handed over, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, more = self._collect()
            if batch:
                self._commit(batch)
            if not more:
                return

    def _collect(self) -> tuple[list[tuple[Write, Future[Any], float]], bool]:
        batch: list[tuple[Write, Future[Any], float]] = []
        item = self._waiting.get()
        while item is not None:
            batch.append(item)
            if len(batch) == MOST_IN_ONE_COMMIT or self._waiting.empty():
                return batch, True
            item = self._waiting.get()
        return batch, False

    def _commit(self, batch: list[tuple[Write, Future[Any], float]]) -> None:
        try:
            results = self._transaction([write for write, _, _ in batch])
        except BaseException as error:
            self._commit_singly(batch) if len(batch) > 1 else self._settle(batch[0], error)
            return
        for (_, future, _), result in zip(batch, results, strict=True):
            future.set_result(result)

    def _commit_singly(self, batch: list[tuple[Write, Future[Any], float]]) -> None:
        """One bad write must not fail its neighbours."""
        for item in batch:
            self._commit([item])

    def _settle(self, item: tuple[Write, Future[Any], float], error: BaseException) -> None:
        _, future, until = item
        if _passing(error) and time.monotonic() < until:
            threading.Timer(0.1, self._waiting.put, [item]).start()
        else:
            future.set_exception(error)


def _passing(error: BaseException) -> bool:
    """A locked, full, restarting or disconnected database: the write itself may yet succeed."""
    return isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )
