"""Faults on request: the layer around every stand-in network that makes it fail, lie, drip or drop."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KINDS = frozenset(
    {
        "status",
        "drop_before",
        "drop_after",
        "error_after",
        "html_after",
        "redirect_after",
        "empty_after",
        "lie",
        "delay",
        "late",
        "drip",
        "hidden_for",
    }
)
STEPS = (
    ("POST", "/api/v1/statuses", "publish"),
    ("POST", "/2/tweets", "publish"),
    ("POST", "/rest/posts", "publish"),
    ("POST", "/api/v2/media", "upload"),
    ("POST", "/2/media/upload", "upload"),
    ("POST", "/rest/images", "upload"),
    ("PUT", "/upload/", "upload"),
    ("POST", "/2/media/metadata", "alt"),
    ("PUT", "/api/v1/media/", "alt"),
    ("GET", "/statuses", "find"),
    ("GET", "/tweets", "find"),
    ("GET", "/rest/posts", "find"),
    ("GET", "verify_credentials", "verify"),
    ("GET", "/users/me", "verify"),
    ("GET", "/userinfo", "verify"),
)


@dataclass
class Fault:
    """What goes wrong, where, and how often. `times` None means until cleared; `probability` 1 means always.

    `kind` is one of KINDS; `status` is the answer for `status` and `error_after`; `seconds` the length of a wait.
    """

    kind: str
    platform: str = "*"
    step: str = "publish"
    times: int | None = 1
    probability: float = 1.0
    status: int = 500
    seconds: float = 1.0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


class FaultBook:
    """The faults in force. Random ones come from a seed, so that a run can be repeated."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        if fault.kind not in KINDS:
            raise ValueError(f"no such fault: {fault.kind}")
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, platform: str, step: str) -> Fault | None:
        """The fault that strikes this request, if any; it is used up by it."""
        with self._lock:
            for fault in self._faults:
                if fault.platform in ("*", platform) and fault.step in ("any", step):
                    if self._random.random() >= fault.probability:
                        continue
                    self._use(fault)
                    return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)


class FaultLayer:
    """The outermost ASGI layer of the sandbox."""

    def __init__(self, app: App, world: World, book: FaultBook) -> None:
        self._app = app
        self._world = world
        self._book = book
        self._later: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._strike(scope) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await getattr(self, f"_{fault.kind}")(fault, scope, receive, send)

    def _strike(self, scope: Scope) -> Fault | None:
        platform, step = _place(scope)
        if not step:
            return None
        self._world.requests[f"{platform}:{step}"] += 1
        return self._book.take(platform, step)

    async def _status(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await _read_all(receive)
        await _answer(send, fault.status, fault.body.encode(), fault.headers)

    async def _drop_before(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        _drop(send)

    async def _drop_after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._quietly(scope, receive)
        _drop(send)

    async def _error_after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._quietly(scope, receive)
        await _answer(send, fault.status, b"<html>Bad gateway</html>", {"content-type": "text/html"})

    async def _html_after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._quietly(scope, receive)
        await _answer(send, 200, b"<html><body>Please sign in</body></html>", {"content-type": "text/html"})

    async def _redirect_after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._quietly(scope, receive)
        await _answer(send, 301, b"", {"location": f"{self._world.site}/login"})

    async def _empty_after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._quietly(scope, receive)
        await _answer(send, 200, b"", {})

    async def _lie(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as if it had published, and keeps nothing."""
        await self._app(scope, receive, send)
        if "sandbox_post" in scope:
            self._world.forget(scope["sandbox_post"])

    async def _delay(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """The request has arrived whole; the network takes its time and then acts, whether or not anyone waits."""
        body = await _read_all(receive)
        await asyncio.sleep(fault.seconds)
        await self._app(scope, _given(body), send)

    async def _late(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 504 and publishes some seconds afterwards."""
        body = await _read_all(receive)
        task = asyncio.create_task(self._after(fault.seconds, scope, body))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        await _answer(send, 504, b"", {})

    async def _after(self, seconds: float, scope: Scope, body: bytes) -> None:
        await asyncio.sleep(seconds)
        await self._quietly(scope, _given(body))

    async def _drip(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """A byte each `seconds`, for ever slower than any patience."""
        await self._quietly(scope, receive)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(fault.seconds)

    async def _hidden_for(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
        if "sandbox_post" in scope:
            scope["sandbox_post"].visible_at = self._world.clock.now() + timedelta(seconds=fault.seconds)

    async def _quietly(self, scope: Scope, receive: Receive) -> None:
        """Do what was asked and keep the answer back."""

        async def nowhere(message: MutableMapping[str, Any]) -> None:
            return None

        await self._app(scope, receive, nowhere)


def _place(scope: Scope) -> tuple[str, str]:
    """Which network and which step a request is."""
    path = str(scope["path"])
    _, platform, rest = [*path.split("/", 2), "", ""][:3]
    step = next((name for method, end, name in STEPS if scope["method"] == method and _is(f"/{rest}", end)), "")
    return platform, step


def _is(path: str, end: str) -> bool:
    return end in path if end.endswith("/") else path.rstrip("/").endswith(end)


def _drop(send: Send) -> None:
    """Close the connection without an answer. ASGI has no word for that, so uvicorn's transport is reached for."""
    send.__self__.transport.abort()  # type: ignore[attr-defined]


async def _answer(send: Send, status: int, body: bytes, headers: dict[str, str]) -> None:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*encoded, length]})
    await send({"type": "http.response.body", "body": body})


async def _read_all(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _given(body: bytes) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
