"""Campaigns as they were last applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from ..model.campaign import Campaign
from . import tables as t

C = t.campaigns


@dataclass(frozen=True, slots=True)
class Kept:
    """A campaign as it was last applied. `digest_at` is in its own zone; None means that no digest is wanted."""

    id: str
    name: str
    zone: ZoneInfo
    digest_at: time | None


def save(connection: Connection, campaign: Campaign, now: datetime) -> None:
    """Write or replace a campaign's name, zone and settings."""
    values = {"timezone": campaign.zone.key, "applied_at": now, **_settings(campaign)}
    if connection.execute(update(C).where(C.c.id == campaign.id).values(values)).rowcount == 0:
        connection.execute(insert(C).values(id=campaign.id, **values))


def _settings(campaign: Campaign) -> dict[str, object]:
    digest_at = campaign.digest_at
    return {"name": campaign.name, "digest_at": f"{digest_at:%H:%M}" if digest_at is not None else ""}


def changed_settings(connection: Connection, campaign: Campaign) -> tuple[str, ...]:
    """The settings beside the posts themselves that differ from what was last applied."""
    row = connection.execute(select(C.c.name, C.c.digest_at).where(C.c.id == campaign.id)).one_or_none()
    if row is None:
        return ()
    words = {"name": "name", "digest_at": "notify"}
    return tuple(words[key] for key, value in _settings(campaign).items() if row._mapping[key] != value)


def zone(connection: Connection, campaign: str) -> str | None:
    """The campaign's IANA zone name, or None when it was never applied."""
    return connection.scalar(select(C.c.timezone).where(C.c.id == campaign))


def ids(connection: Connection) -> list[str]:
    """Every campaign that was ever applied."""
    return list(connection.scalars(select(C.c.id).order_by(C.c.id)))


def zones(connection: Connection) -> dict[str, ZoneInfo]:
    """The zone of each campaign."""
    return {row.id: ZoneInfo(row.timezone) for row in connection.execute(select(C.c.id, C.c.timezone))}


def kept(connection: Connection) -> list[Kept]:
    """Every campaign that was ever applied."""
    rows = connection.execute(select(C.c.id, C.c.name, C.c.timezone, C.c.digest_at).order_by(C.c.id))
    return [Kept(row[0], row[1], ZoneInfo(row[2]), time.fromisoformat(row[3]) if row[3] else None) for row in rows]
