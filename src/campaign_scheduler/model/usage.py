"""How much of an allowance an account's posts use, over every window that slides across them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .capabilities import Allowance


@dataclass(frozen=True, slots=True)
class Use:
    """One post as its network counts it. `campaign` is empty for the campaign in hand."""

    at: datetime
    pictures: int
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Peak:
    """The most that is used at once, and when the window that holds it ends (None: nothing is used)."""

    used: int = 0
    at: datetime | None = None


def windows(uses: Iterable[Use], allowance: Allowance) -> Iterator[Peak]:
    """What is used of `allowance` in the time that ends with each post, in order of time."""
    window: deque[tuple[datetime, int]] = deque()
    used = 0
    for use in sorted(uses, key=lambda one: one.at):
        while window and window[0][0] <= use.at - allowance.within:
            used -= window.popleft()[1]
        needs = allowance.used_by(use.pictures)
        window.append((use.at, needs))
        used += needs
        yield Peak(used, use.at)


def peak(uses: Iterable[Use], allowance: Allowance) -> Peak:
    """The most that is used of `allowance` in any window."""
    return max(windows(uses, allowance), key=lambda one: one.used, default=Peak())


def nearby(uses: Iterable[Use], use: Use, allowance: Allowance) -> list[Use]:
    """Those that share some window with `use`."""
    return [one for one in uses if abs(one.at - use.at) < allowance.within]


def fits(uses: Iterable[Use], use: Use, allowance: Allowance) -> bool:
    """Whether `use` can be added without any window that it falls into holding too much."""
    together = [*nearby(uses, use, allowance), use]
    return all(
        one.used <= allowance.limit.value
        for one in windows(together, allowance)
        if one.at is not None and one.at >= use.at
    )
