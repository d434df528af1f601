"""Public holidays of the place whose zone a campaign has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays

PARTS = {"GB": "ENG", "US": None, "DE": None}
"""Where a country's parts keep different days: which one is shown."""


def days(zone: ZoneInfo, year: int) -> Mapping[date, str]:
    """Each public holiday of a year by its day; none where the zone names no single country."""
    return _days(_country(zone.key), year)


@cache
def _days(country: str, year: int) -> Mapping[date, str]:
    if country not in holidays.list_supported_countries() or not 1900 <= year <= 2100:
        return {}
    found = holidays.country_holidays(country, subdiv=PARTS.get(country), years=year)
    return {day: str(name) for day, name in found.items()}


@cache
def _country(zone: str) -> str:
    """The country whose zone it is, by the table that comes with the zones."""
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) > 2 and parts[2] == zone:
            return parts[0]
    return ""
