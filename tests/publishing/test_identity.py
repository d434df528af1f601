"""Nothing is posted as somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.model.account import Credentials
from campaign_scheduler.model.delivery import State
from campaign_scheduler.publishing.accounts import account_of
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import outbox, pauses
from support.bench import DUE, Bench
from support.making import SECRETS, SetClock, app_for, sandbox_accounts, workspace


@pytest.fixture
def bench(tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Bench]:
    clock = SetClock(DUE)
    clock.moment = DUE.replace(hour=8)
    app = app_for(workspace(tmp_path, accounts=sandbox_accounts(sandbox)), clock)
    apply_plan(app, actor="test")
    clock.moment = DUE
    secrets = {name: dict(fields) for name, fields in SECRETS.items()}
    with app.store() as store:
        yield Bench(app, store, clock, sandbox, secrets)


@pytest.mark.parametrize("name", ["trust_x", "trust_mastodon"])
def test_a_good_token_of_another_profile_posts_nothing_and_stops_the_account(bench: Bench, name: str) -> None:
    bench.secrets[name]["access_token"] = "token-somebody_else"
    bench.publish()
    entry = bench.entry(name)
    assert (entry.state, entry.reason_code) == (State.SCHEDULED, "account-paused")
    assert "These credentials are of somebody_else" in entry.reason
    assert f"campaign accounts connect {name}" in entry.reason
    assert bench.requests(name.removeprefix("trust_")) == 0
    with bench.store.read() as connection:
        assert [one.target for one in pauses.in_force(connection)] == [name]
    others = {"trust_x", "trust_mastodon", "trust_linkedin"} - {name}
    assert {bench.entry(one).state for one in others} == {State.PUBLISHED}


def test_whose_credentials_they_are_is_asked_once_and_again_for_new_ones(bench: Bench) -> None:
    publisher = bench.publisher
    (claim,) = [one for one in publisher.claim("test", 10) if one.key.account_id == "trust_x"]
    before = bench.sandbox.world.requests["x:verify"]
    account = publisher._identities
    publisher.publish(claim)
    assert bench.sandbox.world.requests["x:verify"] == before + 1
    made = bench.app.platforms["x"]
    account.check(made, account_of(claim, bench.credentials), claim.remote_profile)
    assert bench.sandbox.world.requests["x:verify"] == before + 1
    bench.secrets["trust_x"]["access_token"] = "token-trust_x~2"
    account.check(made, account_of(claim, bench.credentials), claim.remote_profile)
    assert bench.sandbox.world.requests["x:verify"] == before + 2


def test_a_network_that_cannot_say_delays_the_post_and_loses_nothing(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("drop_after", platform="x", step="verify"))
    bench.publish()
    assert bench.entry("trust_x").state is State.SCHEDULED
    bench.later(60)
    bench.publish()
    assert bench.entry("trust_x").state is State.PUBLISHED
    assert bench.live("x") == 1


def test_secrets_of_another_server_are_not_sent(bench: Bench) -> None:
    def credentials(account: str) -> Credentials:
        return Credentials(bench.secrets[account], "https://another.example" if account == "trust_mastodon" else None)

    before = dict(bench.sandbox.world.requests)
    publisher = Publisher(bench.store, bench.app.platforms, credentials, bench.clock)
    for claim in publisher.claim("test", 10):
        publisher.publish(claim)
    entry = bench.entry()
    assert (entry.state, entry.reason_code) == (State.SCHEDULED, "account-paused")
    assert "was connected at https://another.example" in entry.reason
    assert bench.sandbox.world.requests["mastodon:verify"] == before["mastodon:verify"]


def test_no_secret_is_kept_of_what_was_proved(bench: Bench) -> None:
    publisher = bench.publisher
    for claim in publisher.claim("test", 10):
        publisher.publish(claim)
    assert "token-trust" not in str(vars(publisher._identities))


@pytest.mark.parametrize(
    ("network", "status", "body", "said"),
    [
        ("x", 402, "", "X's credits for trust_x are used up"),
        ("x", 403, '{"detail": "Your account is suspended.", "title": "Forbidden"}', "has suspended or locked"),
        ("linkedin", 403, "", "w_organization_social (to post for the page)"),
        ("linkedin", 401, "", "it has ended, as it does every 60 days"),
        ("mastodon", 403, "", "write:statuses (to post)"),
    ],
)
def test_a_refusal_of_the_account_stops_it_says_so_in_the_log_and_lets_the_others_go_on(
    bench: Bench, network: str, status: int, body: str, said: str
) -> None:
    bench.sandbox.faults.add(Fault("status", platform=network, status=status, body=body))
    bench.publish()
    entry = bench.entry(f"trust_{network}")
    assert (entry.state, entry.reason_code) == (State.SCHEDULED, "account-paused")
    assert said in entry.reason
    assert f"campaign resume --account trust_{network}" in entry.reason
    others = {"trust_x", "trust_mastodon", "trust_linkedin"} - {f"trust_{network}"}
    assert {bench.entry(one).state for one in others} == {State.PUBLISHED}
    with bench.store.read() as connection:
        (message,) = [message for _, message in outbox.waiting(connection, DUE)]
        assert [one.target for one in pauses.in_force(connection)] == [f"trust_{network}"]
    assert message.title == f"Stopped: nothing goes out on trust_{network}"
