"""The link card of a rendered post: which link it is for, and how a known one is put to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model.asset import Rendition
from ..model.capabilities import Capabilities
from ..model.card import CardWish, LinkCard
from ..model.post import Wording
from ..model.problem import Problem
from ..model.rendered import RenderedPost
from .fitting import ImageFitter
from .formats import PictureError
from .shortening import LINK


@dataclass(frozen=True, slots=True)
class CardNeed:
    """A post that is to have a card for `link`. `image` is the written picture, made to fit."""

    link: str
    wish: CardWish
    image: Rendition | None = None

    def known(self, kept: LinkCard | None) -> LinkCard | None:
        """The card, where what is written and what was kept are enough for it; None when the page must be asked."""
        if self.wish.is_whole:
            return self.of(LinkCard(self.link, ""))
        return self.of(kept) if kept is not None and kept.serves(self.link, self.wish) else None

    def of(self, page: LinkCard) -> LinkCard:
        """The card of a page, with what is written put over it."""
        return page.with_written(self.wish, self.image)


def need(wording: Wording, able: Capabilities, fitter: ImageFitter) -> CardNeed | Problem | None:
    """The card a wording needs: None for none, a problem where its written picture cannot be sent."""
    link = _link(wording)
    if able.link_cards is None or wording.assets or wording.card.none or not link:
        return None
    image = wording.card.image
    if image is None:
        return CardNeed(link, wording.card)
    try:
        return CardNeed(link, wording.card, replace(fitter.fit(image, able.link_cards.thumbnail), alt=""))
    except PictureError as error:
        message = f"{image.name} cannot be the picture of a link card on {able.title}. {error.message}"
        return Problem(error.code, message, error.remedy, file=image.name)


def with_card(rendered: RenderedPost, card: LinkCard | None) -> RenderedPost:
    """The same post with a card."""
    return rendered if rendered.card == card else replace(rendered, card=card)


def _link(wording: Wording) -> str:
    """The one that is written apart from the words, else the first in them."""
    found = LINK.search(wording.text)
    return wording.link or (found[0] if found else "")
