"""Renewing tokens: early, one at a time, stored before used; and what becomes of an answer that is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.errors import CredentialError, PlatformError, SettingsError, Unavailable
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.app import App
from campaign_scheduler.services.credentials import renewer
from campaign_scheduler.services.renewing import AGAIN, Renewer
from campaign_scheduler.store import Store, accounts, outbox, pauses, vault
from campaign_scheduler.store.sealing import new_key
from support.connecting import connect, unconnected
from support.making import SetClock

NAME = "trust_x"
SOON = timedelta(hours=1, minutes=40)
"""After it, a token of two hours is to be renewed and still works."""
ENDED = timedelta(hours=3)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, sandbox: RunningSandbox, clock: SetClock) -> App:
    made = unconnected(tmp_path, sandbox, clock)
    sandbox.world.desks["x"].token_lives = timedelta(hours=2)
    connect(made, NAME)
    return made


@pytest.fixture
def store(app: App) -> Iterator[Store]:
    with app.store() as opened:
        yield opened


def row(store: Store) -> vault.Row:
    with store.read() as connection:
        found = vault.row(connection, NAME)
    assert found is not None
    return found


def token(renewing: Renewer) -> str:
    return renewing.credentials(NAME)["access_token"]


def asked(sandbox: RunningSandbox) -> int:
    """How often the token address was asked, the first time for the code."""
    return sandbox.world.requests["x:token"]


def stops(store: Store) -> list[str]:
    with store.read() as connection:
        return [one.reason for one in pauses.in_force(connection) if one.target == NAME]


def told(store: Store, clock: SetClock) -> list[str]:
    with store.read() as connection:
        return [message.body for _, message in outbox.waiting(connection, clock.moment)]


def test_a_token_that_has_long_to_live_is_left_alone(app: App, store: Store, sandbox: RunningSandbox) -> None:
    assert token(renewer(app, store)) == "token-trust_x~1"
    assert asked(sandbox) == 1


def test_a_token_is_renewed_early_and_the_new_pair_is_in_the_store(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox
) -> None:
    clock.moment += SOON
    assert token(renewer(app, store)) == "token-trust_x~2"
    assert token(renewer(app, store)) == "token-trust_x~2", "another process finds the new one"
    assert asked(sandbox) == 2
    assert row(store).token_ends_at == clock.moment + timedelta(hours=2)
    clock.moment += SOON
    assert token(renewer(app, store)) == "token-trust_x~3", "the new refresh token was kept too"


def test_a_round_renews_without_a_post(app: App, store: Store, clock: SetClock, sandbox: RunningSandbox) -> None:
    clock.moment += SOON
    renewer(app, store).tick()
    renewer(app, store).tick()
    assert asked(sandbox) == 2


@pytest.mark.parametrize("ahead", [SOON, ENDED])
def test_many_at_once_renew_once(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox, ahead: timedelta
) -> None:
    """Refresh tokens are good once: two renewals at a time would end the connection."""
    sandbox.faults.add(Fault("delay", platform="x", step="token", seconds=0.3))
    clock.moment += ahead
    found: list[str] = []
    many = [renewer(app, store) for _ in range(4)] * 2
    threads = [threading.Thread(target=lambda one=one: found.append(token(one))) for one in many]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked(sandbox) == 2
    assert len(found) == len(many)
    if ahead == ENDED:
        assert set(found) == {"token-trust_x~2"}, "an ended token is never used; the others wait for the new one"
    assert stops(store) == []


@pytest.mark.parametrize("kind", ["drop_before", "status_500", "html_after", "status_429", "status_503"])
def test_a_failing_network_disconnects_nobody(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox, kind: str
) -> None:
    """The old token is used as long as it works, and nothing is asked again at once."""
    sandbox.faults.add(Fault("drop_before" if kind == "html_after" else kind, platform="x", step="token"))
    clock.moment += SOON
    assert token(renewer(app, store)) == "token-trust_x~1"
    assert token(renewer(app, store)) == "token-trust_x~1"
    assert asked(sandbox) == 2
    assert stops(store) == []
    clock.moment += AGAIN
    assert token(renewer(app, store)) == "token-trust_x~2"
    assert row(store).unanswered_at is None


def test_an_ended_token_is_not_used_while_the_network_is_away(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox
) -> None:
    sandbox.faults.add(Fault("drop_before", platform="x", step="token", times=None))
    clock.moment += ENDED
    with pytest.raises(Unavailable):
        token(renewer(app, store))
    assert stops(store) == []
    sandbox.faults.clear()
    clock.moment += AGAIN
    assert token(renewer(app, store)) == "token-trust_x~2"


@pytest.mark.parametrize("kind", ["drop_after", "cut_after", "empty_after", "error_after"])
def test_a_lost_answer_is_said_plainly_and_never_looped(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox, kind: str
) -> None:
    """The network made the new pair and ended the old one; nobody has the new one."""
    sandbox.faults.add(Fault(kind, platform="x", step="token"))
    clock.moment += SOON
    assert token(renewer(app, store)) == "token-trust_x~1", "it works until it ends"
    assert stops(store) == [], "it is not certain yet"
    clock.moment += AGAIN
    with pytest.raises(CredentialError, match="the answer never arrived here") as caught:
        token(renewer(app, store))
    assert "campaign accounts connect trust_x" in caught.value.remedy
    counted = asked(sandbox)
    for _ in range(3):
        clock.moment += timedelta(hours=1)
        renewer(app, store).tick()
        with pytest.raises(CredentialError, match="never arrived"):
            token(renewer(app, store))
    assert asked(sandbox) == counted
    assert len(stops(store)) == 1
    (body,) = told(store, clock)
    assert "the other accounts go on" in body


def test_a_connection_that_was_taken_back_is_told_once_and_the_account_stops(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox
) -> None:
    sandbox.world.desks["x"].used.add("refresh-trust_x~1")
    clock.moment += SOON
    with pytest.raises(CredentialError, match="was taken back or is too old"):
        token(renewer(app, store))
    renewer(app, store).tick()
    assert len(stops(store)) == len(told(store, clock)) == 1


def test_connecting_again_ends_the_trouble(app: App, store: Store, clock: SetClock, sandbox: RunningSandbox) -> None:
    sandbox.world.desks["x"].used.add("refresh-trust_x~1")
    clock.moment += SOON
    with pytest.raises(CredentialError):
        token(renewer(app, store))
    assert connect(app, NAME).is_stopped, "a person decides when it goes on"
    assert token(renewer(app, store)) == "token-trust_x~2"


def test_who_died_amid_a_renewal_is_followed_by_another(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox
) -> None:
    clock.moment += ENDED
    seen = row(store)
    with store.write() as connection:
        vault.take_turn(connection, seen, by="dead", lease_time=clock.lease, until=clock.lease + 120, now=clock.moment)
    clock.lease += 121
    assert token(renewer(app, store)) == "token-trust_x~2"


def test_without_the_key_nothing_is_asked_of_the_network(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox
) -> None:
    (app.root / ".campaign" / "secret.key").unlink()
    clock.moment += SOON
    with pytest.raises(SettingsError, match="is missing"):
        token(renewer(app, store))
    assert asked(sandbox) == 1
    assert row(store).unanswered_at is None


def test_a_new_pair_that_cannot_be_written_is_not_lost_and_not_used(
    app: App, store: Store, clock: SetClock, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is taken away between the answer and the writing; when it is back, the pair is kept."""
    renewing, key = renewer(app, store), app.root / ".campaign" / "secret.key"
    connects = app.platforms["x"].connecting  # type: ignore[attr-defined]
    renew = connects.renew

    def renew_and_lose_the_key(account: object) -> object:
        grant = renew(account)
        key.rename(key.with_suffix(".away"))
        return grant

    monkeypatch.setattr(connects, "renew", renew_and_lose_the_key)
    clock.moment += SOON
    with pytest.raises(SettingsError):
        token(renewing)
    key.with_suffix(".away").rename(key)
    monkeypatch.setattr(connects, "renew", renew)
    assert token(renewing) == "token-trust_x~2"
    assert asked(sandbox) == 2


