"""What the stand-in networks keep: pictures and posts, and how one is written as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

JSON = dict[str, Any]
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
"""Five bits each, in order: what Bluesky's keys are written in."""


class Stage(StrEnum):
    """How far a network is with a picture."""

    WAITING = "waiting"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


@dataclass
class Media:
    """An uploaded picture. `owner` is whom the network says it belongs to; `ready_at` is on the monotonic clock."""

    id: str
    platform: str
    owner: str
    sha256: str = ""
    bytes: int = 0
    mime: str = ""
    width: int | None = None
    height: int | None = None
    alt: str = ""
    stage: Stage = Stage.READY
    polls_left: int = 0
    ready_at: float = 0.0
    attached: bool = False

    def as_json(self) -> JSON:
        """What the truth says of a picture in a post."""
        names = ("id", "sha256", "bytes", "mime", "width", "height", "alt")
        return {name: getattr(self, name) for name in names}


@dataclass
class Post:
    """A post as the network holds it.

    `text` is what a reader sees, `wrote` what was sent. `account` is the profile of the token, `author` whom the
    network names (a LinkedIn urn). `seen_from` is when lists begin to show it, in epoch seconds of the real clock.
    """

    platform: str
    account: str
    author: str
    text: str
    media: list[Media]
    id: str
    permalink: str
    created_at: datetime
    wrote: str = ""
    idempotency_key: str = ""
    request_number: int = 0
    seen_from: float = 0.0
    removed_at: datetime | None = None

    def as_json(self) -> JSON:
        """The truth about it, as the control API gives it and the state file keeps it."""
        plain = ("platform", "account", "author", "id", "permalink", "text", "wrote", "idempotency_key")
        return {name: getattr(self, name) for name in plain} | {
            "media": [one.as_json() for one in self.media],
            "created_at": stamp(self.created_at),
            "removed_at": stamp(self.removed_at) if self.removed_at else None,
            "request_number": self.request_number,
            "seen_from": self.seen_from,
        }


def post_from(kept: JSON) -> Post:
    """The post that `as_json` wrote."""
    media = [Media(platform=kept["platform"], owner=kept["author"], attached=True, **one) for one in kept["media"]]
    moments = {name: _moment(kept[name]) for name in ("created_at", "removed_at")}
    return Post(**(kept | moments | {"media": media}))


def order(identity: str) -> int:
    """What to sort ids by: they grow with time; a urn ends in a number, a Bluesky address in letters. 0 for no id."""
    digits = identity.rpartition(":")[2]
    if identity.startswith("at://"):
        return sum(
            LETTERS.find(letter) << 5 * place for place, letter in enumerate(reversed(digits.rpartition("/")[2]))
        )
    return int(digits) if digits.isdecimal() else 0


def stamp(moment: datetime) -> str:
    """UTC with milliseconds and Z, as the networks write instants."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
