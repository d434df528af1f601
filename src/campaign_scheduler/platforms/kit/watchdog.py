"""Closes sockets whose deadline has come, so that a server that drips a byte a second cannot hold a request."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import socket
import threading

from ...model.clock import steady


class Watch:
    """One exchange under watch. `expired` tells that the deadline, and not the server, ended it."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.expired = False
        self.done = False
        self._socket: socket.socket | None = None

    def attach(self, opened: socket.socket | None) -> None:
        """The socket that is to be closed at the deadline."""
        self._socket = opened
        if self.expired:
            self.expire()

    def expire(self) -> None:
        """Shut the socket down under the reader. The base method is called: TLS sockets would forget their state."""
        self.expired = True
        if self._socket is not None:
            with contextlib.suppress(OSError, ValueError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class Watchdog:
    """One thread for all exchanges of a process, started with the first."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Watch]] = []
        self._changed = threading.Condition()
        self._count = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, deadline: float) -> Watch:
        """Watch an exchange until `deadline` (steady seconds), or until its `done` is set."""
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
