"""Approval links: for somebody without an account. Opening one approves nothing; confirming is a step of its own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ...model.errors import DeliveryError
from ...model.rendered import RenderedPost
from ...model.signoff import Known, Signatory
from ...store import Connection, approval_links, campaigns, content, events, pauses
from ...store.approval_links import ApprovalLink
from ...store.content import PictureReader
from ...store.post_log import Entry, Filter, entries
from ..app import App
from ..zones import Zones
from .approving import approve_in, locked, refusal
from .offering import MAY_BE_APPROVED, Seen, chosen
from .outcomes import Approved, Refused, SentBack
from .people import signatory
from .returning import send_back_in, told
from .since import Since, of_entries

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=60)
USUAL = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Made:
    """A new link. Its token is told once, here."""

    link: ApprovalLink
    token: str


@dataclass(frozen=True)
class Opened:
    """What the page of a link shows: exactly the posts it covers, as they are scheduled now.

    `posts` is what each account will receive, by delivery; `over` are those that can no longer be approved.
    """

    link: ApprovalLink
    who: Signatory
    entries: tuple[Entry, ...]
    over: tuple[Entry, ...]
    posts: Mapping[int, RenderedPost]
    since: Mapping[int, tuple[Since, ...]]
    zones: Zones = field(default_factory=Zones)

    def has_approved(self, entry: Entry) -> bool:
        """Whether this person has approved it as it is now."""
        return any(one.signatory.key == self.who.key for one in entry.approvals)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person decided about one post on one account, having seen this content."""

    seen: Seen
    approve: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of it."""

    approved: Approved
    sent_back: SentBack | None = None


def create(
    app: App, *, person: str, posts: Sequence[str], accounts: Sequence[str] = (), lasts: timedelta = USUAL, by: str
) -> Made:
    """A link for one person to these posts as far as they are not out; without names, to all that wait.

    Raises DeliveryError.
    """
    who, now = signatory(person, Known.LINK, by), app.clock.now()
    if not SHORTEST <= lasts <= LONGEST:
        raise DeliveryError("a link lasts from 5 minutes to 60 days", remedy="Write --expires 7d.")
    with app.store() as store, store.write() as connection:
        found = chosen(connection, Filter(posts=tuple(posts), accounts=tuple(accounts)))
        if not found:
            raise DeliveryError("nothing waits for approval", remedy="Name the posts with --posts.")
        token = secrets.token_urlsafe(32)
        numbers = [one.delivery_id for one in found]
        times = {"now": now, "ends_at": now + lasts}
        link = approval_links.add(connection, token, person=who.name, made_by=by, deliveries=numbers, **times)
        _record(connection, link.id, who.name, by, now, kind="approval-link-made")
        return Made(link, token)


def _record(connection: Connection, number: int, person: str, by: str, now: datetime, *, kind: str) -> None:
    data = {"link": number, "person": person}
    events.record(connection, kind, at=now, actor=by, message=f"The approval link {number} for {person}.", data=data)


def every(app: App) -> list[ApprovalLink]:
    """Every link ever made, the newest first."""
    with app.store_if_any() as store:
        if store is None:
            return []
        with store.read() as connection:
            return approval_links.every(connection)


def revoke(app: App, number: int, *, by: str) -> None:
    """Close a link. What was approved by it stays approved. Raises DeliveryError when it is closed or not there."""
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        if not approval_links.revoke(connection, number, by=by, now=now):
            raise DeliveryError(
                f"there is no open link number {number}", remedy="See campaign approve-link list; it may have ended."
            )
        person = next(one.person for one in approval_links.every(connection) if one.id == number)
        _record(connection, number, person, by, now, kind="approval-link-revoked")


def open_link(app: App, token: str) -> Opened:
    """What there is to see behind a link. Writes nothing, however often. Raises DeliveryError when it is closed."""
    with app.store() as store, store.read() as connection:
        link = _usable(connection, token, app.clock.now())
        found = entries(connection, Filter(deliveries=link.deliveries))
        there = tuple(one for one in found if one.state in MAY_BE_APPROVED)
        posts = content.stored(connection, [one.content_hash for one in there], PictureReader(store).picture)
        since, zones = of_entries(connection, there), Zones(campaigns.zones(connection))
    over = tuple(one for one in found if one.state not in MAY_BE_APPROVED)
    shown = {one.delivery_id: posts[one.content_hash] for one in there}
    return Opened(link, _person(link), there, over, shown, since, zones)


def _usable(connection: Connection, token: str, now: datetime) -> ApprovalLink:
    link = approval_links.by_token(connection, token) if token else None
    if link is None:
        raise DeliveryError("there is no such link", remedy="Copy the whole link from the message, or ask for another.")
    if link.revoked_at is not None:
        raise DeliveryError("this link was closed", remedy=f"Ask {link.made_by} for another.")
    if not link.is_open(now):
        raise DeliveryError("this link has ended", remedy=f"Ask {link.made_by} for another.")
    return link


def _person(link: ApprovalLink) -> Signatory:
    return Signatory(link.person, Known.LINK, link.made_by)


def confirm(app: App, token: str, choices: Sequence[Choice]) -> Confirmed:
    """Carry out what the person decided, in one transaction; what changed since it was shown is refused.

    A post that is sent back on one account is sent back on all. Raises DeliveryError for a closed link, a post that it
    does not cover, and a rejection without a comment.
    """
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        link = _usable(connection, token, now)
        _covered(link, choices)
        if any(not one.approve for one in choices):
            pauses.let_intents_end(connection)
        done = [_approve(connection, link, one, now) for one in choices if one.approve]
        back, refused = _send_back(connection, link, [one for one in choices if not one.approve], now)
    approved = _together(done, refused, {(one.campaign, one.post_id) for one in back})
    return Confirmed(approved, told(app, back) if back else None)


def _covered(link: ApprovalLink, choices: Sequence[Choice]) -> None:
    if {one.seen.delivery_id for one in choices} - set(link.deliveries):
        raise DeliveryError("this link does not cover that post", remedy=f"Ask {link.made_by} for another.")
    if any(not one.approve and not one.comment.strip() for one in choices):
        raise DeliveryError("say what should be changed", remedy="Write a comment to each post that is sent back.")


def _approve(connection: Connection, link: ApprovalLink, one: Choice, now: datetime) -> Approved:
    return approve_in(connection, [one.seen], by=_person(link), comment=one.comment, now=now)


def _send_back(
    connection: Connection, link: ApprovalLink, choices: Sequence[Choice], now: datetime
) -> tuple[list[Entry], list[Refused]]:
    back: dict[int, Entry] = {}
    refused: list[Refused] = []
    for one in choices:
        (entry,) = locked(connection, [one.seen.delivery_id])
        if one.seen.delivery_id in back:
            continue
        no = refusal(connection, entry, one.seen.content_hash)
        if no is not None:
            refused.append(no)
            continue
        wanted = Filter(campaign=entry.campaign, posts=(entry.post_id,))
        held = send_back_in(connection, wanted, by=_person(link), comment=one.comment, now=now)
        back |= {held_one.delivery_id: held_one for held_one in held}
    return list(back.values()), refused


def _together(done: Sequence[Approved], refused: Sequence[Refused], back: set[tuple[str, str]]) -> Approved:
    approved = (entry for one in done for entry in one.entries)
    return Approved(
        tuple(entry for entry in approved if (entry.campaign, entry.post_id) not in back),
        (*(no for one in done for no in one.refused), *refused),
    )
