"""What posting will cost, before the day: prices are the networks' own, as data with source and date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..model.capabilities import Capabilities, Prices
from ..model.rendered import RenderedPost


@dataclass(frozen=True, slots=True)
class Cost:
    """What one network charges for a set of posts, in US dollars."""

    platform: str
    title: str
    prices: Prices
    plain: int
    with_link: int
    alt_texts: int

    @property
    def total(self) -> Decimal:
        prices = self.prices
        posts = self.plain * prices.post.value + self.with_link * prices.post_with_link.value
        return posts + self.alt_texts * prices.alt_text.value

    @property
    def sentence(self) -> str:
        """One line for a screen: the sum, what it is made of, and where the prices are from."""
        prices = self.prices
        parts = (
            (self.with_link, "with a link", prices.post_with_link.value),
            (self.plain, "without a link", prices.post.value),
            (self.alt_texts, "alt texts", prices.alt_text.value),
        )
        made_of = ", ".join(f"{count} {what} at ${price}" for count, what, price in parts if count)
        source = prices.post.source
        return f"{self.title} will charge about ${self.total:.2f}: {made_of} ({source}, {prices.post.as_of})."


def forecast(posts: Iterable[tuple[RenderedPost, Capabilities]]) -> list[Cost]:
    """What each network that charges will charge for `posts`."""
    charged: dict[str, tuple[Capabilities, list[RenderedPost]]] = {}
    for post, able in posts:
        if able.prices is not None:
            charged.setdefault(able.platform, (able, []))[1].append(post)
    return [_cost(able, together) for able, together in charged.values()]


def _cost(able: Capabilities, posts: list[RenderedPost]) -> Cost:
    assert able.prices is not None
    with_link = sum(able.prices.has_link(post.text) for post in posts)
    pictures = sum(len(post.media) for post in posts)
    return Cost(able.platform, able.title, able.prices, len(posts) - with_link, with_link, pictures)
