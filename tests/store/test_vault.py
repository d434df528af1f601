"""The vault: what is sealed, with which key, and who may renew it."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.store import Store, keys, open_store, vault
from campaign_scheduler.store.sealing import Sealed, Sealer, new_key
from campaign_scheduler.store.vault import Pending, Row, Times
from support.databases import BOTH, store_url
from support.old_store import first_store

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SECRET = "a-token-that-nobody-may-see"
posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The same on both databases."""
    opened = open_store(store_url(request, tmp_path, "vault"))
    yield opened
    opened.close()


def row(account: str = "trust_x", **more: object) -> Row:
    values: dict[str, object] = {
        "account_id": account,
        "platform": "x",
        "base_url": "",
        "options": {},
        "sealed": "box",
        "key_id": "12345678",
        "revision": 1,
        "scopes": ("tweet.write",),
        "saved_at": NOW,
        "saved_by": "test",
        "renew_at": NOW,
        "token_ends_at": NOW + timedelta(hours=2),
        "ends_at": None,
        "unanswered_at": None,
        "refused": "",
    }
    return Row(**{**values, **more})  # type: ignore[arg-type]


def take(store: Store, seen: Row, by: str, at: float = 100.0) -> bool:
    with store.write() as connection:
        return vault.take_turn(connection, seen, by=by, lease_time=at, until=at + 60, now=NOW)


def saved(store: Store, new: Row | None = None) -> Row:
    with store.write() as connection:
        vault.save(connection, new or row())
        found = vault.row(connection, (new or row()).account_id)
    assert found is not None
    return found


def test_what_was_sealed_opens_and_shows_nothing() -> None:
    sealer = Sealer([new_key()], "a test")
    box = sealer.seal("trust_x", {"access_token": SECRET})
    assert sealer.open("trust_x", box) == {"access_token": SECRET}
    assert SECRET not in box.text + repr(sealer) + repr(box)


def test_a_box_of_another_account_does_not_open() -> None:
    sealer = Sealer([new_key()], "a test")
    box = sealer.seal("trust_x", {"access_token": SECRET})
    with pytest.raises(SettingsError, match="changed in the store"):
        sealer.open("trust_linkedin", box)


@pytest.mark.parametrize("damage", ["", "no box", "cut"])
def test_a_damaged_box_is_told_without_what_is_in_it(damage: str) -> None:
    sealer = Sealer([new_key()], "a test")
    box = sealer.seal("trust_x", {"access_token": SECRET})
    text = box.text[:-10] if damage == "cut" else damage
    with pytest.raises(SettingsError) as caught:
        sealer.open("trust_x", Sealed(text, box.key_id))
    assert "campaign accounts connect trust_x" in caught.value.remedy
    assert caught.value.__cause__ is None


def test_another_key_is_named_and_the_old_one_beside_a_new_one_opens() -> None:
    old, new = new_key(), new_key()
    box = Sealer([old], "a test").seal("trust_x", {"access_token": SECRET})
    with pytest.raises(SettingsError, match=f"another key \\({box.key_id}\\)") as caught:
        Sealer([new], "the other test").open("trust_x", box)
    assert old not in str(caught.value)
    both = keys.from_environment(f"{new}  {old}")
    assert both.open("trust_x", box) == {"access_token": SECRET}
    assert both.seal("trust_x", {}).key_id != box.key_id


def test_what_is_no_key_is_told_and_not_repeated() -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_SECRET_KEY holds no key") as caught:
        keys.from_environment("correct horse battery staple")
    assert "horse" not in f"{caught.value} {caught.value.remedy}"


@posix
def test_a_key_file_is_made_for_its_owner_alone_and_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret.key"
    made = keys.make_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.make_file(path).key_id == made.key_id, "a key that is there is never replaced"
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]


def test_two_that_make_a_key_at_once_end_with_the_same(tmp_path: Path) -> None:
    path, found = tmp_path / "secret.key", []
    threads = [threading.Thread(target=lambda: found.append(keys.make_file(path).key_id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 8


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret.key"
    keys.make_file(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="may be read by others") as caught:
        keys.from_file(path)
    assert f"chmod 600 {path}" in caught.value.remedy


def test_a_lost_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is missing") as caught:
        keys.from_file(tmp_path / "secret.key")
    assert "never in a backup" in caught.value.remedy


def test_one_renews_and_the_others_do_not(store: Store) -> None:
    seen, won, ready = saved(store), [], threading.Barrier(6)

    def try_it(name: str) -> None:
        ready.wait()
        if take(store, seen, name):
            won.append(name)

    threads = [threading.Thread(target=try_it, args=(f"daemon{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_turn_ends_with_its_lease_and_then_counts_no_more(store: Store) -> None:
    seen = saved(store)
    assert take(store, seen, "first", at=100.0)
    assert not take(store, seen, "second", at=159.0)
    assert take(store, seen, "second", at=160.0)
    box = Sealed("new box", "12345678")
    with store.write() as connection:
        assert not vault.renewed(connection, seen, by="first", box=box, times=Times(), now=NOW)
        assert vault.renewed(connection, seen, by="second", box=box, times=Times(), now=NOW)
        found = vault.row(connection, "trust_x")
    assert found is not None
    assert (found.sealed, found.revision, found.unanswered_at) == ("new box", 2, None)


def test_who_saw_the_old_pair_may_not_renew_the_new_one(store: Store) -> None:
    seen = saved(store)
    saved(store, row(sealed="connected anew"))
    assert not take(store, seen, "late")


def test_what_was_refused_is_not_asked_for_again(store: Store) -> None:
    seen = saved(store)
    assert take(store, seen, "first")
    with store.write() as connection:
        assert vault.refuse(connection, seen, by="first", why="It is over.")
    assert not take(store, seen, "second", at=1000.0)


def test_a_request_that_may_be_on_its_way_stays_written_down(store: Store) -> None:
    seen = saved(store)
    take(store, seen, "first")
    with store.read() as connection:
        found = vault.row(connection, "trust_x")
    assert found is not None
    assert found.unanswered_at == NOW


def test_a_begun_connection_is_taken_once_and_in_time(store: Store) -> None:
    ends = NOW + timedelta(minutes=30)
    with store.write() as connection:
        vault.begin(connection, Pending("one", "trust_x", "box", ends), NOW)
        assert vault.take(connection, "other", NOW) is None
        assert vault.take(connection, "one", ends) is None, "it is over"
        assert vault.take(connection, "one", NOW) is not None
        assert vault.take(connection, "one", NOW) is None


def test_beginning_again_ends_the_first(store: Store) -> None:
    ends = NOW + timedelta(minutes=30)
    with store.write() as connection:
        vault.begin(connection, Pending("one", "trust_x", "box", ends), NOW)
        vault.begin(connection, Pending("two", "trust_x", "box", ends), NOW)
        assert vault.take(connection, "one", NOW) is None
        assert vault.take(connection, "two", NOW) is not None


def test_an_older_store_gets_the_vault(tmp_path: Path) -> None:
    path = tmp_path / "campaign.db"
    first_store(path)
    again = open_store(f"sqlite:///{path.as_posix()}")
    assert saved(again).account_id == "trust_x"
    again.close()
