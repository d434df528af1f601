"""Rules about when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.freeze import covering
from ..model.post import Post
from ..model.problem import Problem, Severity
from ..rendering import Rendering
from .context import Context


def in_the_past(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """A time that has passed is an error for a post that is not scheduled yet, and none for one that is."""
    for post in _posts(renderings):
        scheduled = any((post.id, account) in context.stored for account in post.accounts)
        if post.due_at <= context.now and not scheduled:
            remedy = "Give it a time that is still ahead, or mark the row draft."
            yield Problem(
                "past-date", f"{post.slot} has passed.", remedy, file=post.file, line=post.line, post_id=post.id
            )


def at_the_same_moment(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """Two posts of one account at the same instant are seldom meant."""
    seen: dict[tuple[str, object], Post] = {}
    for rendering in renderings:
        post = rendering.post
        earlier = seen.setdefault((rendering.account.id, post.due_at), post)
        if earlier is not post and post.due_at > context.now:
            message = f"{rendering.account.id} also posts {earlier.id} (line {earlier.line}) at {post.slot}."
            yield Problem("same-moment", message, "Move one of them.", Severity.WARNING, post.file, post.line, post.id)


def in_a_freeze(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """A post due inside a freeze does not go out: it is kept for a person."""
    campaign = context.campaign
    for post in _posts(renderings):
        freeze = covering(campaign.freezes, post.due_at)
        if freeze is not None and post.due_at > context.now:
            message = f"{post.slot} falls into a freeze: {freeze.in_words(campaign.zone)}. The post would go on hold."
            remedy = "Move it, or take the freeze out of config/campaign.yaml."
            yield Problem("in-a-freeze", message, remedy, Severity.WARNING, post.file, post.line, post.id)


def _posts(renderings: Sequence[Rendering]) -> Iterator[Post]:
    seen: set[int] = set()
    for rendering in renderings:
        if id(rendering.post) not in seen:
            seen.add(id(rendering.post))
            yield rendering.post
