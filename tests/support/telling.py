"""One post on one account, driven step by step, and what people would be told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from campaign_scheduler.model.account import Credentials
from campaign_scheduler.notify import telling
from campaign_scheduler.publishing import timing
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.store import Store, posting, recovery
from campaign_scheduler.store.post_log import Entry, Filter, entries
from campaign_scheduler.store.posting import Waiting
from support.making import SECRETS, SetClock

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)


@dataclass
class Bench:
    """One post on one account, its parts, and what people would be told."""

    app: App
    store: Store
    clock: SetClock
    sandbox: RunningSandbox
    step: str = ""

    @property
    def publisher(self) -> Publisher:
        return Publisher(self.store, self.app.platforms, self._credentials, self.clock, self._die)

    @property
    def reconciler(self) -> Reconciler:
        return Reconciler(self.store, self.app.platforms, self._credentials, self.clock)

    def _credentials(self, account: str) -> Credentials:
        return Credentials(SECRETS[account])

    def _die(self, step: str) -> None:
        if step == self.step:
            raise _Died

    def publish(self) -> None:
        for claim in self.publisher.claim("test", 10):
            self.publisher.publish(claim)

    def publish_and_die(self, step: str) -> None:
        self.step = step
        with pytest.raises(_Died):
            self.publish()
        self.step = ""

    def recover(self) -> None:
        self.later(timing.SEND_LEASE + 1)
        now = self.clock.moment

        with self.store.write() as c:
            recovery.recover(
                c,
                now=now,
                lease_time=self.clock.lease,
                check_at=now,
                gone=(),
                tell=lambda unsent, unsure: telling.tell_recovered(c, unsent, unsure, now),
            )

    def later(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        self.clock.lease += seconds

    def entry(self) -> Entry:
        with self.store.read() as connection:
            return entries(connection, Filter())[0]

    def told(self, after: timedelta = timedelta(0)) -> list[Waiting]:
        """What would be sent so long from now."""
        with self.store.read() as connection:
            return posting.unsent(connection, self.clock.moment + after)

    def kinds(self, after: timedelta = timedelta(0)) -> list[str]:
        return [one.message.kind for one in self.told(after)]

    def send(self) -> list[str]:
        """As the sender does; gives the titles."""
        now = self.clock.moment
        with self.store.write() as connection:
            sent = posting.take(connection, now, now, 100)
            posting.mark_sent(connection, [one.id for one in sent], now)
        return [one.message.title for one in sent]


class _Died(BaseException):
    """The process is gone."""


def with_campaign(lines: str, account: str = "Mastodon") -> pytest.MarkDecorator:
    return pytest.mark.with_campaign(lines, account)
