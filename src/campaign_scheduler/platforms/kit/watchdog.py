"""Closes sockets whose deadline has come, so that a server that drips a byte a second cannot hold a request."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import socket
import threading
from typing import Any

from ...model.clock import steady


class Watch:
    """One exchange under watch. `expired` tells that the deadline, and not the server, ended it."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.expired = False
        self.done = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def attach(self, opened: Any) -> None:
        """The connection that is to be closed at the deadline; a second handle of it is kept, since TLS takes the
        first one over while it shakes hands.
        """
        self._let_go()
        with self._lock:
            self._socket = None if self.done else socket.socket(fileno=socket.dup(opened.fileno()))
        if self.expired:
            self.expire()

    def expire(self) -> None:
        """Shut the connection down under whoever reads or writes it."""
        self.expired = True
        with self._lock, contextlib.suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """The exchange is over: its connection may be kept for another."""
        self.done = True
        self._let_go()

    def _let_go(self) -> None:
        with self._lock:
            handle, self._socket = self._socket, None
        if handle is not None:
            handle.close()


class Watchdog:
    """One thread for all exchanges of a process, started with the first."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Watch]] = []
        self._changed = threading.Condition()
        self._count = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, deadline: float) -> Watch:
        """Watch an exchange until `deadline` (steady seconds), or until its `end`."""
        watch = Watch(deadline)
        with self._changed:
            heapq.heappush(self._waiting, (deadline, next(self._count), watch))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="http-watchdog", daemon=True)
                self._thread.start()
            elif self._waiting[0][2] is watch:
                self._changed.notify()
        return watch

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._waiting and self._waiting[0][2].done:
                    heapq.heappop(self._waiting)
                wait = self._waiting[0][0] - steady() if self._waiting else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                _, _, watch = heapq.heappop(self._waiting)
            if not watch.done:
                watch.expire()
