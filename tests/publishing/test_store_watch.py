"""A daemon notices that its store went back in time or is a copy, before it publishes anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from campaign_scheduler.bootstrap import build, build_daemon
from campaign_scheduler.engine.daemon import Daemon
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.store_watch import doubt
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import Store, events, facts, mark, open_store, pauses, snapshot
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.locks import DaemonLocks
from campaign_scheduler.store.pauses import Pause
from campaign_scheduler.store.post_log import Filter, entries
from support.making import SECRETS, SetClock, sandbox_accounts, workspace
from support.program import wait_for

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(DUE - timedelta(hours=1))


@pytest.fixture
def running(clock: SetClock) -> Iterator[RunningSandbox]:
    with serve(clock=clock) as sandbox:
        yield sandbox


@pytest.fixture
def app(tmp_path: Path, clock: SetClock, running: RunningSandbox) -> App:
    root = workspace(tmp_path / "work", accounts=sandbox_accounts(running))
    return at(root, tmp_path / "one" / "campaign.db", clock)


def at(root: Path, store: Path, clock: SetClock) -> App:
    url = f"sqlite:///{store.as_posix()}"
    return build(load_settings(workspace=root, database_url=url, secrets=SECRETS), clock)


@contextmanager
def daemon(app: App) -> Iterator[tuple[Store, Daemon]]:
    with app.store(check=True) as store:
        one = build_daemon(app, store)
        one.start()
        try:
            yield store, one
        finally:
            one.stop()


def path_of(app: App) -> Path:
    return Path(app.settings.database_url.removeprefix("sqlite:///"))


def stops(store: Store) -> list[Pause]:
    with store.read() as connection:
        return pauses.in_force(connection)


def states(store: Store) -> set[State]:
    with store.read() as connection:
        return {entry.state for entry in entries(connection, Filter())}


def publish(app: App, clock: SetClock) -> None:
    """Let it all fall due and go out."""
    clock.moment = DUE
    with daemon(app) as (store, _):
        wait_for(lambda: states(store) == {State.PUBLISHED})


def titles(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(t.notifications.c.kind)))


def test_a_store_that_goes_on_is_not_stopped(app: App, clock: SetClock) -> None:
    apply_plan(app)
    publish(app, clock)
    with daemon(app) as (store, _):
        assert stops(store) == []
    with daemon(app) as (store, _):
        assert stops(store) == []


def test_another_daemon_that_goes_on_meanwhile_makes_no_doubt(
    app: App, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any moment of a daemon's start the one beside it may publish and move the mark; the kill trials found it."""
    apply_plan(app)
    load = mark.load

    def load_while_the_other_goes_on(path: Path) -> mark.Mark | None:
        with app.store() as store:
            store.commit(lambda connection: events.record(connection, "something", at=clock.now(), actor="test"))
            with store.read() as connection:
                mark.save(path, mark.MarkReader().read(connection))
        return load(path)

    monkeypatch.setattr(mark, "load", load_while_the_other_goes_on)
    with app.store() as store:
        assert doubt(store) == ""
    with daemon(app) as (store, _):
        assert stops(store) == []


def test_an_old_copy_in_the_stores_place_publishes_nothing(
    app: App, clock: SetClock, running: RunningSandbox, tmp_path: Path
) -> None:
    apply_plan(app)
    old = snapshot.take(path_of(app), tmp_path / "old.db")
    publish(app, clock)
    assert len(running.world.posts()) == 3
    snapshot.remove(path_of(app))
    shutil.copy(old.path, path_of(app))
    with daemon(app) as (store, one):
        one.wake()
        (stop,) = stops(store)
        assert "older than the one that was used here last" in stop.reason
        assert stop.scope == "all"
        assert titles(store) == ["stopped"]
        assert states(store) == {State.SCHEDULED}
    assert len(running.world.posts()) == 3


def test_a_copy_from_between_the_claim_and_the_request_is_older(app: App, clock: SetClock, tmp_path: Path) -> None:
    """It has every row that the store has; only how far the attempt had come tells them apart."""
    apply_plan(app)
    clock.moment = DUE
    with app.store() as store:
        assert len(Publisher(store, app.platforms, app.settings.credentials, clock).claim("d", 1)) == 1
        before = snapshot.take(path_of(app), tmp_path / "before.db")
        with store.write() as connection:
            connection.execute(t.attempts.update().values(intent={}, intent_at=DUE))
        with store.read() as connection:
            now = mark.MarkReader().read(connection)
    copied = open_store(f"sqlite:///{before.path.as_posix()}")
    with copied.read() as connection:
        then = mark.MarkReader().read(connection)
    copied.close()
    assert (then.attempts, then.events) == (now.attempts, now.events)
    assert then.is_behind(now)
    assert not now.is_behind(then)


