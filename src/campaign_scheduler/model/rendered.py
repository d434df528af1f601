"""A rendered post: exactly what one account will receive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .asset import Rendition
from .card import LinkCard
from .post import Length


@dataclass(frozen=True)
class RenderedPost:
    """Text and pictures for one account, frozen at apply. Preview, check and send all use this and nothing else.

    `text` is what goes on the wire (escaped where the network wants that); `words` is what a reader will see.
    `lengths` has one entry a text limit of the platform, the first being the one shown. `options` are the other
    things the network is told (`language`), as strings. `card` is what is shown for the post's link, where the
    network leaves that to us.
    """

    account_id: str
    platform: str
    text: str
    words: str
    lengths: tuple[Length, ...]
    media: tuple[Rendition, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    card: LinkCard | None = None

    @property
    def pictures(self) -> tuple[Rendition, ...]:
        """Its own and its link card's."""
        thumbnail = self.card.thumbnail if self.card else None
        return (*self.media, thumbnail) if thumbnail else self.media

    @property
    def length(self) -> Length:
        return self.lengths[0]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything a reader or the network would see. What was signed off has this hash."""
        seen: dict[str, object] = {
            "account": self.account_id,
            "platform": self.platform,
            "text": self.text,
            "media": [[rendition.sha256, rendition.alt] for rendition in self.media],
            "options": dict(self.options),
        }
        if self.card is not None:
            seen["card"] = dict(self.card.identity)
        return _digest(seen)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the words and original pictures, whichever account says them: "the same post again"."""
        return _digest({"words": self.words.split(), "media": [rendition.source_sha256 for rendition in self.media]})


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
