"""The layer around the stand-in networks that counts every request and makes it fail, lie, drip or drop on request."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Any

from starlette.datastructures import Headers
from starlette.routing import Route

from .faults import Fault
from .naming import pictures_named
from .refusals import body_of, rate_headers
from .request import TREATMENT, Treatment, account_in
from .world import World

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PROXY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>Bad gateway</body></html>"
LOGIN_PAGE = b"<!doctype html><html><body><h1>Please sign in</h1></body></html>"


@dataclass
class Call:
    """A request under way: its body is read, so that it is carried out even when the client has gone."""

    scope: Scope
    send: Send
    receive: Receive
    platform: str
    body: bytes = b""

    async def read(self) -> None:
        self.body = await _whole(self.receive)

    async def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        encoded = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        length = (b"content-length", str(len(body)).encode())
        await self.send({"type": "http.response.start", "status": status, "headers": [*encoded, length]})
        await self.send({"type": "http.response.body", "body": body})

    @property
    def transport(self) -> asyncio.Transport:
        """The connection itself: ASGI has no word for closing it without an answer, so uvicorn's is reached for."""
        transport: asyncio.Transport = self.send.__self__.transport  # type: ignore[attr-defined]
        return transport

    async def gone(self) -> None:
        """Return when the server knows that the connection is closed; it would answer 500 otherwise."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


@dataclass
class Kept:
    """An answer that was kept back."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        else:
            self.body += message.get("body", b"")

    def on_the_wire(self) -> bytes:
        """The answer as HTTP/1.1 writes it."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join([*lines, b"", self.body])


class FaultLayer:
    """The outermost ASGI layer of the sandbox. A route's name is the step it stands for."""

    def __init__(self, app: App, world: World, networks: dict[str, Sequence[Route]]) -> None:
        self._app = app
        self._world = world
        self._networks = networks
        self._later: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        platform, step = self._place(scope) if scope["type"] == "http" else ("", "")
        if not step:
            return await self._app(scope, receive, send)
        account = account_in(Headers(scope=scope)) or ""
        scope[TREATMENT] = Treatment(self._world.count(platform, account, step))
        fault = self._world.faults.take(platform, account, step)
        if step == "publish" and (fault is None or fault.kind != "reset_upload"):
            receive = await self._noting_pictures(platform, receive)
        if fault is None:
            return await self._app(scope, receive, send)
        kind: Callable[[Fault, Call], Awaitable[None]] = getattr(self, f"_{fault.kind}")
        return await kind(fault, Call(scope, send, receive, platform))

    def _place(self, scope: Scope) -> tuple[str, str]:
        """Which network and which step a request is; blank for the feed and the control API."""
        _, platform, rest = [*str(scope["path"]).split("/", 2), "", ""][:3]
        for route in self._networks.get(platform, ()):
            if scope["method"] in (route.methods or ()) and route.path_regex.match(f"/{rest}"):
                return platform, route.name
        return platform, ""

    async def _noting_pictures(self, platform: str, receive: Receive) -> Receive:
        """Read the request whole and remember which pictures it names, whatever becomes of it."""
        body = await _whole(receive)
        for identity in pictures_named(platform, body):
            self._world.name_picture(platform, identity)
        return _given(body, receive)

    async def _status(self, fault: Fault, call: Call) -> None:
        await call.read()
        body, kind = body_of(call.platform, fault.status)
        headers = {"content-type": kind}
        if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
            resets_at = self._world.clock.now() + timedelta(seconds=fault.seconds)
            headers |= rate_headers(call.platform, resets_at, limit=300, left=0)
            if call.platform == "bluesky":
                headers["retry-after"] = str(ceil(fault.seconds))
        if fault.bare:
            body, headers = b"", {}
        await call.answer(fault.status, fault.body.encode() or body, fault.headers or headers)

    async def _drop_before(self, fault: Fault, call: Call) -> None:
        await call.read()
        await _close(call)

    async def _drop_after(self, fault: Fault, call: Call) -> None:
        await self._quietly(call)
        await _close(call)

    async def _reset_upload(self, fault: Fault, call: Call) -> None:
        await call.receive()
        await _reset(call)

    async def _error_after(self, fault: Fault, call: Call) -> None:
        await self._quietly(call)
        await call.answer(fault.status, PROXY_PAGE, {"content-type": "text/html"})

    async def _html_after(self, fault: Fault, call: Call) -> None:
        await self._quietly(call)
        await call.answer(200, LOGIN_PAGE, {"content-type": "text/html"})

    async def _redirect_after(self, fault: Fault, call: Call) -> None:
        await self._quietly(call)
        again = fault.status in (HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT)
        target = call.scope["path"] if again else "/login"
        await call.answer(fault.status, headers={"location": f"{self._world.site}{target}"})

    async def _cut_after(self, fault: Fault, call: Call) -> None:
        kept = await self._quietly(call)
        body = kept.body[: len(kept.body) // 2] or b'{"id": "'
        await call.answer(200, body, {"content-type": "application/json"})

    async def _empty_after(self, fault: Fault, call: Call) -> None:
        await self._quietly(call)
        await call.answer(200)

    async def _lie(self, fault: Fault, call: Call) -> None:
        call.scope[TREATMENT] = Treatment(lie=True)
        await self._app(call.scope, call.receive, call.send)

    async def _hidden_for(self, fault: Fault, call: Call) -> None:
        call.scope[TREATMENT] = Treatment(call.scope[TREATMENT].number, hidden_for=fault.seconds)
        await self._app(call.scope, call.receive, call.send)

    async def _delay(self, fault: Fault, call: Call) -> None:
        await call.read()
        await asyncio.sleep(fault.seconds)
        await self._app(call.scope, _given(call.body), call.send)

    async def _late(self, fault: Fault, call: Call) -> None:
        await call.read()
        task = asyncio.create_task(self._after(fault.seconds, call))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        await call.answer(504, PROXY_PAGE.replace(b"502 Bad Gateway", b"504 Gateway Timeout"))

    async def _after(self, seconds: float, call: Call) -> None:
        await asyncio.sleep(seconds)
        await self._app(call.scope, _given(call.body), Kept().take)

    async def _drip(self, fault: Fault, call: Call) -> None:
        kept = await self._quietly(call)
        for byte in kept.on_the_wire():
            if call.transport.is_closing():
                break
            call.transport.write(bytes([byte]))
            await asyncio.sleep(fault.seconds)
        await _close(call)

    async def _quietly(self, call: Call) -> Kept:
        """Do what was asked and keep the answer back."""
        await call.read()
        kept = Kept()
        await self._app(call.scope, _given(call.body), kept.take)
        return kept


async def _close(call: Call) -> None:
    """The client sees the connection end without an answer."""
    call.transport.close()
    await call.gone()


async def _reset(call: Call) -> None:
    """The client sees the connection reset: nothing that is on its way is delivered."""
    linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
    call.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    call.transport.abort()
    await call.gone()


def _given(body: bytes, then: Receive | None = None) -> Receive:
    """A receive that hands a body over that was read before, and goes on with `then`."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages or then is None:
            return messages.pop() if messages else {"type": "http.disconnect"}
        return await then()

    return receive


async def _whole(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body
