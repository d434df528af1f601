"""Freezes as screens show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..model.freeze import Freeze
from ..store import Connection, freezes
from .log import utc


@dataclass(frozen=True, slots=True)
class Frozen:
    """A campaign's freeze, in force now or still ahead."""

    campaign: str
    freeze: Freeze
    in_force: bool


def current(connection: Connection, now: datetime) -> tuple[Frozen, ...]:
    """Each campaign's freezes in force and its next one, in order of time."""
    found = [one for campaign, known in freezes.every(connection).items() for one in _of(campaign, known, now)]
    return tuple(sorted(found, key=lambda one: one.freeze.starts_at))


def _of(campaign: str, known: Sequence[Freeze], now: datetime) -> list[Frozen]:
    inside = [Frozen(campaign, freeze, True) for freeze in known if freeze.covers(now)]
    ahead = [Frozen(campaign, freeze, False) for freeze in known if freeze.starts_at > now]
    return [*inside, *ahead[:1]]


def as_json(freeze: Freeze) -> Mapping[str, object]:
    """The names of `campaign plan --json`."""
    return {"from": utc(freeze.starts_at), "to": utc(freeze.ends_at), "reason": freeze.reason}
