"""Collects problems, and says what a mistyped word was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from ..model.problem import Problem, Severity


class Findings:
    """Every problem found so far; `in_file` gives a collector that fills in the file."""

    def __init__(self) -> None:
        self.all: list[Problem] = []

    def add(
        self,
        code: str,
        message: str,
        remedy: str,
        *,
        file: str | None = None,
        line: int | None = None,
        post_id: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.all.append(Problem(code, message, remedy, severity, file, line, post_id))

    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.all)


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?` with the nearest known word, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {found[0]}?" if found else ""


def nearest_zone(text: str, known: Collection[str]) -> str:
    """` Did you mean Europe/London?` for a zone whose place is nearly right, or nothing."""
    places = {name.rsplit("/", 1)[-1].lower(): name for name in sorted(known)}
    word = text.rsplit("/", 1)[-1].lower().replace(" ", "_")
    found = difflib.get_close_matches(word, places, n=1, cutoff=0.6)
    return f" Did you mean {places[found[0]]}?" if found else ""