def test_counting_on_gives_what_counting_anew_gives(app: App, clock: SetClock) -> None:
    apply_plan(app)
    with app.store() as store:
        reader = mark.MarkReader()
        for turn in range(4):
            with store.write() as connection:
                rows = connection.scalars(select(t.deliveries.c.id)).all()
                values = [
                    {
                        "delivery_id": one,
                        "number": turn + 1,
                        "content_hash": connection.scalar(select(t.deliveries.c.content_hash).limit(1)),
                        "claimed_by": "d",
                        "started_at": DUE,
                        "intent_at": DUE if one != rows[0] else None,
                        "ended_at": DUE if turn != 1 or one == rows[-1] else None,
                    }
                    for one in rows
                ]
                connection.execute(t.attempts.insert(), values)
            with store.read() as connection:
                assert reader.read(connection) == mark.MarkReader().read(connection)
        with store.write() as connection:
            connection.execute(t.attempts.update().values(intent_at=DUE, ended_at=DUE))
        with store.read() as connection:
            again = reader.read(connection)
            assert again == reader.read(connection)
            assert (again.attempts, again.ended) == (12, 12)


def test_another_store_in_its_place_is_stopped(app: App, clock: SetClock) -> None:
    apply_plan(app)
    with daemon(app):
        pass
    snapshot.remove(path_of(app))
    apply_plan(app, force=True)
    with daemon(app) as (store, _):
        assert ["Another store" in stop.reason for stop in stops(store)] == [True]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"store": 1}', "null"])
def test_a_mark_that_cannot_be_read_stops_nothing(app: App, content: str) -> None:
    apply_plan(app)
    mark.beside(path_of(app)).write_text(content)
    with daemon(app) as (store, _):
        assert stops(store) == []
    assert mark.load(mark.beside(path_of(app))) is not None


def test_a_copy_beside_its_running_original_is_refused(app: App, clock: SetClock, tmp_path: Path) -> None:
    apply_plan(app)
    copy = at(app.root, tmp_path / "two" / "campaign.db", clock)
    with daemon(app):
        (tmp_path / "two").mkdir()
        shutil.copytree(tmp_path / "one", tmp_path / "two", dirs_exist_ok=True)
        with pytest.raises(SettingsError, match="is a copy of") as caught, daemon(copy):
            pass
        assert str(path_of(app)) in caught.value.message
    assert DaemonLocks(path_of(copy)).living() == []


def test_a_copy_whose_original_is_still_there_is_stopped_until_it_is_gone(
    app: App, clock: SetClock, tmp_path: Path
) -> None:
    apply_plan(app)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    copy = at(app.root, tmp_path / "two" / "campaign.db", clock)
    with daemon(copy) as (store, _):
        assert ["is a copy of" in stop.reason for stop in stops(store)] == [True]
        with store.write() as connection:
            pauses.end(connection, scope="all", target="", by="me", now=clock.now())
    with daemon(copy) as (store, _):
        assert len(stops(store)) == 1
        with store.write() as connection:
            pauses.end(connection, scope="all", target="", by="me", now=clock.now())
    shutil.rmtree(tmp_path / "one")
    with daemon(copy) as (store, _):
        assert stops(store) == []
        with store.read() as connection:
            assert facts.get(connection, facts.HOME) == str(path_of(copy).resolve())


def test_an_original_does_not_send_what_its_copy_sent(
    app: App, clock: SetClock, running: RunningSandbox, tmp_path: Path
) -> None:
    """A person lets the copy go on although the original is still there, and later starts the original."""
    apply_plan(app)
    with daemon(app):
        pass
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    copy = at(app.root, tmp_path / "two" / "campaign.db", clock)
    with daemon(copy) as (store, _), store.write() as connection:
        pauses.end(connection, scope="all", target="", by="me", now=clock.now())
    with daemon(app) as (store, _):
        assert stops(store) == [], "the copy sent nothing yet"
    clock.moment = DUE
    with daemon(copy) as (store, one):
        with store.write() as connection:
            pauses.end(connection, scope="all", target="", by="me", now=clock.now())
        one.wake()
        wait_for(lambda: states(store) == {State.PUBLISHED})
    with daemon(app) as (store, one):
        one.wake()
        assert ["older than the one" in stop.reason for stop in stops(store)] == [True]
    assert len(running.world.posts()) == 3


def test_a_store_that_was_moved_goes_on(app: App, clock: SetClock, tmp_path: Path) -> None:
    apply_plan(app)
    with daemon(app):
        pass
    (tmp_path / "one").rename(tmp_path / "two")
    moved = at(app.root, tmp_path / "two" / "campaign.db", clock)
    with daemon(moved) as (store, _):
        assert stops(store) == []
        with store.read() as connection:
            assert facts.get(connection, facts.HOME) == str(path_of(moved).resolve())


def test_the_same_file_by_another_name_is_no_copy(app: App, clock: SetClock, tmp_path: Path) -> None:
    apply_plan(app)
    (tmp_path / "link").symlink_to(tmp_path / "one", target_is_directory=True)
    linked = at(app.root, tmp_path / "link" / "campaign.db", clock)
    with daemon(linked) as (store, _):
        assert stops(store) == []
