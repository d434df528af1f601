"""Tells, when a daemon starts, that the last one ended without signing off, and what fell due meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from ..store import Connection, campaigns, daemons, outbox, subjects
from ..store.daemons import Heartbeat
from ..store.outbox import Message
from . import words

SILENT_AFTER = timedelta(seconds=90)
MOST_LISTED = 20


def tell_of_absence(connection: Connection, now: datetime, is_gone: Callable[[str], bool]) -> bool:
    """Call it before the new daemon registers. False when there is nothing to tell."""
    last = daemons.latest(connection)
    if last is None or last.stopped_at is not None:
        return False
    if now - last.beat_at < SILENT_AFTER and not is_gone(last.id):
        return False
    return outbox.put(connection, _message(connection, last, now), now)


def _message(connection: Connection, last: Heartbeat, now: datetime) -> Message:
    zone = _zone(connection)
    due = subjects.waiting_since(connection, last.beat_at, now)
    seen, back = _time(last.beat_at, zone), _time(now, zone)
    lines = [
        f"The program that publishes ended without signing off: a crash, a power cut, or the machine was switched off. "
        f"Its last sign of life on {last.host} was {seen}; it runs again since {back}.",
        _fell_due(len(due)),
        *(f"- {words.which(one)}" for one in due[:MOST_LISTED]),
        *([f"- and {len(due) - MOST_LISTED} more"] if len(due) > MOST_LISTED else []),
    ]
    title = words.shortened(f"Publishing had stopped without notice at {seen}")
    return Message(f"gone:{last.id}", "gone", title, "\n".join(lines), "To see what goes out: campaign status")


def _fell_due(count: int) -> str:
    if not count:
        return "Nothing that still waits fell due meanwhile."
    return f"{words.count(count, 'post')} fell due meanwhile; each follows its lateness rule now:"


def _zone(connection: Connection) -> tzinfo:
    """The campaign's, where there is one: people think in their own time."""
    known = campaigns.kept(connection)
    return known[0].zone if len({one.zone.key for one in known}) == 1 else UTC


def _time(moment: datetime, zone: tzinfo) -> str:
    there = moment.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %H:%M} {there:%Z}"
