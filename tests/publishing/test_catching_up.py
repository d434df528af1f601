"""After a time without a daemon or without a network: which post goes out when, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from campaign_scheduler.model.delivery import State
from campaign_scheduler.publishing import freezing, lateness, timing
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import Store, open_store, outcomes
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.making import CAMPAIGN, SetClock, app_for, sandbox_accounts, workspace

FIRST = datetime(2030, 3, 4, 9, tzinfo=UTC)
PAUSE = timedelta(minutes=5)


@dataclass
class Machine:
    """A daemon's rounds, one at a time, on a clock that a test moves."""

    app: App
    store: Store
    clock: SetClock
    sandbox: RunningSandbox
    pause: timedelta = PAUSE

    def round(self) -> None:
        """Claim and publish until nothing more may go; then settle what is late. As the dispatcher does."""
        while claims := self._publisher.claim("test", 16):
            for claim in claims:
                self._publisher.publish(claim)
        freezing.hold_frozen(self.store, self.clock.moment)
        lateness.settle_overdue(self.store, self.clock.moment, self._publisher.pace)

    def run(self, until: datetime) -> None:
        """Sleep and look as the daemon does: only at the instants it would wake for."""
        while True:
            self.round()
            with self.store.read() as connection:
                following = outcomes.next_instant(connection, self.clock.moment, self._publisher.pace)
            if following is None or following > until:
                return
            self.clock.moment = following

    @property
    def _publisher(self) -> Publisher:
        credentials = self.app.settings.credentials
        return Publisher(self.store, self.app.platforms, credentials, self.clock, catch_up_pause=self.pause)

    def log(self, account: str = "trust_mastodon") -> list[Entry]:
        with self.store.read() as connection:
            return [one for one in entries(connection, Filter()) if one.account == account]

    def went_out(self, account: str = "trust_mastodon") -> list[tuple[str, str]]:
        """Post and time of day, in order of sending."""
        sent = sorted((one.sent_at, one.post_id) for one in self.log(account) if one.sent_at)
        return [(post, f"{moment:%H:%M}") for moment, post in sent if moment]


def machine(folder: Path, sandbox: RunningSandbox, clock: SetClock, rows: list[str], lateness_rule: str) -> Machine:
    words = {f"p{number}.md": f"Number {number}." for number in range(len(rows))}
    root = workspace(
        folder,
        rows,
        captions=words,
        accounts=sandbox_accounts(sandbox),
        campaign=f"{CAMPAIGN}lateness: {lateness_rule}\n",
    )
    app = app_for(root, clock)
    apply_plan(app, actor="test")
    return Machine(app, open_store(app.settings.store_url), clock, sandbox)


@pytest.fixture
def site() -> Iterator[tuple[RunningSandbox, SetClock]]:
    clock = SetClock(FIRST - timedelta(hours=1))
    with serve(clock=clock) as sandbox:
        yield sandbox, clock


def six(every: timedelta = timedelta(minutes=10), accounts: str = "Mastodon") -> list[str]:
    """Six posts of one account, ten minutes apart, from nine o'clock."""
    times = [FIRST + every * number for number in range(6)]
    return [f"p{n},{at:%Y-%m-%d},{at:%H:%M},p{n},none,{accounts},," for n, at in enumerate(times)]


Site = tuple[RunningSandbox, SetClock]


def test_off_for_an_hour_posts_go_out_one_by_one_and_the_punctual_is_not_delayed(tmp_path: Path, site: Site) -> None:
    """Five are overdue at 09:45; the sixth is due at 09:50 and goes then, though another went at that moment."""
    sandbox, clock = site
    found = machine(tmp_path, sandbox, clock, six(), "{grace: 2h, then: hold}")
    clock.moment = FIRST + timedelta(minutes=45)
    found.run(FIRST + timedelta(hours=3))
    expected = [("p0", "09:45"), ("p1", "09:50"), ("p5", "09:50"), ("p2", "09:55"), ("p3", "10:00"), ("p4", "10:05")]
    assert sorted(found.went_out()) == sorted(expected)
    assert {one.state for one in found.log()} == {State.PUBLISHED}
    found.store.close()


