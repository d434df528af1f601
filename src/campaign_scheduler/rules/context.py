"""What the rules judge by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..model.campaign import Campaign
from ..model.delivery import State
from ..model.problem import Problem
from ..model.usage import Use
from ..rendering import Rendering


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is UTC. `stored` gives the state of each (post id, account id) that is already scheduled.

    `uses` are, by account id, the posts that the network counts besides those of the files: other campaigns', and
    those of this one whose row is gone.
    `ends` is when the credentials of an account end, where that is known.
    """

    now: datetime
    stored: Mapping[tuple[str, str], State]
    campaign: Campaign
    uses: Mapping[str, Sequence[Use]] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)


Rule = Callable[[Sequence[Rendering], Context], Iterable[Problem]]
