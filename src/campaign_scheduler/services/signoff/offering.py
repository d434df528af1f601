"""What there is to approve, shown before anybody approves it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...model.delivery import State
from ...model.errors import DeliveryError
from ...store import Connection, Store, campaigns
from ...store.post_log import Entry, Filter, entries
from ..app import App
from ..edits import unscheduled
from ..zones import Zones
from .since import Since, of_entries

MAY_BE_APPROVED = (State.AWAITING_SIGNOFF, State.SCHEDULED, State.HELD, State.MISSED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person looked at: one post on one account, with exactly this content."""

    delivery_id: int
    content_hash: str


@dataclass(frozen=True)
class Offer:
    """Posts on accounts as they are scheduled. `edited` are those whose saved files say something else by now."""

    entries: tuple[Entry, ...]
    since: Mapping[int, tuple[Since, ...]] = field(default_factory=dict)
    edited: frozenset[int] = frozenset()
    zones: Zones = field(default_factory=Zones)

    @property
    def seen(self) -> tuple[Seen, ...]:
        return tuple(Seen(one.delivery_id, one.content_hash) for one in self.entries)

    @property
    def token(self) -> str:
        """Eight characters that stand for exactly these contents of exactly these posts."""
        return token(self.seen)


def token(seen: Sequence[Seen]) -> str:
    """The same contents of the same posts give the same token."""
    named = "|".join(sorted(f"{one.delivery_id}:{one.content_hash}" for one in seen))
    return hashlib.sha256(named.encode()).hexdigest()[:8]


def offer(app: App, *, posts: Sequence[str] = (), accounts: Sequence[str] = (), campaign: str = "") -> Offer:
    """The named posts that are not out, or without names all that wait for approval. Raises DeliveryError."""
    with app.store_if_any() as store:
        if store is None:
            if posts:
                raise _not_there(posts)
            return Offer(())
        return _offer(app, store, Filter(campaign=campaign, posts=tuple(posts), accounts=tuple(accounts)))


def _offer(app: App, store: Store, wanted: Filter) -> Offer:
    with store.read() as connection:
        found = tuple(chosen(connection, wanted))
        since, zones = of_entries(connection, found), Zones(campaigns.zones(connection))
    changes = unscheduled(app, store).changes
    return Offer(found, since, frozenset(one.stored.id for one in changes if one.stored), zones)


def chosen(connection: Connection, wanted: Filter, *, each: bool = True) -> list[Entry]:
    """The posts that `wanted` names as far as they are not out; without names, those that wait.

    Raises DeliveryError for a name that is not there, and when nothing is left of any post (with `each`, of one).
    """
    if not wanted.posts:
        waiting = Filter(campaign=wanted.campaign, accounts=wanted.accounts, states=(State.AWAITING_SIGNOFF,))
        return entries(connection, waiting)
    found = entries(connection, wanted)
    missing = [post for post in wanted.posts if post not in {one.post_id for one in found}]
    if missing:
        raise _not_there(missing)
    open_ones = [one for one in found if one.state in MAY_BE_APPROVED]
    out = [post for post in wanted.posts if post not in {one.post_id for one in open_ones}]
    if out and (each or not open_ones):
        raise DeliveryError(f"{', '.join(out)} is out, going out or cancelled", remedy="See campaign log.")
    return open_ones


def _not_there(posts: Sequence[str]) -> DeliveryError:
    names = ", ".join(posts)
    return DeliveryError(
        f"nothing is scheduled under the name {names} there",
        remedy="Only what is scheduled can be approved: see campaign plan, campaign apply and campaign log.",
    )
