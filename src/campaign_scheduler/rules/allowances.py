"""A rule about how much a network lets one account post."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import timedelta

from ..model.capabilities import Allowance
from ..model.problem import Problem
from ..rendering import Rendering
from .context import Context


def within_allowances(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """More posts in a while than the network takes would be refused on the day."""
    by_account: dict[str, list[Rendering]] = {}
    for rendering in renderings:
        by_account.setdefault(rendering.account.id, []).append(rendering)
    for posts in by_account.values():
        ordered = sorted(posts, key=lambda one: one.post.due_at)
        for allowance in ordered[0].capabilities.allowances:
            yield from _too_many(ordered, allowance, context)


def _too_many(ordered: Sequence[Rendering], allowance: Allowance, context: Context) -> Iterator[Problem]:
    window: deque[tuple[Rendering, int]] = deque()
    used = 0
    for rendering in ordered:
        needs = allowance.used_by(len(rendering.post.wordings[rendering.account.id].assets))
        while window and window[0][0].post.due_at <= rendering.post.due_at - allowance.within:
            used -= window.popleft()[1]
        if used + needs > allowance.limit.value and rendering.post.due_at > context.now:
            yield _problem(rendering, allowance)
            continue
        window.append((rendering, needs))
        used += needs


def _problem(rendering: Rendering, allowance: Allowance) -> Problem:
    post, limit = rendering.post, allowance.limit
    title = rendering.capabilities.title
    message = (
        f"{post.id} is more than {title} lets {rendering.account.id} do: {limit.value} {allowance.unit}"
        f" in {_in_words(allowance.within)} ({limit.source}, {limit.as_of})."
    )
    remedy = "Move it, or leave this account out of the row."
    return Problem("over-allowance", message, remedy, file=post.file, line=post.line, post_id=post.id)


def _in_words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes % (24 * 60) == 0:
        return "a day" if minutes == 24 * 60 else f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"
