"""Retention removes what nobody needs any more, and never a line of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select, update

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.services.retention import Retention
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import Store, events, outbox
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.post_log import Filter, entries
from support.making import SECRETS, SetClock, picture, sandbox_accounts, workspace

NOW = datetime(2030, 3, 1, 8, tzinfo=UTC)
YEARS_AGO = NOW - timedelta(days=900)
ROWS = [f"post-{n},2030-03-0{n},09:00,post-{n},{n}.png,Mastodon,," for n in (4, 5, 6)]
ALT = "file,alt,decorative,credit\n" + "".join(f"{n}.png,A field number {n},,\n" for n in (4, 5, 6))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    pictures = {f"{n}.png": picture(colour=(n * 20, 90, 90)) for n in (4, 5, 6)}
    words = {f"post-{n}.md": f"Number {n}." for n in (4, 5, 6)}
    return workspace(tmp_path, ROWS, captions=words, pictures=pictures, alt=ALT, accounts=sandbox_accounts(sandbox))


def app_keeping(root: Path, retention: str, clock: SetClock) -> App:
    url = f"sqlite:///{(root / 'campaign.db').as_posix()}"
    return build(load_settings(workspace=root, database_url=url, secrets=SECRETS, retention=retention), clock)


@pytest.fixture
def app(root: Path, clock: SetClock) -> App:
    app = app_keeping(root, "400d", clock)
    apply_plan(app)
    return app


@pytest.fixture
def store(app: App) -> Iterator[Store]:
    """The first post long published, the second published today, the third still ahead."""
    with app.store() as store:
        for number, (state, changed) in enumerate([("published", YEARS_AGO), ("published", NOW)], start=1):
            with store.write() as connection:
                one = t.deliveries.c.id == number
                connection.execute(update(t.deliveries).where(one).values(state=state, changed_at=changed))
        for number in (1, 2, 3):
            _history(store, number)
        yield store


def _history(store: Store, number: int) -> None:
    with store.write() as connection:
        content = connection.scalar(select(t.deliveries.c.content_hash).where(t.deliveries.c.id == number))
        attempt = {"delivery_id": number, "number": 1, "content_hash": content, "claimed_by": "d"}
        connection.execute(t.attempts.insert().values(**attempt, started_at=YEARS_AGO, intent={"payload": {}}))
        journal = {"delivery_id": number, "key": "media:1", "value": "m1", "attempt": 1, "at": YEARS_AGO}
        connection.execute(t.journal.insert().values(journal))
        events.record(connection, "resolved", at=YEARS_AGO, actor="me", delivery_id=number)
        outbox.put(connection, outbox.Message(key=f"m{number}", kind="failed", title="t"), YEARS_AGO)


def count(store: Store, table: Table) -> int:
    with store.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def test_only_what_belongs_to_long_final_posts_goes(app: App, store: Store) -> None:
    with store.write() as connection:
        connection.execute(update(t.notifications).where(t.notifications.c.key == "m1").values(sent_at=YEARS_AGO))
    with store.read() as connection:
        before = entries(connection, Filter())
    cleared = Retention(app, store).tick()
    assert cleared is not None
    assert (cleared.pictures, cleared.intents, cleared.journal, cleared.messages) == (1, 1, 1, 1)
    assert (count(store, t.blobs), count(store, t.journal), count(store, t.notifications)) == (2, 2, 2)
    with store.read() as connection:
        assert entries(connection, Filter()) == before
        kinds = list(connection.execute(select(t.events.c.kind, t.events.c.delivery_id)))
        assert ("resolved", 3) in kinds, "it is not final yet"
        assert ("resolved", 1) not in kinds
        assert connection.scalar(select(t.events.c.message).where(t.events.c.kind == "retention"))


def test_a_picture_that_another_post_needs_stays(app: App, root: Path) -> None:
    (root / "media/5.png").write_bytes((root / "media/4.png").read_bytes())
    apply_plan(app)
    with app.store() as store:
        with store.write() as connection:
            first = t.deliveries.c.post_id == "post-4"
            connection.execute(update(t.deliveries).where(first).values(state="published", changed_at=YEARS_AGO))
        before = count(store, t.blobs)
        cleared = Retention(app, store).tick()
        assert cleared is not None
        assert cleared.pictures == 0
        assert count(store, t.blobs) == before


def test_it_looks_once_a_day(app: App, store: Store, clock: SetClock) -> None:
    assert Retention(app, store).tick() is not None
    clock.moment += timedelta(hours=23)
    assert Retention(app, store).tick() is None
    clock.moment += timedelta(hours=2)
    assert Retention(app, store).tick() is not None


def test_by_default_nothing_is_ever_removed(root: Path, app: App, store: Store, clock: SetClock) -> None:
    clock.moment += timedelta(days=50_000)
    assert Retention(app_keeping(root, "", clock), store).tick() is None
    assert count(store, t.blobs) == 3


def test_the_same_words_are_still_noticed_and_a_repeat_gets_its_picture_back(
    app: App, store: Store, root: Path
) -> None:
    Retention(app, store).tick()
    calendar = root / "config/calendar.csv"
    again = "again,2030-03-08,09:00,post-4,4.png,Mastodon,,"
    calendar.write_text(calendar.read_text() + again + "\n")
    assert [brake.code for brake in make_plan(app).brakes] == ["repeat"]
    apply_plan(app, force=True)
    assert count(store, t.blobs) == 3


@pytest.mark.parametrize("retention", ["forever", "0d", "-1d", "400", "400 d", "1y"])
def test_a_retention_that_is_none_is_told(retention: str) -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_RETENTION"):
        load_settings(retention=retention)
