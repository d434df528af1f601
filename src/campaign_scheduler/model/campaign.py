"""A campaign: one aim, a window, a time zone, a set of accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .freeze import Freeze


class WhenLate(StrEnum):
    """What happens to a delivery whose grace is over."""

    HOLD = "hold"
    SEND = "send"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Lateness:
    """The lateness rule: up to `grace` late a post still goes out; after that `then` decides."""

    grace: timedelta = timedelta(hours=2)
    then: WhenLate = WhenLate.HOLD


@dataclass(frozen=True, slots=True)
class SignOffPolicy:
    """How many people must approve a post's exact content before it may go out.

    With `not_author`, whoever changed that content last does not count among them. With `out_of_hours`, one person may
    let a post go without the others, and gives a reason.
    """

    required: int = 0
    not_author: bool = False
    out_of_hours: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The days a campaign runs, both included, in its own zone. None means open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """`slots` are the times of day proposed for a row whose time is blank. `date_order` is `dmy`, `mdy`, `ymd`
    or empty when the files must prove it. `digest_at` is the time of the daily digest, in its own zone; None for none.
    Nothing may be due before `embargo` (UTC); every caption must hold each of `must_include`.
    """

    id: str
    name: str
    zone: ZoneInfo
    accounts: tuple[str, ...]
    lateness: Lateness = field(default_factory=Lateness)
    signoff: SignOffPolicy = field(default_factory=SignOffPolicy)
    window: Window = field(default_factory=Window)
    slots: tuple[time, ...] = ()
    date_order: str = ""
    language: str = ""
    freezes: tuple[Freeze, ...] = ()
    digest_at: time | None = time(17)
    embargo: datetime | None = None
    must_include: tuple[str, ...] = ()
    holidays: str = ""
    """The place whose public holidays the calendar shows: `GB-WLS`, `IE`, `none`; blank for that of the zone."""
