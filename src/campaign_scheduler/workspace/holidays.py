"""Which place's public holidays a campaign's calendar shows: `GB-WLS`, or the place of its time zone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from .findings import Findings, nearest
from .yaml_source import Section

NONE = "none"
USUAL = {"GB": "ENG"}
"""Where a country has no days in common but through its parts: the part that stands for it."""


def read_holidays(source: Section, zone: ZoneInfo, findings: Findings, file: str) -> str:
    """`GB-WLS`, `IE` or `none`; blank when nothing is said. What is no such place is in `findings`."""
    value = source.values.get("holidays")
    if value is None:
        return ""
    text = NONE if value is False else str(value).strip()
    if text.lower() == NONE:
        return NONE
    country, _, part = text.partition("-")
    country = country.upper()
    parts = {one.lower(): one for one in known().get(country, ())}
    if country in known() and (part.lower() in parts or not part):
        return with_part(country, parts.get(part.lower(), ""))
    message, remedy = _refusal(text, country, zone)
    findings.add("holidays-wrong", message, remedy, file=file, line=source.line("holidays"))
    return ""


def with_part(country: str, part: str) -> str:
    part = part or USUAL.get(country, "")
    return f"{country}-{part}" if part else country


def _refusal(text: str, country: str, zone: ZoneInfo) -> tuple[str, str]:
    """What is wrong, and everything that could stand there."""
    if country in known():
        return f"{text!r} is not a part of {name(country)} that has holidays of its own.", f"Write {_choices(country)}."
    here = of_zone(zone).partition("-")[0]
    local = f" Here that is {_choices(here)}." if here else ""
    remedy = f"Write two letters for the country, with a part of it where holidays differ, or none.{local}"
    return f"No holidays are known of {text!r}.{nearest(country, known())}", f"{remedy} Known: {', '.join(known())}."


def _choices(country: str) -> str:
    """`GB-ENG (England), GB-NIR (Northern Ireland) or GB-WLS (Wales)`"""
    found = [f"{country}-{part}" for part in known()[country]]
    parts = [one if name(one) == one else f"{one} ({name(one)})" for one in found]
    every = parts if country in USUAL else [country, *parts]
    return " or ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else every[0]


def of_zone(zone: ZoneInfo) -> str:
    """The country whose zone it is, by the table that comes with the zones; blank for none that has holidays."""
    country = _countries().get(zone.key, "")
    return with_part(country, "") if country in known() else ""


def name(place: str) -> str:
    """`Wales`, `Ireland`; the code itself where nothing better is known."""
    country, _, part = place.partition("-")
    if not part:
        return _country_names().get(country, country)
    return _part_names(country).get(part, place)


@cache
def known() -> Mapping[str, list[str]]:
    """Every country by its two letters, with its parts."""
    import holidays  # takes a while, and most commands never ask

    return dict(sorted(holidays.list_supported_countries(include_aliases=False).items()))


@cache
def _part_names(country: str) -> Mapping[str, str]:
    import holidays

    names = holidays.country_holidays(country)
    aliases: Mapping[str, str] = getattr(names, "subdivisions_aliases", {})
    return {code: words for words, code in aliases.items()}


@cache
def _countries() -> Mapping[str, str]:
    rows = (row for row in _table("zone.tab") if len(row) > 2)
    return {row[2]: row[0] for row in rows}


@cache
def _country_names() -> Mapping[str, str]:
    return {row[0]: row[1] for row in _table("iso3166.tab")}


def _table(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
