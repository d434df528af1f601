"""What a person decides about one post: try again, cancel, and settle what we are not sure of."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ..model.account import Account
from ..model.capabilities import Capabilities
from ..model.delivery import HANDED_OVER, Published, State
from ..model.errors import DeliveryError
from ..model.freeze import covering
from ..notify import telling
from ..publishing import reading
from ..store import Connection, approvals, campaigns, events, freezes, outcomes, pauses, recovery
from ..store.pauses import Pause
from ..store.post_log import Entry, Filter, entries
from ..workspace.words import web_address
from .app import App


def retry(app: App, delivery_id: int, *, by: str) -> Pause | None:
    """Schedule again, for now, what was refused, missed, held or cancelled. Raises DeliveryError.

    Gives the stop that still keeps it from going out, if there is one.
    """
    again = (State.FAILED, State.MISSED, State.HELD, State.CANCELLED)
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        entry = one(connection, delivery_id)
        grace = outcomes.grace_of(connection, delivery_id)
        to = State.SCHEDULED if approvals.is_approved(connection, delivery_id) else State.AWAITING_SIGNOFF
        values: dict[str, object] = {"next_attempt_at": now, "late_at": now + grace if grace is not None else None}
        if entry.state not in again:
            raise DeliveryError(
                f"{entry.post_id} on {entry.account} is {entry.state.value}, so there is nothing to try again"
            )
        not_frozen(connection, entry, now)
        _move(connection, entry, to, now, by, "asked-again", f"{by} asked to send it.", values)
        stops = (stop for stop in pauses.in_force(connection) if stop.covers(entry.campaign, entry.account))
        return next(stops, None)


def not_frozen(connection: Connection, entry: Entry, now: datetime) -> None:
    """Raises DeliveryError while its campaign is frozen."""
    freeze = covering(freezes.of_campaign(connection, entry.campaign), now)
    if freeze is not None:
        zone = campaigns.zones(connection).get(entry.campaign, ZoneInfo("UTC"))
        raise DeliveryError(
            f"posting of {entry.campaign} is frozen: {freeze.in_words(zone)}",
            remedy="Give it a later time with campaign release, or take the freeze out and run campaign apply.",
        )


def cancel(app: App, delivery_id: int, *, by: str, reason: str) -> None:
    """Keep a delivery that has not gone out from ever going out. Raises DeliveryError."""
    with app.store() as store, store.write() as connection:
        entry = one(connection, delivery_id)
        _move(connection, entry, State.CANCELLED, app.clock.now(), by, "cancelled", reason or f"{by} cancelled it.", {})


def resolve(app: App, delivery_id: int, *, by: str, published: str | None) -> None:
    """Settle what we are not sure of: it is at `published`, or (None) it is not there, which puts it on hold."""
    with app.store() as store, store.write() as connection:
        now, entry = app.clock.now(), one(connection, delivery_id)
        if entry.state is not State.UNCONFIRMED:
            raise DeliveryError(f"{entry.post_id} on {entry.account} is {entry.state.value}, not unconfirmed")
        if published is None:
            _move(
                connection,
                entry,
                State.HELD,
                now,
                by,
                "not-there",
                f"{by} says that it was not posted."
                if entry.reason_code == HANDED_OVER
                else f"{by} looked: it is not there.",
                {"check_at": None, "sent_at": None},
            )
            return
        if not web_address(published):
            raise DeliveryError("that is not the address of a post", remedy="Give its whole address, with https://.")
        able = _able(app, connection, entry)
        live, read_back = Published(able.id_in(published), published), reading.planned(able.reading, now)
        if not outcomes.found(connection, delivery_id, live, now, by=by, read_back=read_back):
            raise DeliveryError("that post is already in the log as another one", remedy="Look at the account again.")
        telling.settled_by_hand(connection, delivery_id, now)
        events.record(connection, "resolved", at=now, actor=by, delivery_id=delivery_id, message=published)


def _able(app: App, connection: Connection, entry: Entry) -> Capabilities:
    """Of the account as it was when the post was scheduled. A network that is not installed any more can do nothing."""
    post = recovery.unsure(connection, entry.delivery_id)
    if post is None or post.platform not in app.platforms:
        raise DeliveryError(f"the network {entry.platform} is not installed", remedy="Install it again.")
    account = Account(post.account_id, post.platform, base_url=post.base_url, options=post.options)
    return app.platforms[post.platform].capabilities(account)


def one(connection: Connection, delivery_id: int) -> Entry:
    """The entry of that number. Raises DeliveryError."""
    found = entries(connection, Filter(deliveries=(delivery_id,)))
    if not found:
        raise DeliveryError(f"there is no post number {delivery_id} in the log", remedy="See campaign log.")
    return found[0]


def _move(
    connection: Connection,
    entry: Entry,
    to: State,
    now: datetime,
    by: str,
    code: str,
    reason: str,
    values: dict[str, object],
) -> None:
    moved = outcomes.move(
        connection,
        entry.delivery_id,
        from_states=[entry.state],
        to=to,
        now=now,
        reason_code=code,
        reason=reason,
        revision=entry.revision,
        values=values,
    )
    if not moved:
        raise DeliveryError("it moved meanwhile", remedy="Look at it again with campaign log.")
    telling.settled_by_hand(connection, entry.delivery_id, now)
    kind = f"{entry.state.value}-to-{to.value}"
    events.record(
        connection, kind, at=now, actor=by, campaign=entry.campaign, delivery_id=entry.delivery_id, message=reason
    )
