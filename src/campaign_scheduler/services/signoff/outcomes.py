"""What came of a decision about posts: approved, refused, sent back."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.delivery import State
from ...model.problem import Problem
from ...signoff.difference import Difference
from ...store.post_log import Entry


@dataclass(frozen=True, slots=True)
class Refused:
    """A post on an account that was not approved, and why; `difference` where it changed since it was seen."""

    entry: Entry
    why: str
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved, as it stands afterwards, and what was refused."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def ready(self) -> tuple[Entry, ...]:
        """Those that now go out at their time."""
        return tuple(one for one in self.entries if one.state is State.SCHEDULED)

    @property
    def lacking(self) -> tuple[Entry, ...]:
        """Those that need more people."""
        return tuple(one for one in self.entries if one.missing_approvals)


@dataclass(frozen=True, slots=True)
class SentBack:
    """What is kept back now, and what of the same posts `left` before. `drafts` are the posts whose row says draft;
    `problems` say why another's does not.
    """

    entries: tuple[Entry, ...]
    left: tuple[Entry, ...]
    drafts: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.post_id for one in self.entries))
