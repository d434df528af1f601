"""How many saved edits are not scheduled: asked by status, plan, log and the daemon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .. import workspace as files
from ..model.campaign import Campaign
from ..planning.plan import Change
from ..store import Store, campaigns
from .app import App
from .reading import read


@dataclass(frozen=True, slots=True)
class Edits:
    """Posts whose saved files differ from what is scheduled. `unreadable` counts rows that have errors."""

    changes: tuple[Change, ...] = ()
    unreadable: int = 0
    freezes: int = 0
    """How many freezes differ from those in force."""
    campaign: str = ""
    settings: tuple[str, ...] = ()
    """Settings of campaign.yaml beside the posts themselves that count only after the next apply."""

    @property
    def posts(self) -> int:
        return len({change.key.post_id for change in self.changes})

    @property
    def count(self) -> int:
        """Edits of posts and of freezes."""
        return self.posts + self.freezes

    def due_within(self, now: datetime, ahead: timedelta) -> list[Change]:
        """The changes to posts that are scheduled and go out within `ahead` as they were before the edit."""
        return [one for one in self.changes if one.stored and now < one.stored.due_at <= now + ahead]

    @property
    def sentence(self) -> str:
        """One line for a screen, or an empty string."""
        if self.unreadable:
            keep = "1 problem keeps" if self.unreadable == 1 else f"{self.unreadable} problems keep"
            return f"{keep} saved edits from being scheduled: run campaign check."
        if not self.count:
            return self._settings()
        edits = "1 saved edit is" if self.count == 1 else f"{self.count} saved edits are"
        return f"{edits} not scheduled: see campaign plan, then campaign apply."

    def _settings(self) -> str:
        if not self.settings:
            return ""
        return f"A saved edit of campaign.yaml ({', '.join(self.settings)}) counts after the next campaign apply."


class EditWatch:
    """Keeps the answer until a file or the store changes, since reading a workspace is not free."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._seen: object = None
        self._edits = Edits()

    def edits(self, store: Store, stamp: object = None) -> Edits:
        """The edits now. `stamp` stands for the store's state; the same stamp and files give the same answer."""
        seen = (files.fingerprint(self._app.root), stamp)
        if seen != self._seen or stamp is None:
            self._edits = unscheduled(self._app, store)
            self._seen = seen
        return self._edits


def unscheduled(app: App, store: Store | None) -> Edits:
    """Read the workspace and compare. A folder without a workspace has no edits."""
    if not (app.root / "config").is_dir():
        return Edits()
    reading = read(app, store, now=app.clock.now(), narrow=True)
    campaign = reading.workspace.campaign
    return Edits(
        reading.plan.to_write,
        len(reading.errors),
        reading.plan.freezes.count,
        campaign.id if campaign else "",
        changed_settings(store, campaign),
    )


def changed_settings(store: Store | None, campaign: Campaign | None) -> tuple[str, ...]:
    """Which settings of a campaign count only after the next apply."""
    if store is None or campaign is None:
        return ()
    with store.read() as connection:
        return campaigns.changed_settings(connection, campaign)
