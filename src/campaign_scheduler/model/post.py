"""A post: one calendar row made whole, platform-neutral."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .article import ArticleCopy
from .asset import Asset
from .campaign import Lateness
from .card import NO_WISH, CardWish


@dataclass(frozen=True, slots=True)
class Slot:
    """A wall-clock wish in a zone. `fold` follows PEP 495 where a time happens twice."""

    wall: datetime
    zone: ZoneInfo

    @property
    def due_at(self) -> datetime:
        """The UTC instant the wish resolves to."""
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    def __str__(self) -> str:
        place = self.zone.key.rsplit("/", 1)[-1].replace("_", " ")
        return f"{self.wall:%a} {self.wall.day} {self.wall:%B %H:%M} ({place})"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words one account will say, as a person wrote them, and where they were written.

    `variant` is the name of the variant that won (`x`, `trust_x`, `cy`), or empty for the caption itself.
    """

    text: str
    file: str
    line: int
    variant: str = ""
    language: str = ""
    assets: tuple[Asset, ...] = ()
    link: str = ""
    """The link that is written apart from the words; they hold it too."""
    card: CardWish = NO_WISH
    article: ArticleCopy | None = None
    """The article that the words are, where a row carries one."""


@dataclass(frozen=True, slots=True)
class Post:
    """`wordings` has one entry for each account id in `accounts`. `file` and `line` are the calendar row's."""

    id: str
    slot: Slot
    accounts: tuple[str, ...]
    wordings: Mapping[str, Wording]
    lateness: Lateness
    file: str
    line: int
    caption: str = ""
    tags: tuple[str, ...] = ()
    repeat: bool = False
    note: str = ""
    id_is_proposed: bool = False
    """The row has no id yet; `apply` writes this one."""

    @property
    def due_at(self) -> datetime:
        return self.slot.due_at


@dataclass(frozen=True, slots=True)
class Length:
    """A counted length against its limit."""

    used: int
    limit: int
    unit: str

    @property
    def fits(self) -> bool:
        return self.used <= self.limit
