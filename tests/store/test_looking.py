"""Looking into a store leaves it, and the folder it is in, as they were."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from campaign_scheduler.model.account import Account, Profile
from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.store import Store, accounts, open_store
from campaign_scheduler.store.looking import looking
from support.making import SetClock


def _url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def _pin(store: Store, name: str) -> None:
    with store.write() as connection:
        accounts.pin(connection, Account(name, "x"), Profile(name, name, "https://x.example"), SetClock().now())


def _known(url: str, scratch: Path) -> set[str]:
    with looking(url, scratch) as store:
        assert store is not None
        with store.read() as connection:
            return set(accounts.pinned(connection))


def _files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "hers").mkdir()
    (tmp_path / "scratch").mkdir()
    return tmp_path / "hers" / "campaign.db"


def test_a_store_that_nobody_has_open(place: Path, tmp_path: Path) -> None:
    store = open_store(_url(place))
    _pin(store, "trust_x")
    store.close()
    before = _files(place.parent)
    assert _known(_url(place), tmp_path / "scratch") == {"trust_x"}
    assert _files(place.parent) == before


def test_a_store_in_use_is_read_as_it_is_now(place: Path, tmp_path: Path) -> None:
    store = open_store(_url(place))
    _pin(store, "trust_x")
    assert _known(_url(place), tmp_path / "scratch") == {"trust_x"}
    _pin(store, "late_x")
    assert _known(_url(place), tmp_path / "scratch") == {"trust_x", "late_x"}
    assert list((tmp_path / "scratch").iterdir()) == []
    store.close()


def test_what_a_killed_process_left_is_read_and_not_moved_into_the_store(place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    store = open_store(_url(elsewhere / "campaign.db"))
    _pin(store, "trust_x")
    for name in ("campaign.db", "campaign.db-wal"):
        shutil.copy(elsewhere / name, place.parent / name)
    store.close()
    before = _files(place.parent)
    assert _known(_url(place), tmp_path / "scratch") == {"trust_x"}
    after = _files(place.parent)
    assert {name: after[name] for name in before} == before


def test_no_store_is_made_where_there_is_none(place: Path, tmp_path: Path) -> None:
    with looking(_url(place), tmp_path / "scratch") as store:
        assert store is None
    assert list(place.parent.iterdir()) == []


def test_a_damaged_store_is_said_in_a_sentence(place: Path, tmp_path: Path) -> None:
    place.write_bytes(b"SQLite format 3\x00" + b"\x01" * 4000)
    with pytest.raises(SettingsError), looking(_url(place), tmp_path / "scratch"):
        pass
