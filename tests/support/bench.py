"""Scheduled posts, and the parts to publish them step by step by a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaign_scheduler.model.account import Credentials
from campaign_scheduler.publishing.points import Checkpoint, pass_by
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.store import Store
from campaign_scheduler.store.claims import Claim
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.making import SetClock

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
"""When the post of `support.making.workspace` is due."""


@dataclass
class Bench:
    """A scheduled post an account. `entry`, `live` and `requests` are of Mastodon unless told otherwise."""

    app: App
    store: Store
    clock: SetClock
    sandbox: RunningSandbox
    secrets: dict[str, dict[str, str]]
    checkpoint: Checkpoint = pass_by

    @property
    def publisher(self) -> Publisher:
        return Publisher(self.store, self.app.platforms, self.credentials, self.clock, self.checkpoint)

    @property
    def reconciler(self) -> Reconciler:
        return Reconciler(self.store, self.app.platforms, self.credentials, self.clock)

    def credentials(self, account: str) -> Credentials:
        return Credentials(self.secrets[account])

    def claim(self, limit: int = 10) -> list[Claim]:
        return self.publisher.claim("test", limit)

    def publish(self) -> None:
        for claim in self.claim():
            self.publisher.publish(claim)

    def entry(self, account: str = "trust_mastodon") -> Entry:
        with self.store.read() as connection:
            return next(one for one in entries(connection, Filter()) if one.account == account)

    def live(self, platform: str = "mastodon") -> int:
        """How many posts readers see."""
        return sum(post.platform == platform and post.removed_at is None for post in self.sandbox.world.posts())

    def requests(self, platform: str = "mastodon") -> int:
        """How many publishing requests reached the network."""
        return self.sandbox.world.requests[f"{platform}:publish"]

    def later(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        self.clock.lease += seconds
