"""Approvals in one line."""

from __future__ import annotations

from campaign_scheduler.services.app import App
from campaign_scheduler.services.signoff.approving import approve
from campaign_scheduler.services.signoff.offering import Seen, chosen
from campaign_scheduler.services.signoff.outcomes import Approved
from campaign_scheduler.services.signoff.people import recorded
from campaign_scheduler.store.post_log import Filter


def seen(app: App, *posts: str, accounts: tuple[str, ...] = ()) -> list[Seen]:
    """These posts, or all that wait, as they are scheduled at this moment."""
    with app.store() as store, store.read() as connection:
        found = chosen(connection, Filter(posts=posts, accounts=accounts))
    return [Seen(one.delivery_id, one.content_hash) for one in found]


def approve_as(app: App, name: str, *posts: str, accounts: tuple[str, ...] = ()) -> Approved:
    """Somebody approves them; Amy writes it down."""
    return approve(app, seen(app, *posts, accounts=accounts), by=recorded(name, by="Amy"))
