"""Captions: a file's words and settings, and the variants of one caption together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .card import CardText

FOLDER = "captions"
ENDINGS = (".md", ".txt")


@dataclass(frozen=True, slots=True)
class MediaReference:
    """A picture as named in front matter. `line` is where, for its alt text."""

    file: str
    line: int
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """One file. Whatever is None is what the file does not set."""

    name: str
    variant: str
    file: str
    line: int
    text: str
    link: str | None = None
    language: str | None = None
    tags: tuple[str, ...] | None = None
    media: tuple[MediaReference, ...] | None = None
    hashtags: tuple[str, ...] | None = None
    card: CardText | None = None


@dataclass(frozen=True, slots=True)
class CaptionSet:
    """A caption with its variants by name (`x`, `trust_x`, `cy`); the base is under the empty name."""

    name: str
    files: Mapping[str, CaptionFile] = field(default_factory=dict)

    @property
    def base(self) -> CaptionFile | None:
        return self.files.get("")

    def choose(self, names: Iterable[str]) -> CaptionFile | None:
        """The first of `names` (most particular first) that there is a variant for, else the base."""
        return next((self.files[name] for name in names if name in self.files), self.base)


def caption_name(text: str) -> str:
    """The caption that a cell means: `captions/launch.md` is `launch`."""
    return re.sub(r"\.(md|txt)\Z", "", text.removeprefix("captions/"), flags=re.IGNORECASE)


def words_of(value: Any) -> tuple[str, ...]:
    """Labels from a list or a line of them."""
    items = value if isinstance(value, list) else re.split(r"[,;]", str(value or ""))
    return tuple(dict.fromkeys(str(item).strip() for item in items if str(item).strip()))
