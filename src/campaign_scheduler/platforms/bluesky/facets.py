"""Which parts of a text are live on Bluesky: no server finds them, so the post must say where they are.

The rules are those of the official app's library (rich-text detection, read 2026-11-22), a little wider where the app
would leave a link dead: domains with a hyphen or in capitals are links here, and a closing quote is none of a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from ..kit.counting import utf8_bytes, utf16_units
from ..kit.domains import top_level_domains

SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What the app takes for white space."""
IN_LINK = rf"[^{SPACE}\x00-\x1f\x7f-\x9f]"
"""A control letter ends a link too: servers differ on which of them an address may hold."""
UNSEEN = r"\u00ad\u2060\u200a-\u200d\u20e2"
"""Letters of no width, which end a hashtag."""
LONGEST_TAG = 64
ENDS_NO_LINK = ".,;:!?\"'”’»>"

_MENTION = re.compile(rf"(?<![^{SPACE}(])@([a-zA-Z0-9.-]+)(?a:\b)")
_LINK = re.compile(
    rf"(?<![^{SPACE}(])(?:https?://{IN_LINK}+|(?P<domain>[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+){IN_LINK}*)",
    re.IGNORECASE | re.ASCII,
)
_WHOLE = re.compile(rf"https?://[^{SPACE}/?#]*[^\W_]{IN_LINK}*", re.IGNORECASE)
_TAG = regex.compile(rf"(?<![^{SPACE}])[#＃](?!\ufe0f)([^{SPACE}{UNSEEN}]+)")
_TAG_LETTER = regex.compile(r"[^0-9\p{P}]")
_TAG_END = regex.compile(r"\p{P}+\Z")


@dataclass(frozen=True, slots=True)
class Live:
    """A part of a text: `start` and `end` in code points; `value` is a whole address, a handle or a tag's word."""

    start: int
    end: int
    kind: str
    value: str


def live_parts(text: str) -> list[Live]:
    """Links, mentions and hashtags in order. Where two overlap, the first stays: readers' apps drop both else."""
    found = sorted([*_mentions(text), *_links(text), *_tags(text)], key=lambda part: (part.start, part.end))
    kept: list[Live] = []
    for part in found:
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept


def facets(text: str, did_of: Callable[[str], str]) -> list[dict[str, object]]:
    """The facets of a text, positions in UTF-8 bytes. A mention whose handle `did_of` knows not ("") stays text."""
    made = [(part, _feature(part, did_of)) for part in live_parts(text)]
    return [{"index": _index(text, part), "features": [feature]} for part, feature in made if feature]


def _index(text: str, part: Live) -> dict[str, object]:
    start = utf8_bytes(text[: part.start])
    return {"byteStart": start, "byteEnd": start + utf8_bytes(text[part.start : part.end])}


def _feature(part: Live, did_of: Callable[[str], str]) -> dict[str, object]:
    kind = f"app.bsky.richtext.facet#{part.kind}"
    if part.kind == "mention":
        did = did_of(part.value)
        return {"$type": kind, "did": did} if did else {}
    return {"$type": kind, "uri" if part.kind == "link" else "tag": part.value}


def _mentions(text: str) -> Iterator[Live]:
    for found in _MENTION.finditer(text):
        handle = found[1].lower()
        if _is_domain(handle) or handle.endswith(".test"):
            yield Live(found.start(), found.end(), "mention", handle)


def _links(text: str) -> Iterator[Live]:
    for found in _LINK.finditer(text):
        link = _without_ending(found[0])
        if found["domain"]:
            uri = f"https://{link}" if _is_domain(found["domain"].rstrip("-").lower()) else ""
        else:
            uri = link
        if _WHOLE.fullmatch(uri):
            yield Live(found.start(), found.start() + len(link), "link", uri)


def _without_ending(link: str) -> str:
    """Without what ends the sentence around it. A bracket is part of a link that has its other half."""
    while link.endswith(tuple(ENDS_NO_LINK)) or (link.endswith(")") and "(" not in link):
        link = link[:-1]
    return link


def _tags(text: str) -> Iterator[Live]:
    for found in _TAG.finditer(text):
        word = _TAG_END.sub("", found[1])
        if _TAG_LETTER.search(found[1]) and 0 < utf16_units(word) <= LONGEST_TAG:
            yield Live(found.start(), found.start() + 1 + len(word), "tag", word)


def _is_domain(name: str) -> bool:
    before, dot, last = name.rpartition(".")
    return bool(before and dot) and last in top_level_domains()
