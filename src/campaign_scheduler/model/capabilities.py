"""What a platform, or one account on it, can do: data, each figure with its source and the date it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar
from urllib.parse import urlsplit

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


OptionCheck = Callable[[Mapping[str, str]], Iterable[tuple[str, str]]]
"""Looks at an account's options and gives what is wrong with them, each with its remedy."""


def no_problems(options: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The check of a platform whose options may be anything."""
    return ()


def last_part(address: str) -> str:
    """The network's id of a post in its address: the last part of the path (`…/statuses/123`)."""
    return urlsplit(address).path.rstrip("/").rpartition("/")[2] or address


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
    min_count: Figure[int] | None = None
    """Some networks take no post without a picture."""


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
class Reading:
    """Whether a live post can be read again, and whether that is done by itself after publishing.

    `why_not` says, as the log does, why it cannot or is not. `price` is what one reading costs, in US dollars.
    `shown` puts words as the network itself changes them (it drops a mention's server): what was sent and what is read
    are compared through it.
    """

    possible: bool = True
    by_itself: bool = True
    why_not: str = ""
    price: Figure[Decimal] | None = None
    shown: Callable[[str], str] = as_written


@dataclass(frozen=True, slots=True)
class Removing:
    """Whether a published post can be taken down from here; `by_hand` is what a person does where it cannot."""

    possible: bool = True
    by_hand: str = "Delete it on the network's own page or app."


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
    api_ends: Figure[date] | None = None
    """From which day the network may refuse the version of its API that we send; None where versions have no end."""
    reading: Reading = field(default_factory=Reading)
    removing: Removing = field(default_factory=Removing)
    articles: bool = False
    """Whether a post there may be an article: long copy with a title, headings and links."""
    handover: Handover | None = None
    """Only where `send` gives the post to a person: nothing is looked for, and the person is reminded."""
    id_in: Callable[[str], str] = last_part
    """The network's lasting id of a post, from the address that a person gives."""
    check_options: OptionCheck = no_problems
    option_examples: Mapping[str, str] = field(default_factory=dict)
    """What `init` proposes for a required option."""
