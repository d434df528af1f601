"""Publishes everything in a store through the real daemon, skipping the empty time between posts.

Lateness, leases and waits are what they would be in earnest, since the clock runs at the machine's own speed while
anything is due or under way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from ..bootstrap import build, build_daemon
from ..engine.daemon import Daemon
from ..model.delivery import State
from ..platforms.kit.loopback import LoopbackDoor
from ..services.app import App
from ..settings import Settings
from ..store import Store, outcomes, read_backs
from ..store.post_log import counts
from .clock import SkippingClock

UNDER_WAY = (State.PUBLISHING, State.UNCONFIRMED)
LEAD = timedelta(milliseconds=250)
"""How long before a post is due the demo's clock stops skipping, so that its log shows how punctual it is."""
GIVE_UP_AFTER = 90.0
"""Seconds in which nothing is settled although something is due."""
LOOK_EVERY = 0.02
FIELDS = ("access_token", "identifier", "app_password")
"""Every secret that one network or another asks for; the stand-ins take any."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`clock` is the campaign's time; `done` how many deliveries are settled."""

    clock: datetime
    done: int


def stage_app(folder: Path, store: Path, accounts: Iterable[str], clock: SkippingClock) -> App:
    """The program's parts for stand-in networks: made-up secrets, nobody to notify, no way off this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings.model_construct(
        workspace=folder,
        database_url=f"sqlite:///{store.resolve().as_posix()}",
        secrets=_secrets(accounts),
        catch_up_pause=timedelta(0),
    )
    return build(settings, clock, LoopbackDoor())


def _secrets(accounts: Iterable[str]) -> dict[str, dict[str, SecretStr]]:
    return {name: {field: SecretStr(f"token-{name}") for field in FIELDS} for name in accounts}


def publish(app: App, store: Store, clock: SkippingClock, lead: timedelta = LEAD) -> Iterator[Progress]:
    """Publish everything, telling how far it is after each step. The clock skips to `lead` before each post."""
    daemon = build_daemon(app, store)
    daemon.start()
    try:
        yield from _watch(store, daemon, clock, lead)
    finally:
        daemon.stop()


def _watch(store: Store, daemon: Daemon, clock: SkippingClock, lead: timedelta) -> Iterator[Progress]:
    until, last = time.monotonic() + GIVE_UP_AFTER, -1
    while time.monotonic() < until:
        done, busy, following = _look(store, clock.now())
        if done != last:
            last, until = done, time.monotonic() + GIVE_UP_AFTER
            yield Progress(clock.now(), done)
        if not busy and following is None:
            following = _first_reading(store)
            if following is None:
                return
        if not busy and following is not None and following - lead > clock.now():
            clock.skip_to(following - lead)
            daemon.wake()
        time.sleep(LOOK_EVERY)


def _first_reading(store: Store) -> datetime | None:
    """When the next of what is out is read back; it is not waited for while posts are still to come."""
    with store.read() as connection:
        return read_backs.first_at(connection)


def _look(store: Store, now: datetime) -> tuple[int, bool, datetime | None]:
    """How many are settled, whether any is due or under way, and when the next is due."""
    with store.read() as connection:
        found = counts(connection)
        due = outcomes.count_due(connection, now)
        following = outcomes.next_scheduled(connection, now)
    waiting = sum(found.get(state, 0) for state in (*UNDER_WAY, State.SCHEDULED))
    under_way = sum(found.get(state, 0) for state in UNDER_WAY)
    return sum(found.values()) - waiting, bool(due or under_way), following
