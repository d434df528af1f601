"""People's accidents: files cut, copied and renamed, and several people at work while the daemon sends."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import CampaignError, DeliveryError, InputError, PlanError
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import backups, restoring, stopping
from campaign_scheduler.services.check import check
from campaign_scheduler.services.deciding import cancel, retry
from campaign_scheduler.services.releasing import Wanted, Way, carry_out, propose
from campaign_scheduler.services.scheduling import apply_plan
from support.databases import BOTH, store_url
from support.making import sandbox_accounts, workspace
from support.office import Office, posts
from support.program import campaign, daemon, fall_due_now, log, wait_for

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROWS = posts(DUE, 3, timedelta(0), "Mastodon;X")
MANY = 20
LONG_ENOUGH, LONGEST = 6.0, 90.0
"""Seconds that people and the daemon work against each other, and until everything was done at least once."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with support.office.office(tmp_path / "work", DUE - HOUR, ROWS) as made:
        yield made


@pytest.fixture
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    return store_url(request, tmp_path, "accidents")


@pytest.fixture
def shared(tmp_path: Path, url: str) -> Iterator[Office]:
    """The same on a database that several write to at once."""
    with support.office.office(tmp_path / "work", DUE - HOUR, ROWS, url=url) as made:
        yield made


def all_out(office: Office) -> None:
    office.at(DUE)
    assert set(office.states().values()) == {"published"}
    assert office.requests() == 6


def test_the_ids_are_lost_after_the_posts_went_out(office: Office) -> None:
    all_out(office)
    rows = [f",2030-03-05,1{n}:00,p{n},none,Mastodon;X,," for n in range(3)]
    office.rows(*(row.replace(",p", ",copy-p") for row in rows))
    for n in range(3):
        (office.root / f"captions/p{n}.md").rename(office.root / f"captions/copy-p{n}.md")
    with pytest.raises(PlanError, match="6 would say again what that account has already said") as caught:
        apply_plan(office.app)
    assert "repeat" in caught.value.remedy
    office.at(DUE + 48 * HOUR)
    assert office.requests() == 6


def test_the_id_column_is_deleted(office: Office) -> None:
    all_out(office)
    lines = [line.partition(",")[2] for line in (office.root / "config/calendar.csv").read_text().splitlines()]
    (office.root / "config/calendar.csv").write_text("\n".join([*lines, ""]))
    with pytest.raises((InputError, PlanError)):
        apply_plan(office.app)
    office.at(DUE + 48 * HOUR)
    assert office.requests() == 6


def test_an_account_is_renamed_after_its_posts_went_out(office: Office) -> None:
    all_out(office)
    for name in ("campaign", "accounts"):
        path = office.root / f"config/{name}.yaml"
        path.write_text(path.read_text().replace("trust_mastodon", "trust_fediverse"))
    office.app.settings.secrets["trust_fediverse"] = office.app.settings.secrets["trust_mastodon"]
    office.rows(*(row.replace("2030-03-04", "2030-03-05") for row in posts(DUE, 3, timedelta(0), "Mastodon")))
    with pytest.raises(PlanError, match="3 would say again"):
        apply_plan(office.app)
    assert office.requests() == 6


@pytest.mark.parametrize("kept", [0, 1, 20, 60, 100])
def test_a_calendar_that_is_only_half_written(office: Office, kept: int) -> None:
    """A program was saving it just then. What is scheduled stays as it is unless a person forces it."""
    path = office.root / "config/calendar.csv"
    path.write_text(path.read_text()[:kept])
    check(office.app)
    before = office.states()
    try:
        apply_plan(office.app)
    except (InputError, PlanError) as error:
        assert str(error)
        assert office.states() == before
    assert "publishing" not in office.states().values()


