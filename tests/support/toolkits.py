"""Toolkit documents made for tests, each with the truth beside it."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

COLOURS = ("navy", "darkorange", "seagreen", "purple", "teal", "crimson", "olive", "black")


def picture(number: int, size: tuple[int, int] = (640, 360), kind: str = "PNG") -> bytes:
    """A picture that looks like no other number's, the same at every size but for its pixels."""
    drawn = Image.new("RGB", (1280, 720), COLOURS[number % len(COLOURS)])
    pen = ImageDraw.Draw(drawn)
    dice = random.Random(number)
    for _ in range(9):
        left, top = dice.randrange(1000), dice.randrange(500)
        colour = tuple(dice.randrange(256) for _ in range(3))
        pen.ellipse((left, top, left + dice.randrange(80, 400), top + dice.randrange(80, 300)), fill=colour)
    out = io.BytesIO()
    drawn.resize(size, Image.Resampling.LANCZOS).save(out, kind)
    return out.getvalue()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Post:
    """A draft as it should be found. `pictures` are the numbers of its pictures, in order."""

    caption: str
    pictures: list[int] = field(default_factory=list)
    platform: str | None = None
    language: str | None = None
    hashtags: list[str] | None = None
    alts: list[str] | None = None
    links: list[tuple[str, str]] | None = None


@dataclass
class Truth:
    """What a document should come to. `resources` and `articles` are counted where given."""

    posts: list[Post]
    articles: int = 0
    resources: list[str] | None = None
    set_aside: list[int] = field(default_factory=list)
    unpaired: list[int] | None = None
    warned: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    """Words that must stand nowhere in the result."""


Case = Callable[[Path], Truth]


def caption_of(number: int, more: str = "") -> str:
    """Words of a caption, different for each number."""
    topics = ("sleep", "food", "talking", "walking", "friends", "school", "work", "music")
    topic = topics[number % len(topics)]
    return f"Young people told us how {topic} helps them feel better, and what they want from services.{more}"


def as_compared(found: dict[str, Any], sizes: dict[str, int]) -> list[tuple[str, str | None, list[int | str]]]:
    """Drafts as (words without odd spaces, network, picture numbers)."""
    return [
        (
            " ".join(draft["caption"].split()),
            draft["platform"],
            [sizes.get(one["sha256"], one["sha256"]) for one in draft["media"]],
        )
        for draft in found["drafts"]
    ]
