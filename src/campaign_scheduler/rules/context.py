"""What the rules judge by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..model.campaign import Campaign
from ..model.delivery import State
from ..model.problem import Problem
from ..rendering import Rendering


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is UTC. `stored` gives the state of each (post id, account id) that is already scheduled.

    `ends` is when the credentials of an account end, where that is known.
    """

    now: datetime
    stored: Mapping[tuple[str, str], State]
    campaign: Campaign
    ends: Mapping[str, datetime] = field(default_factory=dict)


Rule = Callable[[Sequence[Rendering], Context], Iterable[Problem]]
