"""The outbox: the same thing is told once, and what settled itself is not told at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.store import Store, open_store, outbox
from campaign_scheduler.store.outbox import Message

NOW = datetime(2030, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{(tmp_path / 'a.db').as_posix()}")
    yield opened
    opened.close()


def _titles(store: Store, now: datetime) -> list[str]:
    with store.read() as connection:
        return [message.title for _, message in outbox.waiting(connection, now)]


def test_the_same_thing_is_told_once(store: Store) -> None:
    told = [store.commit(lambda c: outbox.put(c, Message("k", "failed", "Refused"), NOW)) for _ in range(2)]
    assert told == [True, False]
    assert _titles(store, NOW) == ["Refused"]


def test_a_message_that_waits_is_not_due_before_its_time(store: Store) -> None:
    message = Message("k", "unconfirmed", "Not sure", delivery_id=7, wait=timedelta(minutes=2))
    store.commit(lambda c: outbox.put(c, message, NOW))
    assert _titles(store, NOW + timedelta(seconds=119)) == []
    assert _titles(store, NOW + timedelta(seconds=120)) == ["Not sure"]


def test_what_settled_itself_is_not_told(store: Store) -> None:
    store.commit(lambda c: outbox.put(c, Message("k", "unconfirmed", "Not sure", delivery_id=7), NOW))
    assert store.commit(lambda c: outbox.withdraw(c, 7, NOW)) == 1
    assert _titles(store, NOW) == []
