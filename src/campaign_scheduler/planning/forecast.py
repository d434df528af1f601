"""What posting will cost, before the day: prices are the networks' own, as data with source and date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..model.capabilities import Capabilities, Prices
from ..rendering import Rendering


@dataclass(frozen=True, slots=True)
class Cost:
    """What one network charges for a set of posts, in US dollars. `linked` are the ids of those with a link."""

    platform: str
    title: str
    prices: Prices
    plain: int
    with_link: int
    alt_texts: int
    linked: tuple[str, ...] = ()
    readings: int = 0
    reading: Decimal = Decimal(0)
    """What reading one post back costs, where the account asks for that."""

    @property
    def total(self) -> Decimal:
        prices = self.prices
        posts = self.plain * prices.post.value + self.with_link * prices.post_with_link.value
        return posts + self.alt_texts * prices.alt_text.value + self.readings * self.reading

    @property
    def parts(self) -> list[tuple[int, str, Decimal]]:
        """How many of what at which price, nothing where there are none."""
        prices = self.prices
        found = [
            (self.with_link, "with a link", prices.post_with_link.value),
            (self.plain, "without a link", prices.post.value),
            (self.alt_texts, "alt texts", prices.alt_text.value),
            (self.readings, "read back", self.reading),
        ]
        return [part for part in found if part[0]]

    @property
    def source(self) -> str:
        """Where the prices were read, and when."""
        return f"{self.prices.post.source}, {self.prices.post.as_of}"

    @property
    def sentence(self) -> str:
        """One line for a screen: the sum, what it is made of, and where the prices are from."""
        made_of = ", ".join(f"{count} {what} at ${price}" for count, what, price in self.parts)
        return f"{self.title} will charge about {dollars(self.total)}: {made_of} ({self.source})."

    def as_json(self) -> dict[str, object]:
        """The names of `campaign plan --json`."""
        return {
            "platform": self.platform,
            "currency": "USD",
            "total": str(self.total),
            "posts": self.plain,
            "posts_with_link": self.with_link,
            "post_ids_with_link": list(self.linked),
            "alt_texts": self.alt_texts,
            "readings": self.readings,
            "source": self.prices.post.source,
            "as_of": str(self.prices.post.as_of),
        }


def dollars(amount: Decimal) -> str:
    """`$2.06`, half a cent rounded up."""
    return f"${amount.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def forecast(renderings: Iterable[Rendering]) -> list[Cost]:
    """What each network that charges will charge for those of `renderings` that could be made."""
    charged: dict[str, list[Rendering]] = {}
    for one in renderings:
        if one.rendered is not None and one.capabilities.prices is not None:
            charged.setdefault(one.capabilities.platform, []).append(one)
    return [_cost(together[0].capabilities, together) for together in charged.values()]


def _cost(able: Capabilities, together: list[Rendering]) -> Cost:
    prices = able.prices
    assert prices is not None
    made = [(one.post.id, one.rendered) for one in together if one.rendered is not None]
    linked = [name for name, rendered in made if prices.has_link(rendered.text)]
    pictures = sum(len(rendered.media) for _, rendered in made)
    return Cost(
        able.platform,
        able.title,
        prices,
        len(made) - len(linked),
        len(linked),
        pictures,
        tuple(dict.fromkeys(linked)),
        *_readings(together),
    )


def _readings(together: list[Rendering]) -> tuple[int, Decimal]:
    """How many posts are read back by themselves where that costs, and what one costs."""
    able = [one.capabilities.reading for one in together if one.rendered is not None]
    prices = [one.price.value for one in able if one.by_itself and one.price is not None]
    return len(prices), prices[0] if prices else Decimal(0)
