"""A rule about how much a network lets one account post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from ..model.capabilities import Allowance
from ..model.delivery import State
from ..model.problem import Problem
from ..model.usage import Use, fits, nearby
from ..rendering import Rendering
from .context import Context

NEVER_WENT = frozenset({State.CANCELLED, State.FAILED, State.MISSED})


def within_allowances(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """More posts in a while than the network takes would be refused on the day."""
    by_account: dict[str, list[Rendering]] = {}
    for rendering in renderings:
        by_account.setdefault(rendering.account.id, []).append(rendering)
    for account, posts in by_account.items():
        ordered = sorted(posts, key=lambda one: one.post.due_at)
        for allowance in ordered[0].capabilities.allowances:
            yield from _too_many(ordered, allowance, context.uses.get(account, ()), context)


def _too_many(
    ordered: Sequence[Rendering], allowance: Allowance, others: Sequence[Use], context: Context
) -> Iterator[Problem]:
    """Each post is held against those before it and against everything that is scheduled already."""
    taken = list(others)
    for rendering in ordered:
        use = use_of(rendering)
        ahead = use.at > context.now
        if not ahead and context.stored.get((rendering.post.id, rendering.account.id)) in NEVER_WENT:
            continue
        if not allowance.used_by(use.pictures):
            continue
        if ahead and not fits(taken, use, allowance):
            yield _problem(rendering, allowance, nearby(others, use, allowance))
            continue
        taken.append(use)


def use_of(rendering: Rendering) -> Use:
    """A post as its network counts it."""
    return Use(rendering.post.due_at, len(rendering.post.wordings[rendering.account.id].assets))


def _problem(rendering: Rendering, allowance: Allowance, others: Sequence[Use]) -> Problem:
    post = rendering.post
    message = (
        f"{post.id} is more than {rendering.capabilities.title} lets {rendering.account.id} do: "
        f"{in_words(allowance)}.{_whose(others)}"
    )
    remedy = "Move it, or leave this account out of the row."
    return Problem(
        "over-allowance",
        message,
        remedy,
        file=post.file,
        line=post.line,
        post_id=post.id,
        account_id=rendering.account.id,
    )


def _whose(others: Sequence[Use]) -> str:
    """What takes the room, where it is not this campaign alone."""
    found = Counter(one.campaign for one in others)
    if not found:
        return ""
    named = ", ".join(f"{count} of {campaign}" for campaign, count in sorted(found.items()))
    return f" Scheduled around that time already: {named}."


def in_words(allowance: Allowance) -> str:
    """`300 posts in 3 hours (docs.joinmastodon.org, api/rate-limits, 2026-11-22)`."""
    limit = allowance.limit
    return f"{limit.value} {allowance.unit} in {span(allowance.within)} ({limit.source}, {limit.as_of})"


def span(length: timedelta) -> str:
    """`3 hours`, `an hour`, `a day`, `15 minutes`."""
    minutes = int(length.total_seconds() // 60)
    if minutes % (24 * 60) == 0:
        return "a day" if minutes == 24 * 60 else f"{minutes // (24 * 60)} days"
    if minutes % 60 == 0:
        return "an hour" if minutes == 60 else f"{minutes // 60} hours"
    return f"{minutes} minutes"
