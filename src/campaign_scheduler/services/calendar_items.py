"""What a calendar shows: a post once, with each of its accounts, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..model.delivery import SCREEN_WORDS, State, screen_words


class Standing(StrEnum):
    """Where a post stands that is not, or not as saved, scheduled. Other posts have their deliveries' states."""

    DRAFT = "draft"
    PROBLEM = "problem"
    NEW = "new"


STANDING_WORDS: Mapping[Standing, str] = {
    Standing.DRAFT: "Draft",
    Standing.PROBLEM: "Cannot be scheduled yet",
    Standing.NEW: "Not scheduled yet",
}

URGENCY: Sequence[State | Standing] = (
    State.UNCONFIRMED,
    State.FAILED,
    State.MISSED,
    State.HELD,
    Standing.PROBLEM,
    State.AWAITING_SIGNOFF,
    State.PUBLISHING,
    Standing.NEW,
    State.SCHEDULED,
    State.PUBLISHED,
    Standing.DRAFT,
    State.CANCELLED,
)
"""The first that any of a post's accounts is in stands for the post."""


@dataclass(frozen=True, slots=True)
class Part:
    """A post on one account: `delivery_id` is None where it was never scheduled."""

    account: str
    label: str
    platform: str
    title: str
    standing: State | Standing
    delivery_id: int | None = None
    reason_code: str = ""

    @property
    def words(self) -> str:
        if isinstance(self.standing, State):
            return screen_words(self.standing, self.reason_code)
        return STANDING_WORDS[self.standing]


@dataclass(frozen=True, slots=True)
class Item:
    """One post on the calendar. `name` is what it is called in addresses; empty where no row of the files has it.

    `picture` is the hash and alt text of its first one. `edited` tells that a saved edit is not scheduled.
    """

    campaign: str
    post_id: str
    name: str
    at: datetime
    parts: tuple[Part, ...]
    words: str
    picture: tuple[str, str] | None = None
    errors: int = 0
    warnings: int = 0
    edited: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""

    @property
    def standing(self) -> State | Standing:
        found = {part.standing for part in self.parts}
        return next((one for one in URGENCY if one in found), Standing.DRAFT)

    @property
    def standing_words(self) -> str:
        return next((part.words for part in self.parts if part.standing is self.standing), words_of(self.standing))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which posts to show; an empty field leaves nothing out. `standings` are values of State or Standing."""

    campaign: str = ""
    accounts: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def shows(self, item: Item) -> bool:
        return (
            self.campaign in ("", item.campaign)
            and (not self.accounts or any(part.account in self.accounts for part in item.parts))
            and (not self.standings or any(part.standing.value in self.standings for part in item.parts))
            and (not self.tags or bool(set(self.tags) & set(item.tags)))
        )


EVERYTHING = Wanted()


def words_of(standing: State | Standing) -> str:
    """What a screen says."""
    return SCREEN_WORDS[standing] if isinstance(standing, State) else STANDING_WORDS[standing]
