"""The log as pages read it: newest first, a page at a time; and what happened to one post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..model.delivery import State
from ..model.errors import DeliveryError
from ..store import events
from ..store.events import Event
from ..store.post_log import Entry, Filter, entries, latest
from .app import App

PAGE = 50
EVENTS = 100


@dataclass(frozen=True, slots=True)
class LogPage:
    """`older` continues it: the (due_at, id) it ended with; None at the end."""

    entries: Sequence[Entry]
    older: tuple[datetime, int] | None


def log_page(app: App, wanted: Filter, before: tuple[datetime, int] | None = None) -> LogPage:
    """What is due by now or has happened already, newest first."""
    with app.store() as store, store.read() as connection:
        found = latest(connection, wanted, app.clock.now(), PAGE + 1, before)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return LogPage(found[:PAGE], (last.due_at, last.delivery_id) if last else None)


def entry(app: App, delivery_id: int) -> tuple[Entry, list[Event]]:
    """One post to one account, and what people and the program did about it. Raises DeliveryError."""
    with app.store() as store, store.read() as connection:
        found = entries(connection, Filter(deliveries=(delivery_id,)))
        if not found:
            raise DeliveryError(f"there is no post number {delivery_id} in the log")
        one = found[0]
        return one, events.of_post(connection, one.campaign, "", (delivery_id,), EVENTS)


def event_page(app: App, before: int | None = None) -> list[Event]:
    """What people and the program did, newest first."""
    with app.store() as store, store.read() as connection:
        return events.latest(connection, EVENTS, before)


def of_post(app: App, campaign: str, post_id: str) -> tuple[list[Entry], list[Event]]:
    """What is scheduled or out of one post, and what was done about it, newest first."""
    with app.store() as store, store.read() as connection:
        found = entries(connection, Filter(campaign=campaign, posts=(post_id,)))
        numbers = [one.delivery_id for one in found]
        return found, events.of_post(connection, campaign, post_id, numbers, EVENTS)


def in_states(app: App, *states: State) -> list[Entry]:
    """The first so many posts in one of these states, in order of time."""
    with app.store() as store, store.read() as connection:
        return entries(connection, Filter(states=states, first=PAGE))
