"""Rules about what ends before a post is due: an account's token, the version of a network's API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from ..model.problem import Problem, Severity
from ..rendering import Rendering
from .context import Context

CODES = frozenset({"token-ends-first", "version-ends-first"})
INSTALL = "Install a newer version of this program, or name a newer one in config/accounts.yaml (docs/platforms)."


def token_ends_first(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """Nothing goes out after an account's token has ended."""
    for account, posts in _by_account(renderings, context).items():
        ends = context.ends.get(account)
        after = [one for one in posts if ends is not None and one.post.due_at >= ends]
        if ends is not None and after:
            has_ended = ends <= context.now
            message = (
                f"The connection of {account} {'ended' if has_ended else 'ends'} on {_day(ends)}, before "
                f"{_count(after)} due."
            )
            yield _problem(
                "token-ends-first",
                message,
                f"Connect it again before that: campaign accounts connect {account}.",
                after,
            )


def version_ends_first(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """A retired version of an API is refused, and that is known long before."""
    for account, posts in _by_account(renderings, context).items():
        figure = posts[0].capabilities.api_ends
        if figure is None:
            continue
        ends = datetime.combine(figure.value, time(), UTC)
        after = [one for one in posts if one.post.due_at >= ends]
        if after:
            title, since = posts[0].capabilities.title, f"({figure.source}, {figure.as_of})"
            message = (
                f"{title} may refuse the version of its API that {account} uses from {_day(ends)} on {since}, before "
                f"{_count(after)} due."
            )
            yield _problem("version-ends-first", message, INSTALL, after)


def _by_account(renderings: Sequence[Rendering], context: Context) -> dict[str, list[Rendering]]:
    found: dict[str, list[Rendering]] = {}
    for one in sorted(renderings, key=lambda rendering: rendering.post.due_at):
        if one.post.due_at > context.now:
            found.setdefault(one.account.id, []).append(one)
    return found


def _problem(code: str, message: str, remedy: str, after: Sequence[Rendering]) -> Problem:
    """At the first post that is too late for it."""
    first = after[0].post
    return Problem(code, message, remedy, Severity.WARNING, first.file, first.line, first.id)


def _count(after: Sequence[Rendering]) -> str:
    return f"{len(after)} posts are" if len(after) > 1 else f"{after[0].post.id} is"


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%B %Y}"