def test_each_account_has_a_pace_of_its_own(tmp_path: Path, site: Site) -> None:
    sandbox, clock = site
    found = machine(tmp_path, sandbox, clock, six(accounts="Mastodon;X"), "{grace: 9h, then: hold}")
    clock.moment = FIRST + timedelta(hours=1)
    found.run(FIRST + timedelta(hours=3))
    times = [f"10:{minute:02}" for minute in range(0, 30, 5)]
    for account in ("trust_mastodon", "trust_x"):
        assert [moment for _, moment in found.went_out(account)] == times
    found.store.close()


def test_a_grace_that_ends_while_waiting_its_turn_follows_the_lateness_rule(tmp_path: Path, site: Site) -> None:
    """At 10:52 the graces end within minutes: three posts still go, the others would wait too long for their turn."""
    sandbox, clock = site
    found = machine(tmp_path, sandbox, clock, six(timedelta(minutes=1)), "{grace: 2h, then: hold}")
    clock.moment = FIRST + timedelta(minutes=112)
    found.run(FIRST + timedelta(hours=3))
    assert found.went_out() == [("p0", "10:52"), ("p1", "10:57"), ("p3", "11:02")]
    held = [one for one in found.log() if one.state is State.HELD]
    assert {one.state for one in found.log()} == {State.PUBLISHED, State.HELD}
    assert len(held) == 3
    assert all("others of its account, overdue as well, went first" in one.reason for one in held)
    found.store.close()


@pytest.mark.parametrize(("away", "name"), [(timedelta(days=1), "a day"), (timedelta(days=31), "a month")])
@pytest.mark.parametrize("then", ["hold", "drop", "send"])
def test_off_for_long_everything_follows_its_rule_and_says_why(
    tmp_path: Path, site: Site, away: timedelta, name: str, then: str
) -> None:
    sandbox, clock = site
    found = machine(tmp_path, sandbox, clock, six(), f"{{grace: 2h, then: {then}}}")
    clock.moment = FIRST + away
    found.run(clock.moment + timedelta(hours=1))
    if then == "send":
        assert found.went_out() == [(f"p{n}", f"09:{5 * n:02}") for n in range(6)]
    else:
        assert found.went_out() == []
        assert sandbox.world.requests["mastodon:publish"] == 0
        assert {one.state for one in found.log()} == {State.HELD if then == "hold" else State.MISSED}
        assert all("More than 2 hours late" in one.reason for one in found.log())
    found.store.close()


def test_a_network_that_comes_back_is_not_flooded(tmp_path: Path, site: Site) -> None:
    """Each was tried in vain while the network was down, so each has a further try of its own soon."""
    sandbox, clock = site
    rows = [row.replace(",none,", ",launch.png,") for row in six(timedelta(minutes=1))]
    found = machine(tmp_path, sandbox, clock, rows, "{grace: 9h, then: hold}")
    sandbox.faults.add(Fault("status_503", step="upload", times=None))
    clock.moment = FIRST
    found.run(FIRST + timedelta(minutes=40))
    assert found.went_out() == []
    sandbox.faults.clear()
    found.run(FIRST + timedelta(hours=3))
    sent = sorted(one.sent_at for one in found.log() if one.sent_at)
    assert len(sent) == 6
    assert all(after - before >= PAUSE for before, after in pairwise(sent))
    found.store.close()


def test_no_pause_sends_the_backlog_at_once(tmp_path: Path, site: Site) -> None:
    sandbox, clock = site
    found = machine(tmp_path, sandbox, clock, six(), "{grace: 9h, then: hold}")
    found.pause = timedelta(0)
    clock.moment = FIRST + timedelta(hours=1)
    found.round()
    assert {moment for _, moment in found.went_out()} == {"10:00"}
    assert len(found.went_out()) == 6
    found.store.close()


def test_the_daemon_wakes_when_the_pause_is_over(tmp_path: Path, site: Site) -> None:
    sandbox, clock = site
    found = machine(tmp_path, sandbox, clock, six(), "{grace: 9h, then: hold}")
    clock.moment = FIRST + timedelta(hours=1)
    found.round()
    with found.store.read() as connection:
        pace = found._publisher.pace
        assert outcomes.next_instant(connection, clock.moment, pace) == clock.moment + PAUSE
    assert timing.CATCH_UP_PAUSE == PAUSE
    found.store.close()
