"""Two daemons find the same dead one, and one of them is frozen half-way through its recovery."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from campaign_scheduler.model.delivery import Prepared
from campaign_scheduler.notify import telling
from campaign_scheduler.store import Store, claims, open_store, outcomes, pauses, recovery
from campaign_scheduler.store import connection as connection_of_stores
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.claims import Claim
from campaign_scheduler.store.pacing import Pace
from faults.campaign import Row, Template, rows

PACE = Pace(timedelta(0), timedelta(minutes=1))


class Place:
    """A store on PostgreSQL in which a daemon died while it was sending a post."""

    def __init__(self, url: str) -> None:
        self.url, self.now = url, datetime.now(UTC)
        self.frozen, self.other = open_store(url), open_store(url)
        self.claim = self.frozen.commit(self.claim_in)

    def claim_in(self, connection: Any) -> Claim:
        found = claims.claim_due(
            connection,
            daemon="dead",
            now=self.now,
            lease_until=120.0,
            limit=1,
            pace=PACE,
            picture=lambda content_hash: b"",
        )
        return found[0]

    def intend(self) -> None:
        with self.frozen.write() as connection:
            times = {"now": self.now, "deadline_at": self.now, "lease_time": 1.0, "lease_until": 120.0}
            assert claims.commit_intent(connection, self.claim, Prepared({}), **times)

    def recover(self, store: Store) -> tuple[int, int]:
        return store.commit(self.recover_in)

    def recover_in(self, connection: Any) -> tuple[int, int]:
        return recovery.recover(
            connection,
            now=self.now,
            lease_time=math.inf,
            check_at=self.now,
            gone=("dead",),
            tell=lambda unsent, unsure: telling.tell_recovered(connection, unsent, unsure, self.now),
        )

    def leave_to_a_person(self) -> None:
        """The other daemon has looked for the post as often as it may."""
        with self.other.write() as connection:
            if outcomes.look_again(connection, self.claim.delivery_id, None):
                telling.ask(connection, self.claim.delivery_id, self.now)

    def row(self) -> Row:
        account = self.claim.key.account_id
        (found,) = [row for row in rows(self.url) if row.account == account and row.text == self.claim.post.words]
        return found

    def close(self) -> None:
        self.frozen.close()
        self.other.close()


@pytest.fixture
def place(template: Template) -> Iterator[Place]:
    name = "two_recover"
    made = Place(template.new_database(name, "http://127.0.0.1:9"))
    yield made
    made.close()
    template.drop_database(name)


def freeze_after_reading(store: Store, meanwhile: Any) -> None:
    """When `store` has read the deliveries, `meanwhile` happens before it writes."""
    once = [meanwhile]

    def happen(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if once and statement.startswith("SELECT deliveries.id"):
            once.pop()()

    event.listen(store.engine, "after_cursor_execute", happen)


def test_what_the_other_told_of_an_unsure_post_stands(place: Place) -> None:
    place.intend()

    def the_other_goes_on() -> None:
        place.recover(place.other)
        place.leave_to_a_person()

    freeze_after_reading(place.frozen, the_other_goes_on)
    place.recover(place.frozen)
    place.leave_to_a_person()
    assert place.row().state == "unconfirmed"
    assert place.row().told == 1


def test_what_was_not_sent_is_given_back_and_told_once(place: Place) -> None:
    freeze_after_reading(place.frozen, lambda: counts.append(place.recover(place.other)))
    counts: list[tuple[int, int]] = []
    counts.append(place.recover(place.frozen))
    assert sorted(counts) == [(0, 0), (1, 0)]
    assert place.row().state == "scheduled"


def test_a_daemon_frozen_while_it_recovers_keeps_a_post_from_the_others_only_for_a_while(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.intend()
    frozen = open_store(place.url)
    frozen.engine.dispose()
    monkeypatch.setattr(connection_of_stores, "IDLE_TIMEOUT_MS", 1_000)
    stuck = select(t.deliveries.c.state).where(t.deliveries.c.state == "publishing").with_for_update()
    seen: list[int] = []

    def hold(connection: Any) -> str | None:
        seen.append(len(connection.execute(stuck).all()))
        if len(seen) == 1:
            assert place.recover(place.other) == (0, 0)
            given_up_at = time.monotonic() + 30
            while place.recover(place.other) == (0, 0) and time.monotonic() < given_up_at:
                time.sleep(0.05)
        return connection.scalar(select(t.deliveries.c.state).where(t.deliveries.c.id == place.claim.delivery_id))

    assert frozen.commit(hold) == "unconfirmed"
    assert seen == [1, 0], "the write that was cut off was not made anew"
    frozen.close()


@pytest.mark.parametrize("what", ["recovers", "claims"])
def test_a_stop_while_another_recovers_or_claims_waits_its_turn(place: Place, what: str) -> None:
    """Each would else hold what the other wants: the one the table, the other the rows of it."""
    has_the_table, wrong = threading.Event(), list[BaseException]()

    def stop() -> None:
        try:
            with place.other.write() as connection:
                pauses.let_intents_end(connection)
                has_the_table.set()
                connection.execute(update(t.deliveries).values(verify_note="Everybody's rows are written."))
        except BaseException as error:
            wrong.append(error)

    stopping = threading.Thread(target=stop)

    def begin() -> None:
        stopping.start()
        has_the_table.wait(1.0)

    freeze_after_reading(place.frozen, begin)
    with place.frozen.write() as connection:
        assert place.recover_in(connection) if what == "recovers" else place.claim_in(connection)
    stopping.join(30)
    assert not wrong and not stopping.is_alive()
