"""How much a person changed when they saved a post, for its history."""

from __future__ import annotations

from collections.abc import Sequence

from ...signoff.words import Piece


def changed_words(pieces: Sequence[Piece]) -> int:
    """How many words came in or, where none did, went out."""
    count = {kind: sum(len(piece.text.split()) for piece in pieces if piece.kind == kind) for kind in ("in", "out")}
    return count["in"] or count["out"]
