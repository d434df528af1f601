"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 1_500
"""Longer texts are shown whole, old and new."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `kind` is same, out or in."""

    kind: str
    text: str


def differences(before: str, after: str) -> Sequence[Piece]:
    """The pieces in order; those `out` were taken out, those `in` came in."""
    old, new = _words(before), _words(after)
    if before == after:
        return (Piece("same", after),) if after else ()
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return _pieces([("out", before), ("in", after)])
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[a:b])))
        else:
            found += [("out", "".join(old[a:b])), ("in", "".join(new[c:d]))]
    return _pieces(found)


def changed_words(pieces: Sequence[Piece]) -> int:
    """How many words came in or, where none did, went out."""
    count = {kind: sum(len(piece.text.split()) for piece in pieces if piece.kind == kind) for kind in ("in", "out")}
    return count["in"] or count["out"]


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _pieces(found: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    return tuple(Piece(kind, text) for kind, text in found if text)
