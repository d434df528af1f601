"""A workspace: the files that say what should happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .account import Account
from .campaign import Campaign
from .post import Post, Slot
from .problem import Problem


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A calendar row as it stands in the file, whole or not.

    `id` is the row's own, or the proposed one; empty where it cannot be used. `slot` is None where date and time are
    not one certain instant. `cells` are its filled cells as text, by column.
    """

    line: int
    id: str
    id_is_proposed: bool
    draft: bool
    slot: Slot | None
    cells: Mapping[str, str]
    words: str = ""
    """What it says: its own text, or its caption's general words; blank where there are none yet."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything read from a person's files, and everything wrong with them.

    `campaign` is None when campaign.yaml could not be understood. `posts` are the rows that could be made whole, in
    calendar order; a row with an error is in `problems` instead, never silently absent. `rows_not_whole` are the ids
    of those rows where one could be read, so that a plan does not take them for removed. `drafts` counts rows
    marked `draft`. `calendar` is the calendar's path, or None. `rows` are all rows as written, in the file's order.
    """

    root: Path
    campaign: Campaign | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    rows_not_whole: frozenset[str] = frozenset()
    drafts: int = 0
    calendar: Path | None = None
    problems: tuple[Problem, ...] = ()
    rows: tuple[WrittenRow, ...] = ()