def test_a_copied_workspace_with_a_fresh_store(tmp_path: Path, sandbox: RunningSandbox) -> None:
    root = workspace(tmp_path / "one", ["launch,2035-03-05,09:00,launch,,all,,"], accounts=sandbox_accounts(sandbox))
    assert campaign(root, "apply", "--yes").returncode == 0
    copy = tmp_path / "two"
    shutil.copytree(root, copy)
    for path in copy.glob(".campaign/campaign.db*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    refused = campaign(copy, "apply", "--yes")
    assert refused.returncode == 1
    assert "everything would be posted twice" in refused.stderr
    assert "Traceback" not in refused.stderr
    fall_due_now(root)
    both = [daemon(root), daemon(copy)]
    try:
        wait_for(lambda: {entry["state"] for entry in log(root)} == {"published"})
    finally:
        for one in both:
            one.terminate()
            one.wait(30)
    assert len(sandbox.world.posts()) == 3
    assert log(copy) == []


def test_a_backup_from_before_the_posts_went_out_is_put_back_and_everybody_carries_on(office: Office) -> None:
    """Edits are scheduled, campaign-wide settings too, and the daemon runs: only a person's word sends anything."""
    made = backups.backup(office.app)
    all_out(office)
    office.store.close()
    restoring.restore(office.app, made.path, by="ann")
    with office.app.store() as store:
        office.store = store
        office.clock.moment = DUE + timedelta(minutes=1)
        rows = posts(DUE, 3, timedelta(0), "Mastodon;X")
        office.settings("lateness: {grace: 99h, then: send}\n")
        office.rows(rows[0].replace("2030-03-04", "2030-03-06"), *rows[1:])
        apply_plan(office.app)
        office.round()
        office.at(DUE + 48 * HOUR)
        assert {(one.state, one.reason_code) for one in office.log()} == {(State.HELD, "restored")}
        assert office.requests() == 6


def test_a_row_is_edited_and_another_deleted_while_both_are_sent(office: Office) -> None:
    office.clock.moment = DUE
    claims = office.claim()
    assert len(claims) == 2

    def meanwhile(point: str) -> None:
        if point == "left":
            (office.root / "captions/p0.md").write_text("Put right too late.")
            office.rows(*posts(DUE, 3, timedelta(0), "Mastodon;X")[1:])
            assert len(apply_plan(office.app).left_alone) == 0

    for claim in claims:
        office.publisher(meanwhile).publish(claim)
    office.round()
    assert Counter(office.said()) == {"Words of p0.": 2, "Words of p1.": 2, "Words of p2.": 2}


def at_once(*things: Callable[[], object]) -> list[object]:
    """What each gives or raises, all begun at the same moment."""
    together = threading.Barrier(len(things))

    def run(thing: Callable[[], object]) -> object:
        together.wait()
        try:
            return thing()
        except CampaignError as error:
            return error

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_two_people_ask_for_the_same_post_at_once(shared: Office) -> None:
    shared.at(DUE + 9 * HOUR)
    for one in shared.log():
        number = one.delivery_id
        answers = at_once(*[lambda number=number: retry(shared.app, number, by="ann")] * 3)
        refused = [answer for answer in answers if isinstance(answer, DeliveryError)]
        assert [answer for answer in answers if answer is not None] == refused
        assert len(refused) == 2
    shared.round()
    shared.at(shared.clock.moment + HOUR)
    assert max(Counter(shared.said()).values()) <= 2
    assert shared.requests() <= 6


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_two_people_schedule_at_once(shared: Office, number: int) -> None:
    """Rows without ids, rows with, and a freeze: each post is scheduled once, whoever is first."""
    (shared.root / "captions/new.md").write_text("Something new.")
    shared.rows(*posts(DUE, 3, timedelta(0), "Mastodon;X"), ",2030-03-04,09:00,new,none,Mastodon,,")
    shared.settings("freezes: [{from: 2030-04-01, to: 2030-04-02, reason: Easter}]\n" if number % 2 else "")
    answers = at_once(*[lambda: apply_plan(shared.app)] * 2)
    wrong = [one for one in answers if isinstance(one, CampaignError)]
    assert all(isinstance(one, PlanError | InputError) for one in wrong), wrong
    assert len(wrong) < 2
    shared.at(DUE)
    assert Counter(shared.said()) == {"Words of p0.": 2, "Words of p1.": 2, "Words of p2.": 2, "Something new.": 1}


OFTEN = ("stop", "edit", "retry", "cancel", "release")
WEIGHTS = {"stop": 1, "edit": 3, "remove": 1, "retry": 20, "cancel": 1, "release": 1}


class Person(threading.Thread):
    """Somebody who stops, goes on, edits, cancels, asks again and releases, as fast as the machine lets them."""

    def __init__(self, office: Office, seed: int, turn: threading.Lock, done: Counter[str]) -> None:
        super().__init__(daemon=True)
        self._office, self._chance, self._turn = office, random.Random(seed), turn
        self.done = done
        self.wrong: list[str] = []
        self._began = time.monotonic()

    def _goes_on(self) -> bool:
        worked = time.monotonic() - self._began
        return not self.wrong and worked < (LONG_ENOUGH if all(self.done[what] for what in OFTEN) else LONGEST)

    def run(self) -> None:
        while self._goes_on():
            (what,) = self._chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
            try:
                getattr(self, f"_{what}")()
                self.done[what] += 1
            except (DeliveryError, PlanError, InputError):
                self.done[f"{what} refused"] += 1
            except Exception as error:
                self.wrong.append(f"{what}: {error!r}")

    def _number(self) -> int:
        return self._chance.randint(1, MANY * 2)

    def _stop(self) -> None:
        """When it returns at most what had left arrives; one person at a time, so that nobody goes on meanwhile."""
        with self._turn:
            found = stopping.pause(self._office.app, scope="all", target="", reason="x", by="ann")
            before = self._office.requests()
            if any(one.state is State.PUBLISHING for one in found.on_the_way):
                self.wrong.append("no answer within five seconds")
            time.sleep(0.1)
            if self._office.requests() != before:
                self.wrong.append(f"{self._office.requests() - before} left after the stop")
            stopping.resume(self._office.app, scope=None, target="", by="ann")

    def _edit(self) -> None:
        number = self._chance.randrange(MANY)
        words = f"Words of p{number}. Version {self._chance.random()}"
        (self._office.root / f"captions/p{number}.md").write_text(words)
        apply_plan(self._office.app)

    def _remove(self) -> None:
        """The row of one post goes, and comes back under another id."""
        rows = posts(DUE, MANY, timedelta(0), "Mastodon;X")
        number = self._chance.randrange(MANY)
        rows[number] = rows[number].replace(f"p{number},2030-03-04", f"again{number},2030-03-05", 1)
        self._office.rows(*rows)
        apply_plan(self._office.app)

    def _retry(self) -> None:
        retry(self._office.app, self._number(), by="ann")

    def _cancel(self) -> None:
        cancel(self._office.app, self._number(), by="ann", reason="")

    def _release(self) -> None:
        carry_out(self._office.app, propose(self._office.app, Wanted(Way.SEND)), by="ann")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_people_and_the_daemon_at_the_same_moment(tmp_path: Path, url: str, seed: int) -> None:
    rows = posts(DUE, MANY, timedelta(0), "Mastodon;X")
    with support.office.office(tmp_path, DUE - HOUR, rows, url=url) as office:
        office.sandbox.faults.add(Fault("delay", seconds=0.1, times=None))
        office.clock.moment = DUE
        turn = threading.Lock()
        done: Counter[str] = Counter()
        people = [Person(office, seed * 10 + n, turn, done) for n in range(3)]
        at_work = build_daemon(office.app, office.store)
        at_work.start()
        try:
            for person in people:
                person.start()
            for person in people:
                person.join(2 * LONGEST)
        finally:
            at_work.stop()
        assert [person.wrong for person in people] == [[], [], []]
        assert all(done[what] for what in OFTEN), done
        _each_once(office)


def _each_once(office: Office) -> None:
    """Counted at the networks: nobody reads the same words twice, and every line of the log is true."""
    live = office.sandbox.world.posts()
    assert max(Counter((post.account, post.text) for post in live).values()) == 1
    published = {(one.account, one.remote_id): one.text for one in office.log() if one.state is State.PUBLISHED}
    assert {(post.account, post.id): post.text for post in live} == published
    assert office.requests() == len(published) > 0
    assert {one.state for one in office.log()} <= {State.PUBLISHED, State.SCHEDULED, State.HELD, State.CANCELLED}
