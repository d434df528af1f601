"""Link cards as they were frozen, and why there is none where the page could not be had."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from ..model.card import AskedCard, LinkCard
from ..model.delivery import DeliveryKey
from . import content, events
from . import tables as t
from .content import Picture

D = t.deliveries
R = t.rendered_posts
MISSING = "link-card-missing"


def of_campaign(connection: Connection, campaign: str, picture: Picture) -> dict[DeliveryKey, LinkCard]:
    """The card of each delivery that has one. `picture` gives the bytes of a picture by its hash."""
    query = select(D.c.post_id, D.c.account_id, R.c.options).join(R, R.c.content_hash == D.c.content_hash)
    rows = connection.execute(query.where(D.c.campaign == campaign, R.c.options[content.CARD].as_string().is_not(None)))
    return {
        DeliveryKey(campaign, row.post_id, row.account_id): content.card(row.options[content.CARD], picture)
        for row in rows
        if row.options.get(content.CARD)
    }


def record_missing(connection: Connection, asked: Iterable[AskedCard], *, at: datetime, actor: str) -> None:
    """Write down why cards could not be had."""
    for one in asked:
        if one.card is None:
            named = {"post_id": one.key.post_id, "account": one.key.account_id, "link": one.link}
            place, why = one.key.campaign, one.reason
            events.record(connection, MISSING, at=at, actor=actor, campaign=place, message=why, data=named)


def missing(connection: Connection, campaign: str) -> dict[tuple[DeliveryKey, str], str]:
    """Why the card of a delivery's link could not be had when it was last asked for."""
    e = t.events.c
    rows = connection.execute(select(e.data, e.message).where(e.campaign == campaign, e.kind == MISSING).order_by(e.id))
    return {
        (DeliveryKey(campaign, row.data["post_id"], row.data["account"]), row.data["link"]): row.message for row in rows
    }
