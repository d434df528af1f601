"""Where requests may go: to private addresses, and over http:// to the internet, only where the settings allow it.

What decides is the address that is really connected to, since a name can lead anywhere and somewhere else a moment
later. Behind a proxy only the proxy knows that address: there, addresses written as such are judged, and names are
left to the proxy's own rules.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ...model.errors import Unavailable

PRIVATE = "CAMPAIGN_ALLOW_PRIVATE_ADDRESSES"
PLAIN = "CAMPAIGN_ALLOW_PLAIN_HTTP"
EVERY = frozenset({"true", "yes", "on", "1", "all"})
NONE = frozenset({"false", "no", "off", "0"})
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Guard = Callable[[str], None]
"""Given the address that a connection has or is to have. Raises Unavailable where it may not be used."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Every host, or those named (a name or an address, in small letters)."""

    every: bool = False
    names: frozenset[str] = frozenset()

    @classmethod
    def written(cls, text: str) -> Hosts:
        """From a setting: `true`, or hosts separated by commas or spaces."""
        words = frozenset(text.lower().replace(",", " ").split())
        return cls(bool(words & EVERY), frozenset(word.strip("[]") for word in words - EVERY - NONE))

    def __contains__(self, host: object) -> bool:
        return self.every or host in self.names


@dataclass(frozen=True, slots=True)
class Reach:
    """`private` are hosts that may be at a private address, `plain` those that may be asked over http:// on the
    internet.
    """

    private: Hosts = Hosts()
    plain: Hosts = Hosts()

    @classmethod
    def allowing(cls, private: str, plain: str) -> Reach:
        """From the two settings as they are written."""
        return cls(Hosts.written(private), Hosts.written(plain))

    def objection(self, url: str) -> Unavailable | None:
        """What can be said against an address without asking where its name leads; None for nothing."""
        host = host_of(url)
        if _is_here(host) or _address(host):
            return self._against(url, host, host)
        return None

    def guard(self, url: str) -> Guard:
        """Judges the address that a connection for `url` is made to."""
        host = host_of(url)

        def judge(address: str) -> None:
            found = self._against(url, host, address)
            if found is not None:
                raise found

        return judge

    def _against(self, url: str, host: str, address: str) -> Unavailable | None:
        if is_private(address):
            return None if host in self.private or address in self.private.names else _private(host, address)
        plain = urlsplit(url).scheme == "http"
        return _plain(host) if plain and host not in self.plain else None


ANYWHERE = Reach(Hosts(every=True), Hosts(every=True))
"""For addresses that only the person who runs the program can have written (the watchdog's), and for tests."""


def is_private(address: str) -> bool:
    """Whether an address is this machine, a network of its own, or anything else that is not the internet."""
    found = _address(address)
    if found is None:
        return _is_here(address)
    return not found.is_global or found.is_multicast


def host_of(url: str) -> str:
    """The host in small letters, without brackets or a last dot; blank where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, as IPv4 where IPv6 only wraps one."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def _is_here(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _private(host: str, address: str) -> Unavailable:
    led = "is a private address" if host == address else f"leads to a private address ({address})"
    return Unavailable(
        f"{host} {led}, so nothing was sent to it.",
        remedy=f"If that is really the server you mean, set {PRIVATE}={host}; otherwise correct the address.",
        detail=address,
    )


def _plain(host: str) -> Unavailable:
    return Unavailable(
        f"{host} would be asked over http://, where anybody on the way can read the token; nothing was sent.",
        remedy=f"Write https:// in base_url; if the server has none, set {PLAIN}={host}.",
    )
