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
    readings: int = 0
    reading: Decimal = Decimal(0)
    """What reading one post back costs, where the account asks for that."""

    @property
    def total(self) -> Decimal:
        prices = self.prices
        posts = self.plain * prices.post.value + self.with_link * prices.post_with_link.value
        return posts + self.alt_texts * prices.alt_text.value + self.readings * self.reading

    @property
    def sentence(self) -> str:
        """One line for a screen: the sum, what it is made of, and where the prices are from."""
        prices = self.prices
        parts = (
            (self.with_link, "with a link", prices.post_with_link.value),
            (self.plain, "without a link", prices.post.value),
            (self.alt_texts, "alt texts", prices.alt_text.value),
            (self.readings, "read back", self.reading),
        )
        made_of = ", ".join(f"{count} {what} at ${price}" for count, what, price in parts if count)
        source = prices.post.source
        return f"{self.title} will charge about ${self.total:.2f}: {made_of} ({source}, {prices.post.as_of})."


def forecast(posts: Iterable[tuple[RenderedPost, Capabilities]]) -> list[Cost]:
    """What each network that charges will charge for `posts`."""
    charged: dict[str, list[tuple[RenderedPost, Capabilities]]] = {}
    for post, able in posts:
        if able.prices is not None:
            charged.setdefault(able.platform, []).append((post, able))
    return [_cost(together) for together in charged.values()]


def _cost(posts: list[tuple[RenderedPost, Capabilities]]) -> Cost:
    able = posts[0][1]
    assert able.prices is not None
    with_link = sum(able.prices.has_link(post.text) for post, _ in posts)
    pictures = sum(len(post.media) for post, _ in posts)
    read = [one.reading.price.value for _, one in posts if one.reading.by_itself and one.reading.price is not None]
    prices = (len(posts) - with_link, with_link, pictures, len(read), read[0] if read else Decimal(0))
    return Cost(able.platform, able.title, able.prices, *prices)
