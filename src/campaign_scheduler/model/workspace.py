"""A workspace: the files that say what should happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .account import Account
from .campaign import Campaign
from .post import Post
from .problem import Problem


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything read from a person's files, and everything wrong with them.

    `campaign` is None when campaign.yaml could not be understood. `posts` are the rows that could be made whole, in
    calendar order; a row with an error is in `problems` instead, never silently absent. `rows_not_whole` are the ids
    of those rows where one could be read, so that a plan does not take them for removed. `drafts` counts rows
    marked `draft`. `calendar` is the calendar's path, or None.
    """

    root: Path
    campaign: Campaign | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    rows_not_whole: frozenset[str] = frozenset()
    drafts: int = 0
    calendar: Path | None = None
    problems: tuple[Problem, ...] = ()
