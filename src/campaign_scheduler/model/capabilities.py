"""What a platform, or one account on it, can do: data, each figure with its source and the date it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """One figure with where it was read and when."""

    value: T
    source: str
    as_of: date


Counter = Callable[[str], int]
"""Counts a text as the network does, in the unit that its TextLimit names."""

Encoder = Callable[[str], str]
"""Turns a caption's words into the text that is put on the wire (LinkedIn escapes; most change nothing)."""


def as_written(text: str) -> str:
    """The encoder of a platform that takes plain text."""
    return text


@dataclass(frozen=True, slots=True)
class TextLimit:
    """A limit on text, with the counter that decides it. `unit` is the word shown beside the count."""

    limit: Figure[int]
    unit: str
    count: Counter


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What a platform takes as an image. `max_side` and `max_pixels` are None where the network names none.

    `formats` are Pillow format names in order of preference (`PNG`, `JPEG`, `GIF`, `WEBP`).
    """

    max_count: Figure[int]
    max_bytes: Figure[int]
    formats: Figure[tuple[str, ...]]
    max_pixels: Figure[int] | None = None
    max_side: Figure[int] | None = None


@dataclass(frozen=True, slots=True)
class LinkCards:
    """A network that shows a card for a link only when the post brings it along. `thumbnail` is what it takes as the
    card's picture.
    """

    thumbnail: ImageLimits


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much one account may do in any `within`: a post uses `per_post`, and `per_picture` for each picture."""

    limit: Figure[int]
    within: timedelta
    unit: str = "posts"
    per_picture: int = 0
    per_post: int = 1

    def used_by(self, pictures: int) -> int:
        """What a post with so many pictures uses of it."""
        return self.per_post + self.per_picture * pictures


@dataclass(frozen=True, slots=True)
class Prices:
    """What a network charges for posting, in US dollars. `has_link` tells whether it takes a text to hold a link."""

    post: Figure[Decimal]
    post_with_link: Figure[Decimal]
    alt_text: Figure[Decimal]
    has_link: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Handover:
    """Of a platform whose posts a person makes: how long after the handover the person is reminded, each time."""

    reminders: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The limits and abilities of a platform, refined for an account.

    `texts` are all limits the encoded text must keep (Bluesky has two); the first is the one shown. `alt` limits
    the alt text of one image. `settle` is how many seconds after an attempt's deadline the network's own list
    certainly shows a post that was accepted; None means unknown, so nothing is ever proved absent there.
    `refuses_repeats` is true where the network refuses the same words twice. `allowances` are what one account may do
    in a time; `prices` is None where posting is free.
    """

    platform: str
    title: str
    texts: tuple[TextLimit, ...]
    alt: TextLimit
    images: ImageLimits
    encode: Encoder = as_written
    settle: Figure[float] | None = None
    refuses_repeats: bool = False
    required_options: tuple[str, ...] = ()
    needs_base_url: bool = False
    aliases: tuple[str, ...] = ()
    """What people call it in a calendar, lower case (`twitter`), besides its name and title."""
    credential_fields: tuple[tuple[str, ...], ...] = ()
    """Sets of credential fields of which one whole set is needed (X takes two kinds)."""
    allowances: tuple[Allowance, ...] = ()
    prices: Prices | None = None
    link_cards: LinkCards | None = None
    """None where the network makes the cards itself, or has none."""
    handover: Handover | None = None
    """Only where `send` gives the post to a person: nothing is looked for, and the person is reminded."""
    api_ends: Figure[date] | None = None
    """From which day the network may refuse the version of its API that we send; None where versions have no end."""
