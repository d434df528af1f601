"""Rules about saying the same twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.problem import Problem, Severity
from ..rendering import Rendering
from .context import Context


def same_words(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """The same words twice on one account: some networks refuse the second, and readers skip it."""
    seen: dict[tuple[str, str], Rendering] = {}
    for rendering in renderings:
        if rendering.rendered is None:
            continue
        earlier = seen.setdefault((rendering.account.id, rendering.rendered.text), rendering)
        if earlier is not rendering and not rendering.post.repeat:
            yield _same(rendering, earlier)


def _same(rendering: Rendering, earlier: Rendering) -> Problem:
    post, refuses = rendering.post, rendering.capabilities.refuses_repeats
    message = f"{rendering.account.id} says the same as {earlier.post.id} (line {earlier.post.line})."
    remedy = "Write other words for the second, or yes in a repeat column where it is meant."
    if refuses:
        message += f" {rendering.capabilities.title} refuses a repeat."
    severity = Severity.ERROR if refuses else Severity.WARNING
    return Problem("same-words", message, remedy, severity, post.file, post.line, post.id, rendering.account.id)
