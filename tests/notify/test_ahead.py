"""What people are told of before it matters, and of a daemon that was gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaign_scheduler.model.account import Account, Profile
from campaign_scheduler.notify import absence, ahead
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.store import Store, accounts, daemons, outbox
from campaign_scheduler.store.outbox import Message
from support.telling import Bench, with_campaign

NOW = datetime(2030, 3, 4, 9, tzinfo=UTC)


def _pin(store: Store, left: timedelta) -> None:
    profile = Profile("1", "@trust", "https://x.example", expires_at=NOW + left)
    with store.write() as connection:
        accounts.pin(connection, Account("trust_x", "x", "Our Trust"), profile, NOW)


def _news(store: Store, now: datetime = NOW) -> list[Message]:
    """As housekeeping does: look, then write."""
    with store.write() as connection:
        found = ahead.news(connection, now)
        for message in found:
            assert outbox.put(connection, message, now)
    return found


@pytest.mark.parametrize(
    ("left", "title"),
    [
        (timedelta(days=7, minutes=1), None),
        (timedelta(days=7), "trust_x: its token ends in 7 days"),
        (timedelta(days=2, hours=5), "trust_x: its token ends in 2 days"),
        (timedelta(hours=5), "trust_x: its token ends in 5 hours"),
        (timedelta(0), "trust_x: its token has ended"),
    ],
)
def test_a_token_near_its_end(store: Store, left: timedelta, title: str | None) -> None:
    _pin(store, left)
    assert [message.title for message in _news(store)] == ([title] if title else [])
    assert _news(store) == []


def test_a_token_is_told_of_at_seven_three_and_one_day_and_when_it_has_ended(store: Store) -> None:
    _pin(store, timedelta(days=10))
    hours = [hour for hour in range(24 * 11) if _news(store, NOW + timedelta(hours=hour))]
    assert hours == [24 * 3, 24 * 7, 24 * 9, 24 * 10]


@with_campaign("signoff: {required: 1}\n")
def test_an_approval_that_is_missing_is_told_two_hours_before(bench: Bench) -> None:
    bench.clock.moment = NOW - timedelta(days=1, minutes=1)
    assert _news(bench.store, bench.clock.moment) == []
    bench.later(60)
    (reminder,) = _news(bench.store, bench.clock.moment)
    assert reminder.title == "1 post waits for approval and falls due within a day"
    bench.clock.moment = NOW - timedelta(hours=2, minutes=1)
    assert _news(bench.store, bench.clock.moment) == []
    bench.later(60)
    (message,) = _news(bench.store, bench.clock.moment)
    assert message.title == "Not approved yet: launch on trust_mastodon"
    assert message.next_step == "To approve it: campaign approve launch"
    assert _news(bench.store, bench.clock.moment) == []


def test_a_post_that_does_not_get_out_is_told_after_a_quarter_of_an_hour(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status_503", step="upload", times=None))
    bench.sandbox.faults.add(Fault("status_429", step="publish", times=None))
    bench.publish()
    bench.later(14 * 60)
    assert _news(bench.store, bench.clock.moment) == []
    bench.later(2 * 60)
    (message,) = _news(bench.store, bench.clock.moment)
    assert message.title == "Delayed: launch on trust_mastodon"
    bench.later(60)
    bench.publish()
    assert _news(bench.store, bench.clock.moment) == []


def _absence(store: Store, now: datetime, *, gone: bool) -> list[str]:
    with store.write() as connection:
        absence.tell_of_absence(connection, now, lambda daemon: gone)
    with store.read() as connection:
        return [message.body for _, message in outbox.waiting(connection, now)]


def test_a_daemon_that_signed_off_is_nothing_to_tell(store: Store) -> None:
    with store.write() as connection:
        daemons.register(connection, "first", NOW)
        daemons.sign_off(connection, "first", NOW)
    assert _absence(store, NOW + timedelta(days=1), gone=True) == []


@pytest.mark.parametrize(("silent", "gone", "told"), [(10, False, 0), (10, True, 1), (100, False, 1)])
def test_a_daemon_that_is_gone_is_told_once_and_a_living_one_is_not(
    store: Store, silent: int, gone: bool, told: int
) -> None:
    with store.write() as connection:
        daemons.register(connection, "first", NOW)
    now = NOW + timedelta(seconds=silent)
    assert len(_absence(store, now, gone=gone)) == told
    assert len(_absence(store, now, gone=gone)) == told


def test_what_fell_due_meanwhile_is_listed(bench: Bench) -> None:
    with bench.store.write() as connection:
        daemons.register(connection, "first", NOW - timedelta(hours=3))
    (body,) = _absence(bench.store, NOW + timedelta(hours=1), gone=True)
    assert "was Mon 4 Mar 06:00 GMT; it runs again since Mon 4 Mar 10:00 GMT" in body
    assert "1 post fell due meanwhile" in body
    assert "- launch (Spring), to trust_mastodon" in body
