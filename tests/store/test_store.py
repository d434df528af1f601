"""The store: where it may be, how it is opened, and that nothing acknowledged is lost."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.store import Store, location, open_store, schema
from campaign_scheduler.store import tables as t


def url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def test_opening_makes_the_tables_and_opening_again_changes_nothing(tmp_path: Path) -> None:
    open_store(url(tmp_path / "a.db")).close()
    before = (tmp_path / "a.db").read_bytes()
    open_store(url(tmp_path / "a.db")).close()
    assert (tmp_path / "a.db").read_bytes() == before


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = open_store(url(tmp_path / "a.db"))
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []
    store.close()


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    store = open_store(url(tmp_path / "a.db"))
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_any_sqlite_tool_can_read_the_log(tmp_path: Path) -> None:
    open_store(url(tmp_path / "a.db")).close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(post_log)")]
    assert {"delivery_id", "post_id", "account", "state", "reason", "due_at", "sent_at", "permalink"} <= set(columns)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda path: path.write_text("this is a letter, not a database, and it is long enough"), "not a database"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: _newer(path), "newer version"),
        (lambda path: _foreign(path), "other tables"),
    ],
)
def test_what_cannot_be_the_store_is_told_and_left_alone(tmp_path: Path, prepare: object, words: str) -> None:
    path = tmp_path / "a.db"
    prepare(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(SettingsError, match=words) as caught:
        open_store(url(path))
    assert caught.value.remedy
    assert (path.read_bytes() if path.is_file() else b"") == before


def _newer(path: Path) -> None:
    open_store(url(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_store(tmp_path: Path) -> None:
    open_store(url(tmp_path / "a.db")).close()
    (tmp_path / "a.db").chmod(0o400)
    with pytest.raises(SettingsError, match="read-only"):
        open_store(url(tmp_path / "a.db"))


def test_a_network_drive_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {tmp_path / 'share'} nfs4 rw 0 0\n")
    (tmp_path / "share").mkdir()
    location.check(tmp_path / "a.db", mounts)
    with pytest.raises(SettingsError, match="network drive"):
        location.check(tmp_path / "share" / "a.db", mounts)


def test_a_wrong_address_is_told(tmp_path: Path) -> None:
    for address in ("nonsense", "mysql://localhost/x"):
        with pytest.raises(SettingsError):
            open_store(address)


def _add(name: str) -> object:
    row = {"sha256": name, "mime": "", "size": 0, "data": b""}
    return lambda connection: connection.execute(insert(t.blobs).values(row))


def _names(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.scalars(select(t.blobs.c.sha256)))


def test_shared_commits_keep_every_write_and_a_bad_one_harms_no_other(tmp_path: Path) -> None:
    store = open_store(url(tmp_path / "a.db"))
    failed: list[str] = []

    def write(name: str) -> None:
        try:
            store.commit(_add(name))  # type: ignore[arg-type]
        except Exception:
            failed.append(name)

    names = [f"n{n}" for n in range(100)] + ["n7"]
    threads = [threading.Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _names(store) == {f"n{n}" for n in range(100)}
    assert failed == ["n7"]
    store.close()


def test_a_locked_store_is_waited_for(tmp_path: Path) -> None:
    """Another program holds the file; the write is tried again until it is free."""
    store = open_store(url(tmp_path / "a.db"))
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, lambda: other.execute("COMMIT")).start()
    store.commit(_add("late"))  # type: ignore[arg-type]
    assert _names(store) == {"late"}
    other.close()
    store.close()
