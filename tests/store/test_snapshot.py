"""Copies of a store in use: whole, verified, private, and never over another file."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.store import Store, events, open_store, snapshot
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.swapping import swap


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaign.db"


def opened(path: Path) -> Store:
    return open_store(f"sqlite:///{path.as_posix()}")


def add_event(store: Store, number: int) -> None:
    with store.write() as connection:
        events.record(connection, "test", at=datetime.now(UTC), actor="test", message="x" * 500, data={"n": number})


def test_a_copy_is_taken_while_another_writes(path: Path, tmp_path: Path) -> None:
    store, stopping, written = opened(path), threading.Event(), []

    def write() -> None:
        while not stopping.is_set():
            add_event(store, len(written))
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 20:
            assert writer.is_alive()
        before = len(written)
        copied = snapshot.take(path, tmp_path / "backups" / "one.db")
    finally:
        stopping.set()
        writer.join()
    assert copied.counts["events"] >= before
    assert copied.path.stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in copied.path.parent.iterdir()) == ["one.db"]
    store.close()


def test_a_copy_never_replaces_a_file(path: Path, tmp_path: Path) -> None:
    opened(path).close()
    (tmp_path / "mine").write_text("my diary")
    with pytest.raises(SettingsError, match="there already"):
        snapshot.take(path, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "my diary"


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(path: Path, tmp_path: Path) -> None:
    opened(path).close()
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="no copy could be made"):
        snapshot.take(path, tmp_path / "file" / "one.db")


def damage(path: Path) -> None:
    """Overwrite a page in the middle, as a dying disk does."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096 * 4)


def test_a_damaged_store_is_told_and_nothing_is_written(path: Path) -> None:
    store = opened(path)
    store.engine.dispose()
    with store.write() as connection:
        values = [{"sha256": f"{n:064}", "mime": "", "size": 0, "data": b"x" * 3000} for n in range(200)]
        connection.execute(insert(t.blobs), values)
    store.close()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="damaged") as caught:
        open_store(f"sqlite:///{path.as_posix()}", check=True)
    assert "campaign restore" in caught.value.remedy
    assert path.read_bytes() == before


def test_what_is_replaced_is_kept_with_the_journal_a_killed_program_left(path: Path, tmp_path: Path) -> None:
    """The last commits are still in the journal beside the file; they belong to the old store, never to the new."""
    other = tmp_path / "other.db"
    opened(other).close()
    store = opened(path)
    add_event(store, 1)
    saved = {end: path.with_name(f"campaign.db{end}").read_bytes() for end in ("", "-wal")}
    store.close()
    path.write_bytes(saved[""])
    path.with_name("campaign.db-wal").write_bytes(saved["-wal"])
    kept = swap(other, path)
    assert kept is not None
    assert snapshot.look(kept).counts["events"] == 1
    assert snapshot.look(path, whole=True).counts["events"] == 0


def test_a_damaged_store_is_kept_too(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    opened(other).close()
    path.write_bytes(b"this was a store once" * 1000)
    kept = swap(other, path)
    assert kept is not None
    assert kept.read_bytes() == b"this was a store once" * 1000
    assert snapshot.look(path, whole=True).counts["deliveries"] == 0


def test_a_store_copied_by_other_means_gets_its_journal_back(path: Path, tmp_path: Path) -> None:
    """A backup has no journal of its own; put in place by hand it works as any store does."""
    opened(path).close()
    snapshot.take(path, tmp_path / "backup.db")
    store = opened(tmp_path / "backup.db")
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_other_files_are_told(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "recipes.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    (tmp_path / "letter").write_text("dear madam " * 100)
    for name, words in (("recipes.db", "not a store"), ("letter", "cannot be read"), ("nowhere", "no file")):
        with pytest.raises(SettingsError, match=words) as caught:
            snapshot.look(tmp_path / name)
        assert caught.value.remedy
