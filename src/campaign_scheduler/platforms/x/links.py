"""Which parts of a text X turns into links, by the rules of its published text library (twitter-text v3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from ..kit.domains import top_level_domains

LONGEST_URL = 4096
LONGEST_LABEL = 63

_SPACES = r"\s\u0009-\u000d\u0020\u0085\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVALID = r"\ufffe\ufeff\uffff"
_DIRECTIONAL = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_PUNCTUATION = r"!'#%&\"()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_LATIN = (
    r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f"
    r"\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_LABEL = rf"[^{_PUNCTUATION}{_SPACES}{_INVALID}{_DIRECTIONAL}`]"
_PATH = rf"[a-z\p{{Cyrillic}}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_PATH_END = rf"[+\-a-z\p{{Cyrillic}}0-9=_#/{_LATIN}]"
_BALANCED = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_QUERY_END = r"[a-z0-9\-_&=#/]"


@cache
def _top_level() -> str:
    names = sorted(top_level_domains(), key=lambda name: (-len(name), name))
    return "|".join(regex.escape(name) for name in names) + r"|xn--[\-0-9a-z]+"


@cache
def _url() -> regex.Pattern[str]:
    tld = rf"(?:{_top_level()})(?=[^0-9a-zA-Z@+\-]|$)"
    sub = rf"(?:(?:{_LABEL}(?:[_-]|{_LABEL})*)?{_LABEL}\.)"
    name = rf"(?:(?:{_LABEL}(?:-|{_LABEL})*)?{_LABEL}\.)"
    path = rf"(?:{_PATH}*(?:{_BALANCED}{_PATH}*)*(?:{_PATH_END}|{_BALANCED})|@{_PATH}+/)"
    return regex.compile(
        rf"(?<before>[^A-Za-z0-9@\uff20$#\uff03{_INVALID}]|[{_DIRECTIONAL}]|^)"
        rf"(?<url>(?<protocol>https?://)?(?<domain>{sub}*{name}{tld})(?::[0-9]+)?(?:/(?:{path}+)?)?(?:\?{_QUERY}*{_QUERY_END})?)",
        regex.IGNORECASE,
    )


@cache
def _ascii_domain() -> regex.Pattern[str]:
    tld = rf"(?:{_top_level()})(?=[^0-9a-zA-Z@+\-]|$)"
    return regex.compile(rf"(?:[\-a-z0-9{_LATIN}]+\.)+{tld}", regex.IGNORECASE)


def links(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each link, in code points, in order."""
    if "." not in text:
        return
    position = 0
    while (found := _url().search(text, position)) is not None:
        start, end = found.span("url")
        if found["protocol"]:
            if _fits(found["domain"], end - start):
                yield start, end
            position = end
            continue
        position = max(end, start + 1)
        if not found["before"] or found["before"] not in "-_./":
            yield from _without_protocol(found)


def _without_protocol(found: regex.Match[str]) -> Iterator[tuple[int, int]]:
    """Only the plain Latin part of a bare domain is linked; what follows it counts when it is the last part."""
    start, end = found.span("domain")
    parts = [match.span() for match in _ascii_domain().finditer(found.string, start, end)]
    for index, (first, last) in enumerate(parts):
        last_one = index == len(parts) - 1 and last == end
        stop = found.end("url") if last_one else last
        if _fits(found.string[first:last], stop - first):
            yield first, stop


def _fits(domain: str, length: int) -> bool:
    return length <= LONGEST_URL and all(_encoded_length(label) <= LONGEST_LABEL for label in domain.split("."))


def _encoded_length(label: str) -> int:
    if label.isascii():
        return len(label)
    try:
        return len(label.lower().encode("punycode")) + 4
    except UnicodeError:
        return LONGEST_LABEL + 1


def without_scheme(text: str) -> str:
    """A bare domain comes back as http://…, so links are compared without their scheme."""
    return text.replace("https://", "").replace("http://", "")
