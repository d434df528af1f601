"""What "record, then send" costs: durable steps a second, and the same posts with recording off."""

from __future__ import annotations

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event, update

from campaign_scheduler.model.account import Account, Profile
from campaign_scheduler.model.capabilities import Capabilities
from campaign_scheduler.model.clock import SystemClock, steady
from campaign_scheduler.model.delivery import Prepared, Published, State
from campaign_scheduler.platforms.kit.transmission import Transmission
from campaign_scheduler.platforms.mastodon.capabilities import capabilities
from campaign_scheduler.publishing.accounts import account_of
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.services.app import App
from campaign_scheduler.store import Store
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.claims import Claim
from campaign_scheduler.testing.contract import MemoryJournal

from . import campaigns
from .stub import RunningStub

POSTS = 1000
ACCOUNTS = 50
THREADS = 16
ROUNDS = 3
STEPS = 3
"""Claim, intent, outcome: each a durable commit before the next."""


class Instant:
    """A network that takes no time, so that only the recording is measured."""

    name = "mastodon"

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities({})

    def verify(self, account: Account) -> Profile:
        return Profile(account.id, account.id, account.base_url)

    def prepare(self, post: object, account: Account, journal: object, *, token: str) -> Prepared:
        return Prepared({"status": token}, idempotency_key=token)

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        transmission.begin()
        transmission.finish()
        return Published(prepared.idempotency_key, "https://instant.example")


def measure() -> list[str]:
    """The table's lines."""
    with RunningStub() as url, tempfile.TemporaryDirectory() as folder:
        app = campaigns.scheduled(Path(folder), POSTS, ACCOUNTS, url, THREADS)
        with app.store() as store:
            return [*_steps(app, store), *_costs(app, store)]


def _steps(app: App, store: Store) -> list[str]:
    """Only the store, one thread and many: a step is a commit that is on the disk."""
    lines = []
    for threads in (1, THREADS):
        seconds = [_run(app, store, threads, instant=True) for _ in range(ROUNDS)]
        rate = STEPS * POSTS / statistics.median(seconds)
        lines.append(f"claims, intents and outcomes, {threads:2} at once    {rate:6.0f} durable steps/s")
    return lines


def _costs(app: App, store: Store) -> list[str]:
    """The same posts to the same server by the same adapter: recorded, recorded without flushing, not recorded."""
    ways: dict[str, Callable[[], float]] = {
        "recorded (as shipped)": lambda: _run(app, store, THREADS),
        "recorded, disk flushes off": lambda: _without_flushes(store, lambda: _run(app, store, THREADS)),
        "recording off": lambda: _unrecorded(app, store),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            seconds[name].append(way())
    rates = {name: POSTS / statistics.median(found) for name, found in seconds.items()}
    base = rates["recording off"]
    return [f"{name:34} {rate:6.0f} posts/s   {rate / base:5.2f} of recording off" for name, rate in rates.items()]


def _run(app: App, store: Store, threads: int, *, instant: bool = False) -> float:
    """Claim and publish everything with so many threads; gives the seconds."""
    _afresh(store)
    platforms = {"mastodon": Instant()} if instant else app.platforms
    publisher = Publisher(store, platforms, app.settings.credentials, app.clock)  # type: ignore[arg-type]
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        while claimed := publisher.claim("bench", ACCOUNTS):
            list(pool.map(publisher.publish, claimed))
    taken = time.perf_counter() - begun
    _all_out(store)
    return taken


def _unrecorded(app: App, store: Store) -> float:
    """The claims are read beforehand; then the adapter alone, from as many threads."""
    _afresh(store)
    claims = _read_claims(app, store)

    def publish(claim: Claim) -> None:
        account, now = account_of(claim, app.settings.credentials), steady()
        platform = app.platforms[claim.platform]
        prepared = platform.prepare(claim.post, account, MemoryJournal(), token=secrets.token_hex(16))
        platform.send(prepared, account, Transmission(SystemClock(), latest_start=now + 60, deadline=now + 60))

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(publish, claims))
    return time.perf_counter() - begun


def _read_claims(app: App, store: Store) -> list[Claim]:
    """Every delivery's claim, given back at once."""
    publisher, found = Publisher(store, app.platforms, app.settings.credentials, app.clock), list[Claim]()
    while claimed := publisher.claim("bench", ACCOUNTS):
        found += claimed
        with store.write() as connection:
            ids = [claim.delivery_id for claim in claimed]
            connection.execute(update(t.deliveries).where(t.deliveries.c.id.in_(ids)).values(state="cancelled"))
    for claim in found:
        for media in claim.post.media:
            media.read()
    return found


def _without_flushes(store: Store, run: Callable[[], float]) -> float:
    def set_synchronous(mode: str) -> None:
        store.engine.dispose()
        store._let_writer_go()
        event.listen(store.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA synchronous={mode}"))

    set_synchronous("OFF")
    try:
        return run()
    finally:
        set_synchronous("FULL")


def _afresh(store: Store) -> None:
    """Everything scheduled and due, as if nothing had ever been tried."""
    now = datetime.now(UTC)
    with store.write() as connection:
        for table in (t.journal, t.attempts):
            connection.execute(table.delete())
        connection.execute(
            update(t.deliveries).values(
                state=State.SCHEDULED.value,
                due_at=now,
                next_attempt_at=now,
                late_at=None,
                attempts=0,
                intent_at=None,
                remote_id=None,
                sent_at=None,
            )
        )


def _all_out(store: Store) -> None:
    with store.read() as connection:
        out = connection.execute(
            t.deliveries.select().where(t.deliveries.c.state != State.PUBLISHED.value).limit(1)
        ).one_or_none()
    assert out is None, f"not published: {out}"
