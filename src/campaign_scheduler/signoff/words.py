"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..model.speech import Speech

MOST_WORDS = 1_500
"""Longer texts are shown whole, old and new."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `kind` is same, out or in."""

    kind: str
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
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
    """How many words came in or went out; one put in the place of another counts once."""
    count, run = 0, {"in": 0, "out": 0}
    for piece in (*pieces, Piece("same", "end")):
        if piece.kind == "same" and piece.text.strip():
            count, run = count + max(run.values()), {"in": 0, "out": 0}
        elif piece.kind != "same":
            run[piece.kind] += len(piece.text.split())
    return count


def around(pieces: Sequence[Piece], words: int = 6) -> tuple[Piece, ...]:
    """The changes with so many words before and after each; what lies further away is an ellipsis."""
    last = len(pieces) - 1
    return tuple(
        Piece(one.kind, _middle_out(one.text, words, index > 0, index < last)) if one.kind == "same" else one
        for index, one in enumerate(pieces)
    )


def _middle_out(text: str, words: int, before: bool, after: bool) -> str:
    found = _words(text)
    head, tail = 2 * words * before, 2 * words * after
    if len(found) <= head + tail + 2:
        return text
    start, end = "".join(found[:head]).rstrip(), "".join(found[len(found) - tail :]).lstrip()
    return f"{f'{start} ' if head else ''}…{f' {end}' if tail else ''}"


def number(count: int, speech: Speech) -> str:
    """`one`, `12`."""
    return speech.gettext(NUMBERS[count]) if count < len(NUMBERS) else str(count)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _pieces(found: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    return tuple(Piece(kind, text) for kind, text in found if text)
