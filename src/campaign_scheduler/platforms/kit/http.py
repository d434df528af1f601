"""The door: every request of every adapter goes through it, tweepy's too.

`request` is for reading and preparing. `publish` is for the one publishing request of an attempt: a fresh connection,
no retries, no redirects, a total deadline, and certainty about whether anything left this machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.utils import get_environ_proxies, select_proxy

from ... import __version__
from ...model.clock import steady
from ...model.errors import PlatformError, Unavailable, Unconfirmed
from .answer import Answer, headers
from .connections import FreshConnections, KeptConnections, exchange
from .courier import Courier, NoCourier
from .hush import hush
from .reach import ANYWHERE, Guard, Reach
from .transmission import Left, Transmission
from .watchdog import Watchdog

USER_AGENT = f"CampaignScheduler/{__version__}"
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 30.0
TOTAL = 60.0
LARGEST_BODY = 5 * 1024 * 1024

hush("urllib3", "requests")

NOBODY = "showed a certificate that nobody known vouches for (REQUESTS_CA_BUNDLE names others)"
DISTRUST = {
    "certificate has expired": "has a certificate that has expired (is this computer's clock right?)",
    "certificate is not yet valid": "has a certificate that is not valid yet (is this computer's clock right?)",
    "Hostname mismatch": "showed a certificate of another name",
    "IP address mismatch": "showed a certificate of another address",
    "self-signed certificate": NOBODY,
    "unable to get local issuer": NOBODY,
    "CERTIFICATE_VERIFY_FAILED": "could not prove that it is who it says (TLS)",
}

FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)


class Door:
    """Used from many threads at once. Times are in seconds. `courier` is the way to people, beside that to networks."""

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        total: float = TOTAL,
        reach: Reach = ANYWHERE,
        courier: Courier | None = None,
    ) -> None:
        self.courier: Courier = courier or NoCourier()
        self._user_agent = user_agent
        self._reach = reach
        self._total = total
        self._kept = KeptConnections()
        self._fresh = FreshConnections()
        self._watchdog = Watchdog()
        self._proxies: dict[str, Mapping[str, str]] = {}

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        total: float | None = None,
        most: int = LARGEST_BODY,
        **parts: Any,
    ) -> Answer:
        """A request that publishes nothing. `parts` are those of requests: params, data, json, files.

        At most `most` bytes of the answer are read. Raises Unavailable when no whole answer came.
        """
        return self.send(prepared(method, url, headers=headers or {}, **parts), total=total, most=most)

    def publish(
        self,
        method: str,
        url: str,
        transmission: Transmission,
        *,
        headers: Mapping[str, str] | None = None,
        **parts: Any,
    ) -> Answer:
        """The publishing request. Raises Unavailable (nothing left) or Unconfirmed; a 3xx or 5xx is an Answer."""
        return self.send(prepared(method, url, headers=headers or {}, **parts), transmission=transmission)

    def send(
        self,
        request: requests.PreparedRequest,
        *,
        transmission: Transmission | None = None,
        total: float | None = None,
        most: int = LARGEST_BODY,
    ) -> Answer:
        """Send a prepared request; with a transmission, as the publishing request."""
        deadline = transmission.deadline if transmission else steady() + (total or self._total)
        watch = self._watchdog.watch(deadline)
        exchange.watch, exchange.transmission = watch, transmission
        try:
            return self._exchange(request, fresh=transmission is not None, deadline=deadline, most=most)
        except FAILURES as error:
            failure = _failure(error, request, transmission, expired=watch.expired)
        finally:
            watch.end()
            exchange.watch = exchange.transmission = exchange.guard = None
        raise failure  # out here, so that the library's own error, which may hold a token, does not hang on it

    def _exchange(self, request: requests.PreparedRequest, *, fresh: bool, deadline: float, most: int) -> Answer:
        request.headers["User-Agent"] = self._user_agent
        request.headers.setdefault("Accept", "application/json")
        request.headers["Accept-Encoding"] = "identity"
        left = max(deadline - steady(), 0.001)
        exchange.guard = self._guard(str(request.url))
        adapter = self._fresh if fresh else self._kept
        response = adapter.send(
            request,
            stream=True,
            timeout=(min(CONNECT_TIMEOUT, left), min(READ_TIMEOUT, left)),
            proxies=self._proxies_for(str(request.url)),
            verify=_trusted(),
        )
        try:
            body = response.raw.read(most + 1)
            cut = exchange.watch is not None and exchange.watch.expired
            if cut or (len(body) <= most and response.raw.length_remaining):
                raise urllib3.exceptions.ProtocolError("the answer was cut short")
            return Answer(response.status_code, headers(response.headers), body[:most], len(body) > most)
        finally:
            response.close()

    def _guard(self, url: str) -> Guard | None:
        """Raises Unavailable for an address that may not be used. Through a proxy, the connection is the proxy's."""
        objection = self._reach.objection(url)
        if objection is not None:
            raise objection
        return None if select_proxy(url, self._proxies_for(url)) else self._reach.guard(url)

    def _proxies_for(self, url: str) -> Mapping[str, str]:
        """Proxies from the environment, looked up once a host: requests does it for every request.

        None for this machine itself, which a proxy elsewhere cannot reach.
        """
        host = urlsplit(url).netloc
        if host not in self._proxies:
            self._proxies[host] = {} if is_here(url) else get_environ_proxies(url)
        return self._proxies[host]


def prepared(method: str, url: str, **parts: Any) -> requests.PreparedRequest:
    """A request ready for the door. Raises Unavailable where it cannot be sent (a stray character in a token)."""
    try:
        request = requests.Request(method, url, **parts).prepare()
        for value in request.headers.values():
            value if isinstance(value, bytes) else str(value).encode("latin-1")
        return request
    except FAILURES as error:
        kind = type(error).__name__
    raise Unavailable(
        "The request could not be put together.",
        remedy="Check the account's token and base_url for stray characters.",
        detail=f"{method}: {kind}",
    )


def is_here(url: str) -> bool:
    """Whether an address in figures is this machine's own. A name is never one: it is looked up elsewhere."""
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def _trusted() -> str | bool:
    """Who vouches for servers: a file of the organisation's own, as its proxy may need, or the usual authorities."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


def _failure(
    error: Exception, request: requests.PreparedRequest, transmission: Transmission | None, *, expired: bool
) -> PlatformError:
    """In words of our own: a library's message may hold a token."""
    host = urlsplit(str(request.url)).hostname or "the network"
    what = "took too long" if expired or _timed_out(error) else _kind(error)
    detail = f"{request.method} {host}: {type(error).__name__}"
    if transmission is None or transmission.left is Left.NOTHING:
        remedy = "It is tried again by itself; if it stays so, check the connection and the address."
        return Unavailable(f"{host} {what}.", remedy=remedy, detail=detail)
    return Unconfirmed(f"{host} {what} after the post was on its way.", detail=detail)


def _distrust(told: str) -> str:
    """Why a server was not believed to be who it says, by OpenSSL's own words."""
    return next((words for mark, words in DISTRUST.items() if mark in told), "could not make a secure connection (TLS)")


def _timed_out(error: Exception) -> bool:
    return isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError)


def _kind(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return _distrust(repr(error))
    if isinstance(error, requests.exceptions.ProxyError):
        return "could not be reached through the proxy"
    text = f"{type(getattr(error, 'args', [None])[0] if error.args else None).__name__} {error!r}"
    if "NameResolution" in text:
        return "was not found (check the address and the internet connection)"
    return "could not be reached" if "NewConnection" in text else "broke the connection"
