"""Stands between the program and a network, and does to chosen answers what networks and proxies do.

The request is passed on and carried out whatever becomes of its answer, but for `lost`.
"""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}
LOGIN = b"<!doctype html><html><body><form action=/login>Please sign in</form></body></html>"
RESET = b"\x01\x00\x00\x00\x00\x00\x00\x00"
PUBLISHING = r"^POST /(?:\w+/)?(?:xrpc/com\.atproto\.repo\.putRecord|api/v1/statuses|rest/posts|2/tweets)$"


@dataclass
class Reply:
    """An answer as it came from the network."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def raw(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in self.headers.items())]
        if self.status != 204:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass
class Exchange:
    """One request whose answer is to be tampered with. `earlier` are the answers given before it."""

    connection: socket.socket
    reply: Reply
    earlier: list[Reply]
    ended: bool = False

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self.connection.sendall(data)

    def end(self) -> None:
        self.ended = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Fate:
    """What becomes of an answer. `slow` ones take longer than a short deadline; a `harmless` one leaves it good."""

    name: str
    act: Callable[[Exchange], None]
    slow: bool = False
    harmless: bool = False
    carried_out: bool = True


def _instead(status: int, body: bytes, **headers: str) -> Callable[[Exchange], None]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(Reply(status, given, body).raw)


def _cut(part: float) -> Callable[[Exchange], None]:
    def cut(exchange: Exchange) -> None:
        raw = exchange.reply.raw
        exchange.send(raw[: max(1, int(len(raw) * part) - 1)])
        exchange.end()

    return cut


def _reset(exchange: Exchange) -> None:
    exchange.ended = True
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    exchange.connection.close()


def _late(exchange: Exchange) -> None:
    time.sleep(SHORT * 3)
    exchange.send(exchange.reply.raw)


def _drip(exchange: Exchange) -> None:
    until = time.monotonic() + SHORT * 3
    for byte in exchange.reply.raw[:60]:
        if time.monotonic() > until:
            break
        exchange.send(bytes([byte]))
        time.sleep(SHORT / 10)
    exchange.end()


def _earlier(exchange: Exchange) -> None:
    good = [reply for reply in exchange.earlier if reply.status < 300]
    exchange.send((good[-1] if good else Reply(200, {}, b"{}")).raw)


def _with(**headers: str) -> Callable[[Exchange], None]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(
        Reply(exchange.reply.status, exchange.reply.headers | given, exchange.reply.body).raw
    )


def _said_longer(exchange: Exchange) -> None:
    raw = exchange.reply.raw
    exchange.send(re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % (len(exchange.reply.body) + 9), raw, count=1))
    exchange.end()


SHORT = 0.25
"""Seconds that a request may take where a fate is about slowness."""
FATES = (
    Fate("lost on the way", lambda exchange: exchange.end(), carried_out=False),
    Fate("answer dropped", lambda exchange: exchange.end()),
    Fate("connection reset", _reset),
    Fate("answer late", _late, slow=True),
    Fate("a byte at a time", _drip, slow=True),
    Fate("cut in the headers", _cut(0.3)),
    Fate("cut before the end", _cut(1.0)),
    Fate("said to be longer", _said_longer),
    Fate("another's answer", _earlier),
    Fate("twice", lambda exchange: exchange.send(exchange.reply.raw * 2), harmless=True),
    Fate("login page", _instead(200, LOGIN, Content_Type="text/html")),
    Fate("sent to the login page", _instead(302, b"", Location="/login")),
    Fate("empty", _instead(200, b"")),
    Fate("null", _instead(200, b"null", Content_Type="application/json")),
    Fate("numbers", _instead(200, b"[1, 2]", Content_Type="application/json")),
    Fate("nested without end", _instead(200, b'{"data":' * 100_000, Content_Type="application/json")),
    Fate("UTF-16", _instead(200, '{"id": "é"}'.encode("utf-16"), Content_Type="application/json; charset=latin-9")),
    Fate("zipped bomb", _instead(200, gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")),
    Fate("huge", _instead(200, b" " * 6_000_000)),
    Fate("an hour fast", _with(Date="Mon, 04 Mar 2999 10:00:00 GMT"), harmless=True),
)


@dataclass
class _Plan:
    match: re.Pattern[str]
    fate: Fate
    skip: int


@dataclass
class Proxy:
    """Use it in a `with`. `tamper` says what becomes of a coming answer; `seen` are the requests that came, and
    `agents` what each called itself.
    """

    upstream: str
    seen: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._plans: list[_Plan] = []
        self._earlier: list[Reply] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def tamper(self, match: str, fate: Fate, *, skip: int = 0) -> None:
        """Do it to the answer of the next request `METHOD path` that matches, after letting `skip` of them pass."""
        self._plans.append(_Plan(re.compile(match), fate, skip))

    def drop_next(self) -> None:
        """The next publishing request is carried out and its answer lost."""
        self.tamper(PUBLISHING, FATES[1])

    def forget(self) -> None:
        """As if nothing had been asked yet."""
        self._plans.clear()
        self._earlier.clear()
        self.seen.clear()
        self.agents.clear()

    def fate_of(self, request: str) -> Fate | None:
        """What is to become of a request's answer; each plan is carried out once."""
        with self._lock:
            self.seen.append(request)
            for plan in self._plans:
                if plan.match.search(request):
                    if plan.skip:
                        plan.skip -= 1
                        return None
                    self._plans.remove(plan)
                    return plan.fate
        return None

    def answered(self, reply: Reply) -> list[Reply]:
        """Remember an answer; gives those before it."""
        with self._lock:
            self._earlier.append(reply)
            return self._earlier[:-1]

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    place = urlsplit(proxy.upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            proxy.agents.append(self.headers.get("User-Agent", ""))
            fate = proxy.fate_of(f"{self.command} {urlsplit(self.path).path}")
            if fate is not None and not fate.carried_out:
                self.close_connection = True
                return
            reply = self._passed_on(body)
            earlier = proxy.answered(reply)
            exchange = Exchange(self.connection, reply, earlier)
            if fate is None:
                exchange.send(reply.raw)
                return
            fate.act(exchange)
            self.close_connection = exchange.ended or fate.slow

        def _passed_on(self, body: bytes) -> Reply:
            server = HTTPConnection(place.hostname or "", place.port, timeout=30)
            given = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            server.request(self.command, self.path, body or None, given | {"Host": place.netloc, "Connection": "close"})
            answer = server.getresponse()
            data = answer.read()
            server.close()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in OF_ONE_CONNECTION}
            return Reply(answer.status, kept, data)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
