"""What a seed stands for: where daemons die and freeze, when posting is stopped, and how the networks lie."""

from __future__ import annotations

import random
from dataclasses import dataclass

from campaign_scheduler.platforms.mastodon import capabilities as mastodon
from campaign_scheduler.publishing import timing
from campaign_scheduler.publishing.points import POINTS
from campaign_scheduler.sandbox.faults import Fault
from faults.campaign import PLATFORMS

SCALE = 20
"""Every wait of the program is divided by this, so that their order, which the promises rest on, stays."""
LAG = (mastodon.SETTLE.value - 1) / SCALE
"""Seconds by which a list lags at worst: the settle time less a second."""
LATEST = (timing.SEND_DEADLINE + mastodon.SETTLE.value) / SCALE - 0.4
"""Seconds after its request by which a post is on its list, as a settle time promises, with room for a busy machine."""
PUBLISHING_FAULTS = (
    *("drop_before", "drop_after", "reset_upload", "error_after", "html_after", "redirect_after", "empty_after"),
    *("cut_after", "delay", "late", "late", "late", "drip", "status_500", "status_502", "status_503", "status_429"),
)
OTHER_FAULTS = ("status_503", "status_429", "drop_after", "reset_upload", "html_after", "delay")
LOOKS = ("looking", "looked", "settled")
FREEZES_AT = ("claimed", "uploaded", "prepared", "intent", "leaving", "sent")


@dataclass(frozen=True)
class Death:
    """A daemon is killed at the `count`th time it reaches one of the POINTS, or a `statement` to the store; or
    (`moment`) after `count` milliseconds."""

    at: str = ""
    count: int = 0


@dataclass(frozen=True)
class Freeze:
    """A daemon stops at a point, and wakes up `seconds` later."""

    at: str
    count: int
    seconds: float


@dataclass
class Plan:
    """What a seed stands for."""

    seed: int
    postgres: bool
    daemons: int
    deaths: list[Death]
    freezes: list[Freeze]
    stops: int
    list_lag: float
    honours_keys: bool
    faults: list[Fault]

    @property
    def store(self) -> str:
        return "PostgreSQL" if self.postgres else "SQLite"

    @property
    def kind(self) -> str:
        return f"on {self.store} with {'two daemons' if self.daemons == 2 else 'one daemon'}"


def plan_for(seed: int) -> Plan:
    """The same seed always gives the same plan. Each point gets its turn on both stores, with one daemon and two."""
    chance = random.Random(seed)
    point = list(POINTS)[seed % len(POINTS)]
    lag = chance.choice([0.0, LAG])
    return Plan(
        seed=seed,
        postgres=seed // 2 % 4 == 0,
        daemons=1 + seed % 2,
        deaths=[Death(point, chance.randint(1, 3)), *(_death(chance) for _ in range(chance.randint(0, 3)))],
        freezes=[_freeze(chance)] if chance.random() < 0.15 else [],
        stops=int(chance.random() < 0.2),
        list_lag=lag,
        honours_keys=chance.random() < 0.5,
        faults=[*_certain(chance, seed, point, lag), *(_fault(chance, lag) for _ in range(chance.randint(0, 6)))],
    )


def _death(chance: random.Random) -> Death:
    kind = chance.choice(["point", "statement", "moment"])
    if kind == "point":
        return Death(chance.choice(list(POINTS)), chance.randint(1, 8))
    if kind == "statement":
        return Death("statement", chance.randint(1, 200))
    return Death("moment", chance.randint(50, 900))


def _freeze(chance: random.Random) -> Freeze:
    """Longer than a lease, two times of three."""
    return Freeze(chance.choice(FREEZES_AT), chance.randint(1, 4), chance.choice([1.0, 7.5, 7.5]))


def _certain(chance: random.Random, seed: int, point: str, lag: float) -> list[Fault]:
    """Something to look for where looking is to be killed; where lists lag, a post that is on its list only when a
    look that does not wait for the list has already missed it twice. Its answer is late too, or an error.
    """
    if point in LOOKS:
        return [Fault("error_after", "*", "publish", 3)]
    if lag:
        kind = "delay" if seed % 2 else "late"
        return [Fault(kind, "mastodon", "publish", 1, seconds=chance.uniform(1.3, 1.6))]
    return []


def _fault(chance: random.Random, lag: float) -> Fault:
    platform = chance.choice(["*", *PLATFORMS])
    if chance.random() < 0.3:
        step = chance.choice(["upload", "alt", "find", "wait"])
        return Fault(chance.choice(OTHER_FAULTS), platform, step, chance.randint(1, 3), seconds=0.2)
    kind = chance.choice(PUBLISHING_FAULTS)
    seconds = {"delay": chance.uniform(0.1, min(3.0, LATEST - lag)), "late": 10 / SCALE, "drip": 0.05}
    status = chance.choice([0, 302, 308]) if kind == "redirect_after" else 0
    return Fault(kind, platform, "publish", chance.randint(1, 4), status=status, seconds=seconds.get(kind, 0.2))
