"""What stands before every request: the host's name, the size of the body, and headers on every answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 48 * 1024 * 1024
"""Of a request's body: a form with a few large pictures."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class BodyTooLargeError(Exception):
    """More than MOST_BYTES came."""


class Hosts:
    """The names under which this page may be asked for: a foreign name that points here is refused.

    Addresses in digits cannot be such a name; beyond loopback they are taken too.
    """

    def __init__(self, listens_on: str, public_url: str = "") -> None:
        self._names = {"localhost", "127.0.0.1", "::1", listens_on.lower()}
        self._beyond = not is_loopback(listens_on)
        if public_url:
            self._names.add((urlsplit(public_url).hostname or "").lower())

    def knows(self, host: str) -> bool:
        name = _name(host)
        return bool(name) and (name in self._names or (self._beyond and _is_address(name)))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """An ASGI layer."""

    def __init__(self, app: ASGIApp, hosts: Hosts, secure: bool) -> None:
        self._app = app
        self._hosts = hosts
        self._extra = {"strict-transport-security": "max-age=31536000"} if secure else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._hosts.knows(headers.get("host", "")):
            refusal = PlainTextResponse("This page is not known under that name. Set CAMPAIGN_WEB_URL.", 421)
            await refusal(scope, receive, self._with_headers(send))
            return
        await self._app(scope, _Limited(receive), self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _both(HEADERS, self._extra):
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        return sending


def _both(*several: dict[str, str]) -> Iterable[tuple[str, str]]:
    return (pair for one in several for pair in one.items())


class _Limited:
    """Counts the body as it comes."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = MOST_BYTES

    async def __call__(self) -> Any:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLargeError
        return message
