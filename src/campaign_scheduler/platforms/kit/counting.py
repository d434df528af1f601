"""Lengths of a text in the units that networks count in."""

from __future__ import annotations

import regex

_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> int:
    """Extended grapheme clusters (UAX #29): what a reader would call characters."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def utf16_units(text: str) -> int:
    """UTF-16 code units: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))
