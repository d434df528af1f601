"""Public holidays of the place that a campaign names, or of its time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays

from ..model.campaign import Campaign
from ..workspace.holidays import NONE, name, of_zone


def place_of(campaign: Campaign | None) -> str:
    """`GB-WLS`, `IE`; blank where no holidays are shown."""
    if campaign is None or campaign.holidays == NONE:
        return ""
    return campaign.holidays or of_zone(campaign.zone)


def days(place: str, year: int) -> Mapping[date, str]:
    """Each public holiday of a year by its day. `place` is `GB-WLS`, `IE`; blank for none."""
    if not place or not 1900 <= year <= 2100:
        return {}
    return _days(place, year)


def named(place: str) -> str:
    """The place in words, blank where no holidays are shown."""
    return name(place) if place else ""


@cache
def _days(place: str, year: int) -> Mapping[date, str]:
    country, _, part = place.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=year)
    return {day: str(name) for day, name in found.items()}
