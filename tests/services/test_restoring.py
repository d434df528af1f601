"""A backup put back: the replaced store is kept, and nothing goes out until a person releases it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.services import backups, restoring
from campaign_scheduler.services.app import App
from campaign_scheduler.services.deciding import retry
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.status import daemon_alive
from campaign_scheduler.store import daemons, mark, schema, snapshot
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.locks import DaemonLocks
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.making import SetClock, app_for, sandbox_accounts, workspace
from support.old_store import first_store
from support.program import wait_for

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ROWS = [f"post-{n},2030-03-0{n},09:00,post-{n},none,all,," for n in range(4, 8)]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(DUE - timedelta(hours=1))


@pytest.fixture
def running(clock: SetClock) -> Iterator[RunningSandbox]:
    with serve(clock=clock) as sandbox:
        yield sandbox


@pytest.fixture
def app(tmp_path: Path, clock: SetClock, running: RunningSandbox) -> App:
    words = {f"post-{n}.md": f"Number {n}." for n in range(4, 8)}
    root = workspace(tmp_path / "work", ROWS, captions=words, pictures={}, accounts=sandbox_accounts(running))
    app = app_for(root, clock)
    apply_plan(app)
    return app


def target(app: App) -> Path:
    return app.root / "campaign.db"


def log(app: App) -> list[Entry]:
    with app.store() as store, store.read() as connection:
        return entries(connection, Filter())


def run_until_published(app: App, count: int) -> None:
    with app.store() as store:
        daemon = build_daemon(app, store)
        daemon.start()
        try:
            wait_for(lambda: sum(entry.state is State.PUBLISHED for entry in log(app)) == count)
        finally:
            daemon.stop()


def test_a_backup_restored_after_a_week_publishes_nothing_twice(
    app: App, clock: SetClock, running: RunningSandbox
) -> None:
    made = backups.backup(app)
    clock.moment = DUE + timedelta(days=1, seconds=1)
    with app.store() as store, store.write() as connection:
        connection.execute(update(t.deliveries).values(late_at=None))
    run_until_published(app, 6)
    found = restoring.restore(app, made.path, by="me")
    assert (found.held.meanwhile, found.held.ahead) == (6, 6)
    assert found.kept is not None
    assert snapshot.look(found.kept, whole=True).counts["attempts"] == 6
    assert {(entry.state, entry.reason_code) for entry in log(app)} == {(State.HELD, "restored")}
    perhaps = [entry.due_at <= clock.moment for entry in log(app)]
    assert ["may have gone out meanwhile" in entry.reason for entry in log(app)] == perhaps
    with app.store() as store:
        daemon = build_daemon(app, store)
        daemon.start()
        daemon.wake()
        daemon.stop()
        with store.read() as connection:
            assert connection.scalar(select(t.pauses.c.id)) is None, "everything is on hold, so nothing need be stopped"
            assert connection.scalars(select(t.notifications.c.kind)).all() == ["restored"]
            assert "restored" in connection.scalars(select(t.events.c.kind)).all()
    assert len(running.world.posts()) == 6


def test_what_a_person_releases_goes_out(app: App, clock: SetClock, running: RunningSandbox) -> None:
    restoring.restore(app, backups.backup(app).path, by="me")
    retry(app, log(app)[0].delivery_id, by="me")
    run_until_published(app, 1)
    assert len(running.world.posts()) == 1


def in_flight(app: App, number: int, intent_at: datetime | None) -> None:
    with app.store() as store, store.write() as connection:
        one = t.deliveries.c.id == number
        values = {"claimed_by": "gone", "claim_token": "t", "lease_until": 9e9, "attempts": 1, "intent_at": intent_at}
        connection.execute(update(t.deliveries).where(one).values(state="publishing", **values))
        content = connection.scalar(select(t.deliveries.c.content_hash).where(one))
        attempt = {"delivery_id": number, "number": 1, "content_hash": content, "claimed_by": "gone"}
        more = {
            "started_at": DUE,
            "intent_at": intent_at,
            "deadline_at": intent_at,
            "intent": {} if intent_at else None,
        }
        connection.execute(t.attempts.insert().values(**attempt, **more))


def test_every_state_ends_where_it_is_safe(app: App, clock: SetClock) -> None:
    clock.moment = DUE
    in_flight(app, 1, None)
    in_flight(app, 2, DUE)
    with app.store() as store, store.write() as connection:
        for number, state in enumerate(["awaiting_signoff", "failed", "missed", "held", "cancelled", "published"], 3):
            row = {"state": state, "reason": "As it was."}
            connection.execute(update(t.deliveries).where(t.deliveries.c.id == number).values(**row))
    found = restoring.restore(app, backups.backup(app).path, by="me")
    by_number = {entry.delivery_id: entry for entry in log(app)}
    assert [by_number[n].state.value for n in range(1, 10)] == [
        *("held", "unconfirmed", "held", "failed", "missed", "held", "cancelled", "published", "held")
    ]
    assert [one.outcome for n in (1, 2) for one in by_number[n].attempts] == ["abandoned", "unconfirmed"]
    assert (found.held.unsure, found.held.noted) == (1, 3)
    for number in (4, 5, 6):
        assert "Look at the account first" in by_number[number].reason
        assert by_number[number].reason.endswith("As it was.")
    assert by_number[7].reason == by_number[8].reason == "As it was."


def test_what_was_being_sent_is_looked_for_and_never_sent_again_by_itself(
    app: App, clock: SetClock, running: RunningSandbox
) -> None:
    """Proved absent within minutes of its attempt: any other post would go out again."""
    clock.moment = DUE
    number = next(entry.delivery_id for entry in log(app) if entry.account == "trust_mastodon")
    in_flight(app, number, DUE)
    restoring.restore(app, backups.backup(app).path, by="me")
    with app.store() as store:
        reconciler = Reconciler(store, app.platforms, app.settings.credentials, clock)
        for _ in range(20):
            clock.moment += timedelta(seconds=10)
            reconciler.look()
        clock.moment = DUE + timedelta(minutes=5)
    entry = next(one for one in log(app) if one.delivery_id == number)
    assert (entry.state, entry.reason_code) == (State.HELD, "proved-absent")
    assert running.world.posts() == []


def test_it_is_refused_while_a_daemon_runs(app: App) -> None:
    made = backups.backup(app)
    locks = DaemonLocks(target(app))
    locks.hold("some-daemon")
    before = target(app).read_bytes()
    with pytest.raises(SettingsError, match=r"a daemon is running.*some-daemon"):
        restoring.restore(app, made.path, by="me")
    assert target(app).read_bytes() == before
    locks.release()
    restoring.restore(app, made.path, by="me")


def test_no_daemon_starts_while_a_backup_is_restored(app: App) -> None:
    locks = DaemonLocks(target(app))
    locks.hold("restore-1")
    with app.store() as store, pytest.raises(SettingsError, match="being restored"):
        build_daemon(app, store).start()
    locks.release()


def _newer(path: Path, app: App) -> None:
    import sqlite3

    snapshot.take(target(app), path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def _damaged(path: Path, app: App) -> None:
    path.write_bytes(snapshot.take(target(app), path.with_name("whole.db")).path.read_bytes()[:20_000])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_newer, "newer version"),
        (_damaged, "damaged|malformed|cannot be read"),
        (lambda path, app: path.write_text("a letter " * 100), "cannot be read"),
        (lambda path, app: None, "no file"),
    ],
)
def test_what_cannot_be_restored_is_told_and_the_store_is_left(
    app: App, tmp_path: Path, make: object, words: str
) -> None:
    make(tmp_path / "backup.db", app)  # type: ignore[operator]
    before = target(app).read_bytes()
    with pytest.raises(SettingsError, match=words) as caught:
        restoring.restore(app, tmp_path / "backup.db", by="me")
    assert caught.value.remedy
    assert target(app).read_bytes() == before
    assert list(app.root.glob("*replaced*")) == []
    assert list(app.root.glob(".campaign.db*")) == []


def test_the_store_itself_is_no_backup(app: App) -> None:
    with pytest.raises(SettingsError, match="the store itself"):
        restoring.restore(app, target(app), by="me")


def test_a_backup_of_an_older_version_is_brought_up_to_date_and_takes_on_the_stores_id(
    app: App, tmp_path: Path
) -> None:
    first_store(tmp_path / "old.db")
    before = snapshot.look(target(app)).store_id
    restoring.restore(app, tmp_path / "old.db", by="me")
    after = snapshot.look(target(app), whole=True)
    assert (after.version, after.store_id, after.counts["deliveries"]) == (schema.HEAD, before, 1)
    assert snapshot.look(tmp_path / "old.db").version == "0001"
    assert list(app.root.glob("*before*")) == []


def test_a_damaged_store_is_replaced(app: App) -> None:
    made = backups.backup(app)
    target(app).write_bytes(b"nothing that can be read" * 500)
    found = restoring.restore(app, made.path, by="me")
    assert found.kept is not None
    assert len(log(app)) == 12


def test_the_daemon_of_the_backup_is_not_said_to_run(app: App) -> None:
    with app.store() as store, store.write() as connection:
        daemons.register(connection, "gone", app.clock.now())
    assert daemon_alive(app)
    restoring.restore(app, backups.backup(app).path, by="me")
    assert not daemon_alive(app)


def test_the_mark_goes_back_with_the_store(app: App) -> None:
    made = backups.backup(app)
    with app.store() as store:
        daemon = build_daemon(app, store)
        daemon.start()
        daemon.stop()
    ahead = mark.load(mark.beside(target(app)))
    restoring.restore(app, made.path, by="me")
    known = mark.load(mark.beside(target(app)))
    assert known is not None
    assert ahead is not None
    assert known.store == ahead.store


def test_a_backup_of_a_postgresql_store_is_its_own_tools_work(app: App) -> None:
    said = backups.pg_dump("postgresql+psycopg://ann:s3cret@db.example:5433/campaign")
    assert said.endswith("--host=db.example --port=5433 --username=ann --dbname=campaign")
    assert "s3cret" not in said
