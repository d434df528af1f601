"""One attempt under every way a network can fail or lie: the outcome, and what is really at the network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.delivery import State
from campaign_scheduler.publishing import lateness, timing
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import open_store, outbox, recovery
from campaign_scheduler.store.pacing import Pace
from campaign_scheduler.store.post_log import Filter, entries
from support.bench import DUE, Bench
from support.making import SECRETS, SetClock, app_for, sandbox_accounts, workspace


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    from campaign_scheduler.sandbox import serve

    clock = SetClock()
    with serve(clock=clock) as sandbox:
        app = app_for(workspace(tmp_path, accounts=sandbox_accounts(sandbox)), clock)
        apply_plan(app, actor="test")
        clock.moment = DUE
        store = open_store(app.settings.store_url)
        yield Bench(app, store, clock, sandbox, {name: dict(fields) for name, fields in SECRETS.items()})
        store.close()


def test_nothing_is_claimed_before_it_is_due(bench: Bench) -> None:
    bench.clock.moment = DUE - timedelta(seconds=1)
    assert bench.claim() == []


def test_published_with_its_words_picture_and_alt_text(bench: Bench) -> None:
    bench.publish()
    for account in ("trust_x", "trust_linkedin", "trust_mastodon"):
        entry = bench.entry(account)
        assert entry.state is State.PUBLISHED
        assert entry.remote_id
        assert entry.permalink.startswith(bench.sandbox.url)
        assert entry.sent_at is not None and entry.acknowledged_at is not None
        assert [one.outcome for one in entry.attempts] == ["published"]
    posts = bench.sandbox.world.posts()
    assert {post.text for post in posts} == {"The service opens today."}
    assert {media.alt for post in posts for media in post.media} == {"A green field under a blue sky"}
    assert len(posts) == 3


UNCERTAIN = [
    Fault("drop_after"),
    Fault("error_after", status=500),
    Fault("error_after", status=502),
    Fault("html_after"),
    Fault("empty_after"),
    Fault("redirect_after"),
]


@pytest.mark.parametrize("platform", ["mastodon", "x", "linkedin"])
@pytest.mark.parametrize("fault", UNCERTAIN, ids=lambda fault: f"{fault.kind}-{fault.status}")
def test_no_clean_answer_is_unconfirmed_then_found_and_never_sent_twice(
    bench: Bench, fault: Fault, platform: str
) -> None:
    bench.sandbox.faults.add(Fault(fault.kind, platform=platform, status=fault.status))
    bench.publish()
    entry = bench.entry(f"trust_{platform}")
    assert entry.state is State.UNCONFIRMED
    assert "not sure" in entry.reason
    assert bench.live(platform) == 1
    bench.later(6)
    bench.reconciler.look()
    entry = bench.entry(f"trust_{platform}")
    assert entry.state is State.PUBLISHED
    assert entry.reason_code == "found"
    assert entry.permalink
    assert bench.requests(platform) == 1


def test_certainly_not_sent_is_tried_again_with_growing_pauses(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status", platform="mastodon", step="upload", status=503, times=2))
    bench.publish()
    first = bench.entry()
    assert (first.state, first.reason_code) == (State.SCHEDULED, "not-sent-yet")
    assert first.next_attempt_at == DUE + timedelta(seconds=5)
    assert first.due_at == DUE
    bench.publish()
    assert bench.entry().attempts[-1].number == 1
    bench.later(5)
    bench.publish()
    assert bench.entry().next_attempt_at == bench.clock.moment + timedelta(seconds=10)
    bench.later(10)
    bench.publish()
    assert bench.entry().state is State.PUBLISHED
    assert bench.live() == 1


def test_a_refusal_is_certain_and_says_why(bench: Bench) -> None:
    body = '{"error": "Validation failed: Text contains a banned word"}'
    bench.sandbox.faults.add(Fault("status", platform="mastodon", status=422, body=body))
    bench.publish()
    entry = bench.entry()
    assert entry.state is State.FAILED
    assert "banned word" in entry.reason
    assert bench.claim() == []


def test_a_rate_limit_waits_as_long_as_the_network_says(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status", platform="mastodon", status=429, headers={"Retry-After": "120"}))
    bench.publish()
    assert bench.entry().state is State.SCHEDULED
    bench.later(119)
    assert bench.claim() == []
    bench.later(2)
    bench.publish()
    assert bench.entry().state is State.PUBLISHED


def test_a_refused_token_pauses_the_account_and_the_others_go_on(bench: Bench) -> None:
    bench.secrets["trust_mastodon"]["access_token"] = "bad-token"
    bench.publish()
    entry = bench.entry()
    assert (entry.state, entry.reason_code) == (State.SCHEDULED, "account-paused")
    assert "CAMPAIGN_SECRETS__trust_mastodon__access_token" in entry.reason
    assert "bad-token" not in str(entry)
    assert bench.entry("trust_x").state is State.PUBLISHED
    bench.later(60)
    assert bench.claim() == []


def test_a_failed_alt_text_ends_the_preparation(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status", platform="x", step="alt", status=500))
    bench.publish()
    assert bench.entry("trust_x").state is State.SCHEDULED
    assert bench.requests("x") == 0


def test_a_lie_is_proved_absent_only_after_the_settle_time_and_two_reads(bench: Bench) -> None:
    """The network answered 500 and kept nothing: read early it proves nothing, read late and twice it does."""
    bench.sandbox.faults.add(Fault("status", platform="mastodon", status=500))
    bench.publish()
    assert bench.entry().state is State.UNCONFIRMED
    for _ in range(3):
        bench.later(6)
        bench.reconciler.look()
    assert bench.entry().state is State.UNCONFIRMED, "a read before the deadline and settle time is no proof"
    bench.later(timing.SEND_DEADLINE + 31)
    bench.reconciler.look()
    assert bench.entry().state is State.UNCONFIRMED, "one read is no proof"
    bench.later(6)
    bench.reconciler.look()
    assert (bench.entry().state, bench.entry().reason_code) == (State.SCHEDULED, "proved-absent")
    bench.publish()
    assert bench.entry().state is State.PUBLISHED
    assert bench.live() == 1


@pytest.mark.parametrize("platform", ["x", "linkedin"])
def test_where_absence_cannot_be_proved_a_person_is_asked(bench: Bench, platform: str) -> None:
    bench.sandbox.faults.add(Fault("status", platform=platform, status=500))
    bench.publish()
    for _ in range(30):
        bench.later(600)
        bench.reconciler.look()
    assert bench.entry(f"trust_{platform}").state is State.UNCONFIRMED
    assert bench.requests(platform) == 1


def test_a_person_is_asked_once_though_two_daemons_looked_at_the_same_moment(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status", platform="x", status=500))
    bench.publish()
    bench.later(24 * 3600)

    def other_looks_first(point: str) -> None:
        if point == "looked":
            bench.reconciler.look()

    first = Reconciler(bench.store, bench.app.platforms, bench.credentials, bench.clock, checkpoint=other_looks_first)
    first.look()
    with bench.store.read() as connection:
        waiting = [message.kind for _, message in outbox.waiting(connection, bench.clock.moment)]
    assert waiting.count("decide") == 1


def test_a_late_proof_of_absence_holds_instead_of_sending(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status", platform="mastodon", status=500))
    bench.publish()
    bench.later(3600)
    bench.reconciler.look()
    bench.later(6)
    bench.reconciler.look()
    assert bench.entry().state is State.HELD
    assert bench.claim() == []


def test_a_claim_whose_intent_was_never_written_goes_back(bench: Bench) -> None:
    assert len(bench.claim()) == 3
    bench.later(timing.PREPARE_LEASE + 1)
    assert _recover(bench) == (3, 0)
    assert bench.entry().state is State.SCHEDULED
    bench.publish()
    assert bench.live() == 1


class _Died(BaseException):
    """The process is gone."""


def test_a_death_after_the_intent_is_unconfirmed_and_never_simply_sent_again(bench: Bench) -> None:
    def die(step: str) -> None:
        if step == "intent":
            raise _Died

    claim = next(one for one in bench.claim() if one.platform == "mastodon")
    publisher = Publisher(bench.store, bench.app.platforms, bench.credentials, bench.clock, die)
    with pytest.raises(_Died):
        publisher.publish(claim)
    bench.later(timing.SEND_LEASE + 1)
    assert _recover(bench)[1] == 1
    assert bench.entry().state is State.UNCONFIRMED
    assert [one for one in bench.claim() if one.platform == "mastodon"] == []
    assert bench.requests() == 0


def _recover(bench: Bench) -> tuple[int, int]:
    now = bench.clock.moment
    with bench.store.write() as connection:
        return recovery.recover(connection, now=now, lease_time=bench.clock.lease, check_at=now, gone=())


def test_a_lost_lease_means_that_nothing_is_sent(bench: Bench) -> None:
    claim = next(one for one in bench.claim() if one.platform == "mastodon")
    bench.later(timing.PREPARE_LEASE + 1)
    _recover(bench)
    assert bench.publisher.publish(claim) is None
    assert bench.requests() == 0


def test_two_claimers_never_get_the_same_delivery(bench: Bench) -> None:
    first, second = bench.claim(), bench.claim()
    assert len(first) == 3
    assert second == []


@pytest.mark.parametrize("then", ["hold", "drop", "send"])
def test_the_lateness_rule(tmp_path: Path, sandbox: RunningSandbox, then: str) -> None:
    clock = SetClock()
    rows = [f"launch,2030-03-04,09:00,launch,,Mastodon,,15m {then}"]
    heading = "id,date,time,caption,media,accounts,status,lateness"
    app = app_for(workspace(tmp_path, rows, heading=heading, accounts=sandbox_accounts(sandbox)), clock)
    apply_plan(app, actor="test")
    clock.moment = DUE + timedelta(minutes=16)
    with app.store() as store:
        lateness.settle_overdue(store, clock.moment, Pace(timing.CATCH_UP_PAUSE, timing.PUNCTUAL))
        with store.read() as connection:
            entry = entries(connection, Filter())[0]
    expected = {"hold": State.HELD, "drop": State.MISSED, "send": State.SCHEDULED}[then]
    assert entry.state is expected
    assert ("More than 15 minutes late" in entry.reason) == (then != "send")


def test_the_order_of_the_time_limits_keeps_a_claim_safe() -> None:
    assert timing.START_WITHIN < timing.SEND_DEADLINE < timing.SEND_LEASE
    assert timing.back_off(1) == timedelta(seconds=5)
    assert timing.back_off(50) == timing.LONGEST_BACK_OFF
