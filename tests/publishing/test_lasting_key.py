"""A delivery to Bluesky or Mastodon has one key for ever, so even a wrong proof of absence makes no second post.

Bluesky keeps a record under its key; Mastodon remembers an `Idempotency-Key` for an hour.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import Store, open_store
from support.making import SetClock, app_for, picture, workspace

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
NETWORKS = {"bluesky": "record_key", "mastodon": "idempotency_key"}


@dataclass
class Bench:
    """One scheduled post on one network."""

    network: str
    root: Path
    store: Store
    publisher: Publisher
    reconciler: Reconciler
    clock: SetClock
    sandbox: RunningSandbox

    def publish(self) -> None:
        for claim in self.publisher.claim("test", 10):
            self.publisher.publish(claim)

    def later(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        self.clock.lease += seconds

    def ask(self, statement: str) -> list[tuple[str]]:
        with sqlite3.connect(self.root / "campaign.db") as connection:
            return connection.execute(statement).fetchall()

    @property
    def state(self) -> str:
        return self.ask("SELECT state FROM deliveries")[0][0]

    @property
    def keys(self) -> list[str]:
        """The key of each try's intent."""
        intents = self.ask("SELECT intent FROM attempts ORDER BY number")
        return [json.loads(intent)[NETWORKS[self.network]] for (intent,) in intents]


@pytest.fixture(params=NETWORKS)
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    clock, network = SetClock(), request.param
    with serve(clock=clock) as sandbox:
        address = sandbox.base_url(network)
        accounts = f"accounts:\n  - {{id: trust_{network}, platform: {network}, base_url: {address}}}\n"
        campaign = f"campaign: spring\ntimezone: Europe/London\naccounts: [trust_{network}]\n"
        root = workspace(tmp_path, campaign=campaign, accounts=accounts, pictures={"launch.png": picture()})
        app = app_for(root, clock)
        apply_plan(app, actor="test")
        clock.moment = DUE
        store = open_store(app.settings.store_url)
        parts = (store, app.platforms, app.settings.credentials, clock)
        yield Bench(network, root, store, Publisher(*parts), Reconciler(*parts), clock, sandbox)
        store.close()


def test_a_try_after_a_proof_of_absence_has_the_same_key(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("drop_before", bench.network))
    bench.publish()
    assert bench.state == "unconfirmed"
    for _ in range(8):
        bench.later(12)
        bench.reconciler.look()
    assert bench.state == "scheduled"
    bench.publish()
    assert bench.state == "published"
    first, second = bench.keys
    assert first == second
    assert len(bench.sandbox.world.posts()) == 1


def test_a_core_that_took_unsure_for_unsent_would_still_not_post_twice(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("drop_after", bench.network))
    bench.publish()
    bench.ask("UPDATE deliveries SET state = 'scheduled', sent_at = NULL, check_at = NULL")
    bench.later(1800)
    bench.ask("UPDATE deliveries SET next_attempt_at = due_at, late_at = NULL")
    bench.publish()
    if bench.network == "bluesky":
        assert bench.state == "unconfirmed"
        bench.later(6)
        bench.reconciler.look()
    assert bench.state == "published"
    assert len(bench.sandbox.world.posts()) == 1
    assert len(set(bench.keys)) == 1
