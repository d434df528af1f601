"""What the daemon tells of besides publishing: saved edits that are not scheduled."""

from __future__ import annotations

import logging
from datetime import timedelta

from ..model.errors import CampaignError
from ..planning.plan import Change
from ..store import Store, events
from .app import App
from .edits import Edits, EditWatch

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=24)


class Housekeeping:
    """Called every so often by the daemon. It reads the workspace to tell, never to publish."""

    def __init__(self, app: App, store: Store) -> None:
        self._app = app
        self._store = store
        self._watch = EditWatch(app)
        self._told_count = 0
        self._told: set[tuple[str, int]] = set()

    def tick(self) -> None:
        """Say how many edits are not scheduled, and warn before a post whose file has changed falls due."""
        try:
            edits = self._watch.edits(self._store)
        except CampaignError as error:
            log.warning("the workspace could not be read: %s", error.message)
            return
        if edits.count != self._told_count:
            self._told_count = edits.count
            log.warning("%s", edits.sentence or "every saved edit is scheduled")
        self._warn(edits)

    def _warn(self, edits: Edits) -> None:
        now = self._app.clock.now()
        for change in edits.due_within(now, AHEAD):
            assert change.stored is not None
            key = (str(change.key), change.stored.revision)
            if key in self._told:
                continue
            self._told.add(key)
            message = _sentence(change)
            log.warning("%s", message)
            with self._store.write() as connection:
                events.record(
                    connection,
                    "edit-not-scheduled",
                    at=now,
                    actor="daemon",
                    campaign=change.key.campaign,
                    delivery_id=change.stored.id,
                    message=message,
                )


def _sentence(change: Change) -> str:
    assert change.stored is not None
    what = ", ".join(change.what) or change.kind.value
    when = f"{change.stored.due_at:%H:%M} UTC"
    return (
        f"{change.key.post_id} was edited ({what}) and goes out to {change.key.account_id} as it was scheduled, "
        f"at {when}: run campaign apply."
    )
