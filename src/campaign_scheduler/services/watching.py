"""What the daemon tells of besides publishing: saved edits that are not scheduled, what is to come, the digest."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from ..model.account import Account
from ..model.errors import CampaignError
from ..notify import ahead
from ..notify.ahead import ApiEnd
from ..planning.plan import Change
from ..store import Connection, Store, accounts, events, outbox, subjects
from ..store.outbox import Message
from .app import App
from .digest import DigestWriter
from .edits import Edits, EditWatch

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=24)
PATIENCE = timedelta(minutes=15)
"""How long a saved edit may wait for its author to schedule it before people are told."""


class Housekeeping:
    """Called every so often by the daemon. It reads the workspace to tell, never to publish."""

    def __init__(self, app: App, store: Store) -> None:
        self._app = app
        self._store = store
        self._watch = EditWatch(app)
        self._digests = DigestWriter(app, store)
        self._told_count = 0
        self._told: frozenset[str] | None = None

    def tick(self) -> None:
        """Tell what is to be told now. Files that cannot be read keep nothing else from being told."""
        edits = self._edits()
        self._look_ahead()
        self._digests.write_due(edits)

    def _edits(self) -> Edits:
        """Say how many edits are not scheduled, and warn before a post whose file has changed falls due."""
        try:
            edits = self._watch.edits(self._store)
        except CampaignError as error:
            log.warning("the workspace could not be read: %s", error.message)
            return Edits()
        if edits.count != self._told_count:
            self._told_count = edits.count
            log.warning("%s", edits.sentence or "every saved edit is scheduled")
        self._warn(edits)
        return edits

    def _look_ahead(self) -> None:
        now = self._app.clock.now()
        with self._store.read() as connection:
            news = ahead.news(connection, now, self._api_ends(connection))
        if news:
            with self._store.write() as connection:
                for message in news:
                    outbox.put(connection, message, now)

    def _api_ends(self, connection: Connection) -> list[ApiEnd]:
        """When the API versions end that our accounts send."""
        found = []
        for one in accounts.pinned(connection).values():
            account = Account(one.id, one.platform, one.name, one.base_url, one.options, one.limits)
            platform = self._app.platforms.get(one.platform)
            able = platform.capabilities(account) if platform else None
            if able is not None and able.api_ends is not None:
                ends_at = datetime.combine(able.api_ends.value, time(), UTC)
                found.append(ApiEnd(one.id, able.title, ends_at, able.api_ends.source))
        return found

    def _warn(self, edits: Edits) -> None:
        """One message a post. What was scheduled or taken back before it was sent is not told at all."""
        now = self._app.clock.now()
        posts: dict[str, list[Change]] = {}
        for change in edits.due_within(now, AHEAD):
            posts.setdefault(_key(change), []).append(change)
        if frozenset(posts) != self._told:
            with self._store.write() as connection:
                outbox.withdraw_others(connection, "edit", posts, now)
                for key, changes in posts.items():
                    self._tell(connection, key, changes, now)
            self._told = frozenset(posts)

    def _tell(self, connection: Connection, key: str, changes: Sequence[Change], now: datetime) -> None:
        message = _message(connection, key, changes, now)
        if outbox.put(connection, message, now):
            log.warning("%s", message.body)
            _record(connection, changes, message.body, now)


def _key(change: Change) -> str:
    assert change.stored is not None
    return f"edit:{change.key.campaign}:{change.key.post_id}:{change.stored.due_at:%Y%m%d%H%M}"


def _message(connection: Connection, key: str, changes: Sequence[Change], now: datetime) -> Message:
    stored = [change.stored for change in changes if change.stored is not None]
    about = subjects.subject(connection, stored[0].id)
    what = ", ".join(dict.fromkeys(part for change in changes for part in change.what or (change.kind.value,)))
    names = ", ".join(change.key.account_id for change in changes)
    return Message(
        key,
        "edit",
        f"Edited, not scheduled: {about.post_id}",
        f"{about.post_id} ({about.title}) was edited ({what}), and the edit is saved but not scheduled. "
        f"It goes out to {names} as it was before, {about.slot}.",
        "To see the edit: campaign plan\nTo send it as edited: campaign apply",
        about.campaign,
        wait=min(PATIENCE, (stored[0].due_at - now) / 2),
    )


def _record(connection: Connection, changes: Sequence[Change], message: str, now: datetime) -> None:
    for change in changes:
        assert change.stored is not None
        events.record(
            connection,
            "edit-not-scheduled",
            at=now,
            actor="daemon",
            campaign=change.key.campaign,
            delivery_id=change.stored.id,
            message=message,
        )
