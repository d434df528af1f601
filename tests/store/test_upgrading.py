"""An older store is copied, verified, and brought up to date in one transaction, or left as it was."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, select, text

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.store import approvals, facts, open_store, schema, snapshot
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.locks import DaemonLocks
from support.databases import fresh_database
from support.old_store import first_store


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "campaign.db"
    first_store(path)
    assert snapshot.look(path).version == "0001"
    return path


def url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob("campaign.db.before-0001-*"))


def everything(path: Path) -> str:
    """A digest of all that a database holds, its layout included."""
    with sqlite3.connect(path) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def test_a_store_of_the_first_version_is_copied_and_brought_up_to_date(old: Path) -> None:
    before = everything(old)
    store = open_store(url(old))
    with store.read() as connection:
        assert schema.is_current(connection)
        assert connection.scalar(select(t.deliveries.c.state)) == "scheduled"
        assert len(facts.get(connection, facts.ID) or "") == 16
        assert facts.get(connection, facts.HOME) == str(old.resolve())
    store.close()
    (copy,) = copies(old)
    assert everything(copy) == before
    assert snapshot.look(copy, whole=True).counts["deliveries"] == 1
    assert copy.stat().st_mode & 0o077 == 0


def test_approvals_of_an_older_store_are_kept_for_the_posts_they_were_for(old: Path) -> None:
    """Two spellings of a name were two people then; they are one now, and one of them had not taken it back."""
    rows = [("Dr Shah", "2030-03-04T08:00:00.000000Z"), ("dr  shah", None), ("Ben", None)]
    with sqlite3.connect(old) as connection:
        insert = "INSERT INTO approvals (content_hash, person, at, withdrawn_at) VALUES ('c1', ?, ?, ?)"
        connection.executemany(insert, [(name, "2030-03-04T07:00:00.000000Z", gone) for name, gone in rows])
        connection.execute(
            "INSERT INTO approvals (content_hash, person, at) VALUES ('gone', 'Ben', '2030-03-04T07:00:00.000000Z')"
        )
    store = open_store(url(old))
    with store.read() as connection:
        found = approvals.of_deliveries(connection, [1])[1]
        assert approvals.is_approved(connection, 1)
    store.close()
    assert sorted((one.signatory.key, one.stands, one.signatory.known.value) for one in found) == [
        ("ben", True, "terminal"),
        ("dr shah", True, "terminal"),
    ]


def test_a_migration_that_fails_half_way_leaves_the_store_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Callable[[Connection], None] = schema.upgrade

    def fails_half_way(connection: Connection) -> None:
        whole(connection)
        connection.execute(text("UPDATE deliveries SET state = 'cancelled'"))
        raise RuntimeError("the machine caught fire")

    before = everything(old)
    monkeypatch.setattr(schema, "upgrade", fails_half_way)
    with pytest.raises(SettingsError, match="from version 0001") as caught:
        open_store(url(old))
    assert "as it was" in caught.value.remedy
    assert str(copies(old)[0]) in caught.value.remedy
    assert everything(old) == before
    monkeypatch.undo()
    open_store(url(old)).close()
    assert snapshot.look(old).version == schema.HEAD


def test_it_is_not_upgraded_under_a_daemon_of_the_older_version(old: Path) -> None:
    locks = DaemonLocks(old)
    locks.hold("older-daemon")
    before = everything(old)
    with pytest.raises(SettingsError, match="older version and a daemon is running"):
        open_store(url(old))
    assert everything(old) == before
    assert copies(old) == []
    locks.release()
    open_store(url(old)).close()


def test_a_store_that_nobody_can_copy_is_not_upgraded(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full, so no copy can be made first."""

    def full(source: Path, target: Path) -> None:
        raise SettingsError("no copy could be made: database or disk is full")

    monkeypatch.setattr(snapshot, "take", full)
    with pytest.raises(SettingsError, match="full"):
        open_store(url(old))
    assert snapshot.look(old).version == "0001"


def test_postgresql_is_upgraded_in_a_transaction_without_a_file(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = fresh_database(postgres_url, "upgrading")
    engine = create_engine(here)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    whole = schema.upgrade

    def fails_half_way(connection: Connection) -> None:
        whole(connection)
        raise RuntimeError("the machine caught fire")

    monkeypatch.setattr(schema, "upgrade", fails_half_way)
    with pytest.raises(SettingsError, match="from version 0001") as caught:
        open_store(here)
    assert "pg_dump" in caught.value.remedy
    with engine.begin() as connection:
        assert schema.version(connection) == "0001"
    monkeypatch.undo()
    store = open_store(here)
    with store.read() as connection:
        assert schema.is_current(connection)
        assert facts.get(connection, facts.ID)
    store.close()
    engine.dispose()
