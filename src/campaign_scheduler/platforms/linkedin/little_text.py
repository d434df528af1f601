r"""LinkedIn's little text format: a reserved character that is not escaped cuts the post there, with 201.

Source: the vendor's "little text format" page, read 2026-11-22. Reserved: \ | { } @ [ ] ( ) < > # * _ ~
"""

from __future__ import annotations

import regex

RESERVED = r"\|{}@[]()<>#*_~"

_ESCAPED = regex.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_LINK = r"https?://\S+"
_HASHTAG = r"(?<![\w/&#])#(?=\w*\p{L})"
_PIECE = regex.compile(
    rf"(?<link>{_LINK})|(?<hashtag>{_HASHTAG})|(?<reserved>[{regex.escape(RESERVED)}])", regex.IGNORECASE
)
_HASHTAG_TEMPLATE = regex.compile(r"(?<!\\)\{hashtag\|\\?#\|([^{}|]*)\}")
_MENTION = regex.compile(r"(?<!\\)@\[((?:[^\[\]\\]|\\.)*)\]\(urn:li:[a-z]+:[^()]*\)", regex.IGNORECASE)
_ANY = regex.compile(rf"[{regex.escape(RESERVED)}]")


def encode(words: str) -> str:
    """Escape every reserved character but the `#` of a hashtag, which stays live."""
    return _PIECE.sub(_encode, words)


def decode(text: str) -> str:
    """The words that a reader sees of an encoded text."""
    return _ESCAPED.sub(r"\1", text)


def shown(text: str) -> str:
    """The words that a reader sees of a text as LinkedIn gives it back, hashtags and mentions as templates or not."""
    return decode(_MENTION.sub(r"\1", _HASHTAG_TEMPLATE.sub(r"#\1", text)))


def _encode(found: regex.Match[str]) -> str:
    if found["link"]:
        return _ANY.sub(lambda one: "\\" + one[0], found["link"])
    return found[0] if found["hashtag"] else "\\" + found[0]
