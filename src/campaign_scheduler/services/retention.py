"""Retention: once a day, what is older than CAMPAIGN_RETENTION and no longer needed is removed. Default: never."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timedelta

from ..store import Connection, Store, clearing, events, facts
from ..store.clearing import Cleared
from .app import App

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)


class Retention:
    """Called every so often by the daemon."""

    def __init__(self, app: App, store: Store) -> None:
        self._app = app
        self._store = store

    def tick(self) -> Cleared | None:
        """Remove what is old enough, when a day has passed since the last time. None when it is not yet time."""
        age, now = self._app.settings.keep_for, self._app.clock.now()
        if age is None or not self._is_time(now):
            return None
        cleared = self._store.commit(lambda connection: _clear(connection, now, age))
        if cleared.any:
            log.info("%s", in_words(cleared, age))
        return cleared

    def _is_time(self, now: datetime) -> bool:
        with self._store.read() as connection:
            last = facts.get(connection, facts.CLEARED)
        return last is None or now - datetime.fromisoformat(last) >= EVERY


def _clear(connection: Connection, now: datetime, age: timedelta) -> Cleared:
    cleared = clearing.clear(connection, now - age)
    facts.put(connection, facts.CLEARED, now.isoformat())
    if cleared.any:
        events.record(
            connection,
            clearing.NEVER_CLEARED,
            at=now,
            actor="the program",
            message=in_words(cleared, age),
            data=asdict(cleared),
        )
    return cleared


def in_words(cleared: Cleared, age: timedelta) -> str:
    """What was removed, in a sentence."""
    names = {"pictures": "pictures", "intents": "copies of requests", "journal": "uploads' ids"}
    names |= {"messages": "messages", "events": "events"}
    parts = [f"{count} {names[name]}" for name, count in asdict(cleared).items() if count]
    return f"Removed, as older than {age.days} days and not needed any more: {', '.join(parts)}."