def test_a_partner_of_linkedin_is_renewed_until_its_year_is_over(
    tmp_path: Path, sandbox: RunningSandbox, clock: SetClock
) -> None:
    sandbox.world.desks["linkedin"].renews = True
    app = unconnected(tmp_path, sandbox, clock)
    assert connect(app, "trust_linkedin").renews_itself
    clock.moment += timedelta(days=54)
    with app.store() as store:
        fresh = renewer(app, store).credentials("trust_linkedin")
        assert fresh["access_token"] == "token-trust_linkedin~2"
        with store.read() as connection:
            assert accounts.pinned(connection)["trust_linkedin"].expires_at is None


def test_an_account_whose_network_is_gone_is_told(app: App, store: Store, clock: SetClock) -> None:
    clock.moment += ENDED
    alone = Renewer(store, {}, renewer(app, store)._keyring, clock)
    with pytest.raises(PlatformError, match="not installed"):
        token(alone)


def test_a_key_is_changed_while_the_old_one_is_still_at_hand(
    tmp_path: Path, sandbox: RunningSandbox, app: App, store: Store, clock: SetClock
) -> None:
    old, new = (tmp_path / ".campaign" / "secret.key").read_text().strip(), new_key()
    both = unconnected(tmp_path, sandbox, clock, secret_key=f"{new} {old}")
    renewer(both, store).tick()
    only_new = unconnected(tmp_path, sandbox, clock, secret_key=new)
    assert token(renewer(only_new, store)) == "token-trust_x~1"
    with pytest.raises(SettingsError, match="sealed with another key"):
        token(renewer(app, store))
