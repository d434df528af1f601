"""X's weighted length.

Source: twitter-text configuration v3 (maximum 280, scale 100, default weight 200, a link 23), read 2026-11-22.
"""

from __future__ import annotations

import unicodedata

from .emoji import SEQUENCE
from .links import links

LIMIT = 280
LINK_LENGTH = 23
SINGLE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count one; all others count two."""
FORBIDDEN = "\ufffe\ufeff\uffff"


def weighted_length(text: str) -> int:
    """How long X takes `text` to be."""
    words = unicodedata.normalize("NFC", text)
    total, position = 0, 0
    for start, end in links(words):
        total += _weigh(words[position:start]) + LINK_LENGTH
        position = end
    return total + _weigh(words[position:])


def is_valid(text: str) -> bool:
    """Whether X's own library would let `text` be posted."""
    return bool(text) and not any(mark in text for mark in FORBIDDEN) and weighted_length(text) <= LIMIT


def _weigh(text: str) -> int:
    """The weight of a piece without links: an emoji sequence counts two, whatever it is made of."""
    if text.isascii():
        return len(text)
    total, position = 0, 0
    for found in SEQUENCE.finditer(text):
        total += sum(_weight(letter) for letter in text[position : found.start()]) + 2
        position = found.end()
    return total + sum(_weight(letter) for letter in text[position:])


def _weight(letter: str) -> int:
    point = ord(letter)
    return 1 if any(start <= point <= end for start, end in SINGLE) else 2
