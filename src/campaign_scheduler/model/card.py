"""A link card: what a network shows below a post for the page that it links to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .asset import Asset, Rendition
from .delivery import DeliveryKey

PARTS = ("title", "description", "image")


@dataclass(frozen=True, slots=True)
class CardWish:
    """What a person wrote of a card, which wins over what the page says. `none`: there is to be no card."""

    none: bool = False
    title: str = ""
    description: str = ""
    image: Asset | None = None

    @property
    def written(self) -> tuple[str, ...]:
        """The names of the parts that are written."""
        return tuple(name for name in PARTS if getattr(self, name))

    @property
    def is_whole(self) -> bool:
        """Nothing is left for the page to say."""
        return len(self.written) == len(PARTS)


NO_WISH = CardWish()
"""Nothing is written: the page says it all."""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """Frozen at apply. `written` names the parts that a person wrote; the others are the page's own."""

    link: str
    title: str
    description: str = ""
    thumbnail: Rendition | None = None
    written: tuple[str, ...] = ()

    def serves(self, link: str, wish: CardWish) -> bool:
        """Whether this card, with what is written now, is the one wanted: the page need not be asked again."""
        return self.link == link and set(self.written) <= set(wish.written)

    def with_written(self, wish: CardWish, image: Rendition | None) -> LinkCard:
        """The card with the written parts put over its own. `image` is the written one, made to fit."""
        return replace(
            self,
            title=wish.title or self.title,
            description=wish.description or self.description,
            thumbnail=image or self.thumbnail,
            written=wish.written,
        )

    @property
    def identity(self) -> Mapping[str, str]:
        """All of it that a reader sees, JSON-able."""
        thumbnail = self.thumbnail.sha256 if self.thumbnail else ""
        return {"link": self.link, "title": self.title, "description": self.description, "thumbnail": thumbnail}


@dataclass(frozen=True, slots=True)
class AskedCard:
    """What came of asking a page for one post's card: `card`, or the `reason` why there is none."""

    key: DeliveryKey
    link: str
    card: LinkCard | None = None
    reason: str = ""
    picture_reason: str = ""
    """Why the card has no picture although its page names one."""

    @property
    def sentence(self) -> str:
        """One line for a screen."""
        place = f"{self.key.post_id} to {self.key.account_id}"
        if self.card is None:
            return f"{place} has no link card: {self.link} could not be read: {self.reason.rstrip('.')}."
        without = f" (without a picture: {self.picture_reason.rstrip('.')})" if self.picture_reason else ""
        return f"{place} has a link card: “{self.card.title}”{without}."
