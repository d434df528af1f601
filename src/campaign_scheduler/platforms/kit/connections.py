"""Connections that tell when their first byte leaves, and pools of them for requests."""

from __future__ import annotations

import http.client
import socket
import threading
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .dialling import dial
from .reach import Guard
from .transmission import Transmission
from .watchdog import Watch


class Exchange(threading.local):
    """The exchange that this thread is making; urllib3 gives no other way to hand it to a connection."""

    watch: Watch | None = None
    transmission: Transmission | None = None
    guard: Guard | None = None


exchange = Exchange()


class _Lines:
    """A file that remembers the last line read from it."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self._file.readline(limit)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class WholeHeaders(http.client.HTTPResponse):
    """An answer whose headers were all read.

    The standard library takes a connection that closes amid the headers as their end, and half an id in the last of
    them as the id.
    """

    def begin(self) -> None:
        file: Any = self.fp
        lines: Any = _Lines(file)
        self.fp = lines
        super().begin()
        if self.fp is lines:
            self.fp = file
        if not lines.last.endswith(b"\n"):
            raise http.client.RemoteDisconnected("the headers were cut short")


class _Telling:
    """Mixed into urllib3's connections: open first, under watch from the first moment, ask whether the address may be
    used, then say so, then send.
    """

    sock: Any
    host: str
    port: int
    timeout: Any
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        whole: Any = self
        try:
            opened = dial(whole._dns_host, self.port, self.timeout, self.socket_options or (), exchange.guard)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, whole, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(whole, "no connection in time") from error
        except OSError as error:
            raise NewConnectionError(whole, "no connection") from error
        if exchange.watch is not None:
            exchange.watch.attach(opened)
        return opened

    def request(self, *arguments: Any, **options: Any) -> None:
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]
        if exchange.guard is not None:
            exchange.guard(self.sock.getpeername()[0])
        if exchange.watch is not None:
            exchange.watch.attach(self.sock)
        if exchange.transmission is not None:
            exchange.transmission.begin()
        super().request(*arguments, **options)  # type: ignore[misc]
        if exchange.transmission is not None:
            exchange.transmission.finish()


class PlainConnection(_Telling, HTTPConnection):
    """http://"""

    response_class = WholeHeaders


class SecureConnection(_Telling, HTTPSConnection):
    """https://"""

    response_class = WholeHeaders


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = SecureConnection


class _Fresh:
    """Mixed into a pool: a new connection for every request, never kept, since a kept one may be dead already."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        return self._new_conn()  # type: ignore[attr-defined]

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.close()


class _FreshPlainPool(_Fresh, _PlainPool):
    pass


class _FreshSecurePool(_Fresh, _SecurePool):
    pass


class KeptConnections(HTTPAdapter):
    """For reading and preparing: connections are kept and used again; nothing is retried."""

    pools: ClassVar[dict[str, Any]] = {"http": _PlainPool, "https": _SecurePool}

    def __init__(self) -> None:
        super().__init__(pool_connections=64, pool_maxsize=64, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **options)
        manager.pool_classes_by_scheme = self.pools
        return manager


class FreshConnections(KeptConnections):
    """For the publishing request."""

    pools: ClassVar[dict[str, Any]] = {"http": _FreshPlainPool, "https": _FreshSecurePool}
