"""The campaign as an iCalendar file (RFC 5545): lasting UIDs, sequence numbers that only rise, the zone's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from .zone_rules import vtimezone

LENGTH = timedelta(minutes=15)
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Event:
    """A post in a diary. `sequence` comes from the store's revisions; 0 for what was never scheduled."""

    uid: str
    sequence: int
    start: datetime
    summary: str
    description: str
    status: str
    url: str = ""
    categories: tuple[str, ...] = ()


def uid_of(campaign: str, post_id: str) -> str:
    """The same for ever, wherever the file is made."""
    return f"{post_id}@{campaign}.campaign-scheduler"


def ics_bytes(
    name: str, zone: ZoneInfo, events: Sequence[Event], made_at: datetime, previous: bytes | None = None
) -> bytes:
    """The file. With `previous`, what left the plan since then is cancelled, and what changed has a higher number."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Campaign Scheduler//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    found = sorted(_following(events, _read(previous)), key=lambda one: (one.start, one.uid))
    if found:
        calendar.add_component(vtimezone(zone, found[0].start.year - 1, found[-1].start.year + 1))
    for event in found:
        calendar.add_component(_component(event, zone, made_at))
    return bytes(calendar.to_ical())


def read_events(content: bytes) -> list[Event]:
    """The events of a file that was made here. Raises ValueError when it is no iCalendar file."""
    return list(_read(content).values())


def _following(events: Sequence[Event], before: Mapping[str, Event]) -> list[Event]:
    found = [_numbered(event, before.get(event.uid)) for event in events]
    there = {event.uid for event in events}
    return found + [_cancelled(event) for uid, event in before.items() if uid not in there]


def _numbered(event: Event, before: Event | None) -> Event:
    """At least the last number, and more than it where anything differs."""
    if before is None:
        return event
    same = replace(before, sequence=event.sequence, start=event.start) == event and before.start == event.start
    return replace(event, sequence=max(event.sequence, before.sequence + (0 if same else 1)))


def _cancelled(event: Event) -> Event:
    if event.status == CANCELLED:
        return event
    return replace(event, status=CANCELLED, sequence=event.sequence + 1)


def _component(event: Event, zone: ZoneInfo, made_at: datetime) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", event.uid)
    found.add("dtstamp", made_at)
    found.add("sequence", event.sequence)
    found.add("dtstart", _local(event.start, zone))
    found.add("dtend", _local(event.start + LENGTH, zone))
    found.add("summary", event.summary)
    found.add("description", event.description)
    found.add("status", event.status)
    found.add("transp", "TRANSPARENT")
    if event.url:
        found.add("url", event.url)
    if event.categories:
        found.add("categories", list(event.categories))
    return found


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """By the zone's clock; in UTC where that clock shows the time for the second time, which it cannot say."""
    there = moment.astimezone(zone)
    return moment.astimezone(UTC) if there.fold else there


def _read(content: bytes | None) -> dict[str, Event]:
    if not content:
        return {}
    calendar = icalendar.Calendar.from_ical(content)
    return {event.uid: event for event in (_event(one) for one in calendar.walk("VEVENT"))}


def _event(one: icalendar.Component) -> Event:
    categories = one.get("categories")
    start = one.decoded("dtstart")
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError(f"{one.get('uid')} has no certain start")
    return Event(
        str(one["uid"]),
        int(one.get("sequence", 0)),
        start.astimezone(UTC),
        str(one.get("summary", "")),
        str(one.get("description", "")),
        str(one.get("status", CONFIRMED)),
        str(one.get("url", "")),
        tuple(str(name) for name in categories.cats) if categories is not None else (),
    )
