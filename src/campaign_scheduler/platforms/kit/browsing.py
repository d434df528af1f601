"""Reads a page or a picture of the open web, through the door and within bounds.

Whoever writes a link decides what is asked, so each address on the way is judged, nothing of ours goes along, and what
comes back is bounded in time, size and kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

from ...model.clock import steady
from ...model.errors import Unavailable
from .answer import Answer
from .http import Door

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGES = ("text/html", "application/xhtml+xml")
PICTURES = ("image/",)
LARGEST_PAGE = 1024 * 1024
"""Bytes of a page that are read: what it says of itself stands at its beginning."""
LARGEST_PICTURE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at `url`, the last of the redirects. `charset` is the server's word, or blank."""

    url: str
    body: bytes
    charset: str


def read(door: Door, url: str, kinds: tuple[str, ...], most: int, deadline: float, *, whole: bool) -> Found:
    """What `url` leads to, until `deadline` (steady seconds). `kinds` are beginnings of content types.

    With `whole`, more than `most` bytes are refused; else they are left out. Raises Unavailable with the reason.
    """
    for _ in range(MOST_REDIRECTS + 1):
        answer = _asked(door, url, kinds, most, deadline)
        if answer.status not in REDIRECTS:
            return _found(answer, url, kinds, whole=whole)
        url = _next(url, answer.headers.get("Location", ""))
    raise Unavailable(f"it was sent on more than {MOST_REDIRECTS} times")


def _asked(door: Door, url: str, kinds: tuple[str, ...], most: int, deadline: float) -> Answer:
    left = deadline - steady()
    if left <= 0:
        raise Unavailable("it took too long")
    _judge(url)
    accept = ", ".join(f"{kind}*" if kind.endswith("/") else kind for kind in kinds)
    return door.request("GET", url, headers={"Accept": accept}, total=left, most=most)


def _judge(url: str) -> None:
    """Another scheme, or an address with a password in it, is nothing that a reader's browser would be sent to."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or parts.username or parts.password:
        raise Unavailable("its address is none that a browser would open")


def _next(url: str, location: str) -> str:
    if not location.strip():
        raise Unavailable("it was sent on to nowhere")
    try:
        return urljoin(url, location.strip())
    except ValueError:
        raise Unavailable("it was sent on to an address that is none") from None


def _found(answer: Answer, url: str, kinds: tuple[str, ...], *, whole: bool) -> Found:
    if answer.status != 200:
        raise Unavailable(f"its server answered {answer.status}")
    kind, charset = _kind(answer.headers.get("Content-Type", ""))
    if not kind.startswith(kinds) or "svg" in kind:
        raise Unavailable(f"it is of another kind ({kind or 'not named'})")
    if answer.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise Unavailable("it came compressed, although it was asked for plain")
    if whole and answer.truncated:
        raise Unavailable("it is too large")
    return Found(url, answer.body, charset)


def _kind(header: str) -> tuple[str, str]:
    """The content type in small letters, and the charset beside it."""
    message = Message()
    message["content-type"] = "".join(letter for letter in header if letter.isprintable())
    return (message.get_content_type() if header.strip() else ""), str(message.get_content_charset("") or "")
