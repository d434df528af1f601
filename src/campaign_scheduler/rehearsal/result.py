"""What a rehearsal found: one verdict for each post and account, and what the whole campaign would use and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from ..model.account import Account
from ..model.campaign import Campaign
from ..model.capabilities import Allowance, Capabilities
from ..model.problem import Problem
from ..model.usage import Peak
from ..planning.brakes import Brake
from ..planning.forecast import Cost
from ..rendering import Rendering
from ..rendering.thumbnails import Thumbnail


class Verdict(StrEnum):
    """What would become of one post to one account."""

    OUT = "goes_out"
    APPROVAL = "needs_approval"
    ASKED = "asked_of_a_person"
    FROZEN = "on_hold"
    SHOWN = "not_rehearsed"
    BLOCKED = "not_scheduled"
    FAILED = "did_not_go_out"


SCREEN_WORDS: Mapping[Verdict, str] = {
    Verdict.OUT: "Goes out",
    Verdict.APPROVAL: "Waits for approval",
    Verdict.ASKED: "A person posts it",
    Verdict.FROZEN: "On hold",
    Verdict.SHOWN: "Shown, not rehearsed",
    Verdict.BLOCKED: "Not scheduled",
    Verdict.FAILED: "Did not go out",
}

WOULD_GO = frozenset({Verdict.OUT, Verdict.APPROVAL, Verdict.ASKED, Verdict.SHOWN})
"""Verdicts of posts that the networks count and charge for."""
BAD = frozenset({Verdict.BLOCKED, Verdict.FAILED})


@dataclass(frozen=True, slots=True)
class Showing:
    """One post to one account. `words` are as a reader sees them; `reason` says more than the verdict, or nothing.

    `already` says what became of it in earnest, where it is out already.
    """

    rendering: Rendering
    verdict: Verdict
    words: Markup
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    already: str = ""

    @property
    def would_go(self) -> bool:
        return self.verdict in WOULD_GO


@dataclass(frozen=True, slots=True)
class Quota:
    """One allowance of an account and the most that is used of it at once, other campaigns' posts included."""

    allowance: Allowance
    peak: Peak
    others: int = 0
    """How many posts of other campaigns were counted in all."""

    @property
    def share(self) -> float:
        """From 0 to 1, and above where it is too much."""
        return self.peak.used / self.allowance.limit.value


@dataclass(frozen=True, slots=True)
class Part:
    """An account in the rehearsal. `limits_from` says whose limits were kept; `quotas` are in the network's order."""

    account: Account
    capabilities: Capabilities
    limits_from: str
    quotas: tuple[Quota, ...]
    posts: int
    rehearsed: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The whole of it. `problems` are those of the files; `brakes` would stop `apply` though the files are fine;
    `thumbnails` are by the original picture's SHA-256.
    """

    campaign: Campaign
    made_at: datetime
    took_s: float
    showings: tuple[Showing, ...]
    parts: tuple[Part, ...]
    costs: tuple[Cost, ...]
    problems: tuple[Problem, ...]
    brakes: tuple[Brake, ...]
    thumbnails: Mapping[str, Thumbnail]
    approvals: int
    """How many people must approve a post."""
    drafts: int
    past: int
    """How many posts have a time that has passed without ever being scheduled."""

    @property
    def counts(self) -> Mapping[Verdict, int]:
        found = Counter(one.verdict for one in self.showings)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def posts(self) -> int:
        """How many rows of the calendar were read whole."""
        return len({one.rendering.post.id for one in self.showings})

    @property
    def is_fine(self) -> bool:
        """Nothing is to be mended before the day."""
        errors = any(problem.is_error for problem in self.problems)
        return not (errors or self.brakes or any(one.verdict in BAD for one in self.showings))
