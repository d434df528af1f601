"""Campaigns as they were last applied."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from ..model.campaign import Campaign
from . import tables as t

C = t.campaigns


def save(connection: Connection, campaign: Campaign, now: datetime) -> None:
    """Write or replace a campaign's name and zone."""
    values = {"name": campaign.name, "timezone": campaign.zone.key, "applied_at": now}
    if connection.execute(update(C).where(C.c.id == campaign.id).values(values)).rowcount == 0:
        connection.execute(insert(C).values(id=campaign.id, **values))


def zone(connection: Connection, campaign: str) -> str | None:
    """The campaign's IANA zone name, or None when it was never applied."""
    return connection.scalar(select(C.c.timezone).where(C.c.id == campaign))


def ids(connection: Connection) -> list[str]:
    """Every campaign that was ever applied."""
    return list(connection.scalars(select(C.c.id).order_by(C.c.id)))


def zones(connection: Connection) -> dict[str, ZoneInfo]:
    """The zone of each campaign."""
    return {row.id: ZoneInfo(row.timezone) for row in connection.execute(select(C.c.id, C.c.timezone))}
