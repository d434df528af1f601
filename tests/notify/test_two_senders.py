"""Many daemons look into one outbox at the same moment: each message is taken by one of them, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign_scheduler.store import Store, open_store, outbox, posting
from campaign_scheduler.store.outbox import Message
from faults import postgres
from support.making import SetClock

DAEMONS = 4
MESSAGES = 40
NOW = SetClock().now()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'a.db').as_posix()}"
        return
    with postgres.server() as server:
        yield server


def test_each_message_is_taken_once(url: str) -> None:
    first = open_store(url)
    with first.write() as connection:
        for number in range(MESSAGES):
            outbox.put(connection, Message(f"two-senders:{number}", "refused", f"Refused {number}"), NOW)
    stores = [first, *(open_store(url) for _ in range(DAEMONS - 1))]
    taken: list[str] = []
    together = threading.Barrier(DAEMONS)
    threads = [threading.Thread(target=_take, args=(store, together, taken)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for store in stores:
        store.close()
    assert sorted(taken) == sorted(f"two-senders:{number}" for number in range(MESSAGES))


def _take(store: Store, together: threading.Barrier, taken: list[str]) -> None:
    together.wait(60)
    while True:
        with store.write() as connection:
            found = posting.take(connection, NOW, NOW + timedelta(minutes=3), 5)
            left = posting.any_due(connection, NOW)
        taken += [one.message.key for one in found]
        if not found and not left:
            return
