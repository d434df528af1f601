"""A delivery: one post to one account, its states, and the only moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .campaign import Lateness
from .errors import DeliveryError


class State(StrEnum):
    """Where a delivery is in its life (design: a delivery's life)."""

    AWAITING_SIGNOFF = "awaiting_signoff"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    MISSED = "missed"
    HELD = "held"
    CANCELLED = "cancelled"


MOVES: Mapping[State, frozenset[State]] = {
    State.AWAITING_SIGNOFF: frozenset({State.SCHEDULED, State.HELD, State.MISSED, State.CANCELLED}),
    State.SCHEDULED: frozenset(
        {State.PUBLISHING, State.AWAITING_SIGNOFF, State.HELD, State.MISSED, State.CANCELLED},
    ),
    State.PUBLISHING: frozenset({State.PUBLISHED, State.FAILED, State.UNCONFIRMED, State.SCHEDULED}),
    State.UNCONFIRMED: frozenset({State.PUBLISHED, State.SCHEDULED, State.HELD}),
    State.FAILED: frozenset({State.SCHEDULED, State.AWAITING_SIGNOFF, State.CANCELLED}),
    State.MISSED: frozenset({State.SCHEDULED, State.AWAITING_SIGNOFF, State.CANCELLED}),
    State.HELD: frozenset({State.SCHEDULED, State.AWAITING_SIGNOFF, State.CANCELLED}),
    State.CANCELLED: frozenset({State.SCHEDULED, State.AWAITING_SIGNOFF}),
    State.PUBLISHED: frozenset(),
}

MAY_BE_LIVE = frozenset({State.PUBLISHING, State.UNCONFIRMED, State.PUBLISHED})
"""States in which a publishing request may already have been made. `apply` never changes these."""

NEEDS_A_PERSON = frozenset({State.AWAITING_SIGNOFF, State.FAILED, State.UNCONFIRMED, State.MISSED, State.HELD})

SCREEN_WORDS: Mapping[State, str] = {
    State.AWAITING_SIGNOFF: "Waiting for approval",
    State.SCHEDULED: "Scheduled",
    State.PUBLISHING: "Going out now",
    State.PUBLISHED: "Published",
    State.FAILED: "Refused",
    State.UNCONFIRMED: "We're not sure it went out",
    State.MISSED: "Missed",
    State.HELD: "On hold",
    State.CANCELLED: "Cancelled",
}


HANDED_OVER = "handed-over"
"""The reason code of an unconfirmed delivery that a person was given and carries out."""

WAITING_FOR_A_PERSON = "Waiting for you to post it"
TAKEN_DOWN = "Published, taken down since"
NOT_THERE_ANY_MORE = "Published, gone from the network"


def screen_words(state: State, reason_code: str = "", *, removed: bool = False, found_gone: bool = False) -> str:
    """What a screen says of a delivery: its state, and what is known beside it."""
    if state is State.UNCONFIRMED and reason_code == HANDED_OVER:
        return WAITING_FOR_A_PERSON
    if state is State.PUBLISHED and removed:
        return NOT_THERE_ANY_MORE if found_gone else TAKEN_DOWN
    return SCREEN_WORDS[state]


def check_move(old: State, new: State) -> None:
    """Raise DeliveryError unless a delivery may move from `old` to `new`."""
    if new not in MOVES[old]:
        raise DeliveryError(f"a delivery that is {old.value} cannot become {new.value}")


class Outcome(StrEnum):
    """How an attempt ended."""

    PUBLISHED = "published"
    REJECTED = "rejected"
    CREDENTIAL = "credential"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    UNCONFIRMED = "unconfirmed"
    ABANDONED = "abandoned"
    """Its process died, or lost its claim, before the intent: certainly nothing was sent."""


LASTING = "lasting:"
"""Begins the journal keys whose value is used by every later try too, whatever a publishing request named."""


@dataclass(frozen=True, slots=True)
class DeliveryKey:
    """A delivery's identity, kept for ever."""

    campaign: str
    post_id: str
    account_id: str

    def __str__(self) -> str:
        return f"{self.campaign}/{self.post_id}/{self.account_id}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `prepare` made and `send` will send, whole, committed as the intent before the publishing request.

    `payload` is JSON-able and complete: `send` adds only the credentials. `idempotency_key` and `record_key`
    (Bluesky's rkey) are empty where the network has none. `media_ids` are the network's ids that the request names.
    """

    payload: Mapping[str, object]
    idempotency_key: str = ""
    record_key: str = ""
    media_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The network's acknowledgement: its lasting id and the address of the live post ("" when it gives none)."""

    remote_id: str
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """`find` read the account's own list back past the attempt's start, and the post is not on it."""

    read_at: datetime


@dataclass(frozen=True, slots=True)
class CannotTell:
    """`find` could not read far enough, or the network offers no way to look. `reason` is for a person."""

    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A live post as the network shows it: its words as a reader sees them, and the alt text of each picture in order.

    An alt text is None where the network does not say it; an empty one is missing.
    """

    words: str
    alts: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """The network says that there is no such post (any more)."""


class ReadBack(StrEnum):
    """What is known of a published post by reading it again; blank while that is still to come."""

    PENDING = ""
    SAME = "same"
    DIFFERS = "differs"
    GONE = "gone"
    REMOVED = "removed"
    """Taken down by us."""
    UNREAD = "unread"
    """It could not be read although it was tried."""
    ON_REQUEST = "on-request"
    """Reading is possible, and not done by itself."""
    NOT_CHECKABLE = "not-checkable"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a delivery, as the reconciler and `find` see it.

    `sent_at` is the first byte of the publishing request as far as known, else the intent's time. `deadline` is when
    the request was closed at the latest. All times are UTC. `text` and `words` are as in RenderedPost.
    `known_remote_ids` are ids already recorded for other deliveries of this profile: they never match again.
    """

    delivery_id: int
    number: int
    prepared: Prepared
    text: str
    words: str
    media_count: int
    started_at: datetime
    sent_at: datetime
    deadline: datetime
    remote_profile: str = ""
    known_remote_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as stored. Times are UTC; `lateness` is the rule frozen at apply."""

    id: int
    key: DeliveryKey
    platform: str
    state: State
    revision: int
    due_at: datetime
    content_hash: str
    lateness: Lateness
    base_url: str = ""
    remote_profile: str = ""
    reason_code: str = ""
    reason: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = None
    remote_id: str = ""
    permalink: str = ""
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    verified_at: datetime | None = None
    removed_at: datetime | None = None
    tags: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
