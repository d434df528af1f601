"""Rules about the terms of whoever gave a campaign its copy: its embargo, and what every caption must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..model.delivery import State
from ..model.post import Post, Wording
from ..model.problem import Problem, Severity
from ..rendering import Rendering
from .context import Context

OVER = frozenset({State.PUBLISHED, State.CANCELLED})


def before_the_embargo(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """An error while the embargo lasts, for a post that may still go out before its end."""
    campaign = context.campaign
    ends = campaign.embargo
    if ends is None or ends <= context.now:
        return
    local = ends.astimezone(campaign.zone)
    until = f"{local:%a} {local.day} {local:%B %Y %H:%M}"
    early = {id(one.post): one.post for one in renderings if one.post.due_at < ends and not _is_over(one, context)}
    yield from (_too_early(post, until, _is_scheduled(post, context)) for post in early.values())


def _is_over(rendering: Rendering, context: Context) -> bool:
    return context.stored.get((rendering.post.id, rendering.account.id)) in OVER


def _is_scheduled(post: Post, context: Context) -> bool:
    states = (context.stored.get((post.id, account)) for account in post.accounts)
    return any(state is not None and state not in OVER for state in states)


def _too_early(post: Post, until: str, scheduled: bool) -> Problem:
    more = " It is scheduled already and would go out: then run campaign apply." if scheduled else ""
    return Problem(
        "before-the-embargo",
        f"{post.slot} is before the campaign's embargo ends ({until}).",
        f"Give it a time from {until} on, mark the row draft, or correct embargo in config/campaign.yaml.{more}",
        Severity.ERROR,
        post.file,
        post.line,
        post.id,
    )


def without_what_is_asked(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """A warning for each caption that lacks something of `must_include`, once; articles are left in peace."""
    if not context.campaign.must_include:
        return
    seen: set[tuple[str, int]] = set()
    for rendering in renderings:
        wording = rendering.post.wordings[rendering.account.id]
        missing = [one for one in context.campaign.must_include if not holds(wording.text, one)]
        if (
            wording.article is None
            and missing
            and (wording.file, wording.line) not in seen
            and rendering.post.due_at > context.now
        ):
            seen.add((wording.file, wording.line))
            yield _lacking(wording, missing, rendering.post.id)


def _lacking(wording: Wording, missing: Sequence[str], post_id: str) -> Problem:
    named = ", ".join(missing)
    return Problem(
        "must-include-missing",
        f"The words lack what every caption must include: {named}.",
        f"Add {named}, or correct must_include in config/campaign.yaml.",
        Severity.WARNING,
        wording.file,
        wording.line,
        post_id,
    )


def holds(text: str, asked: str) -> bool:
    """Whether the words hold it whole, in whatever capitals: #Sleep is not in #SleepWell."""
    return _pattern(asked).search(" ".join(text.split())) is not None


@lru_cache(maxsize=256)
def _pattern(asked: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(' '.join(asked.split()))}(?!\w)", re.IGNORECASE)
