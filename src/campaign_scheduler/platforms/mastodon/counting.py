"""Mastodon's length: graphemes, with links at a fixed price and mentions without their server.

Source: the server's own length validator, read 2026-11-22.
"""

from __future__ import annotations

import regex

from ..kit.counting import graphemes

CHARACTERS_PER_URL = 23

_LINK = regex.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}]", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![=/\w])@(\w+(?:[\w.-]+\w+)?)@[\w.-]+\w", regex.IGNORECASE)


def length(text: str, characters_per_url: int = CHARACTERS_PER_URL) -> int:
    """How long a Mastodon server takes `text` to be. A bare domain is no link there."""
    rest, links = _LINK.subn(" ", text)
    return graphemes(_MENTION.sub(r"@\1", rest)) - links + links * characters_per_url
