"""Stop and go on: at most what was on the wire arrives, it holds, and going on sends nothing by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.cli import stopping as screen
from campaign_scheduler.cli.output import console
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import DeliveryError
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import stopping
from campaign_scheduler.services.deciding import cancel, retry
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.stopping import Stopped
from campaign_scheduler.services.zones import zones
from support.making import sandbox_accounts, workspace
from support.office import Office, posts, told
from support.program import alive, campaign, daemon, fall_due_now, log, wait_for

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two posts an hour apart on each of two accounts."""
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 2, HOUR, "Mastodon;X")) as made:
        yield made


def stop(office: Office, scope: str = "all", target: str = "", wait: float = 5.0) -> Stopped:
    return stopping.pause(office.app, scope=scope, target=target, reason="a death in town", by="ann", wait=wait)


def published(office: Office) -> set[str]:
    return {name for name, state in office.states().items() if state == "published"}


@pytest.mark.parametrize(
    ("scope", "target", "held", "out"),
    [
        ("all", "", 4, set()),
        ("campaign", "spring", 4, set()),
        ("account", "trust_x", 2, {"p0/mastodon"}),
    ],
)
def test_a_stop_holds_back_what_it_covers_and_nothing_else(
    office: Office, scope: str, target: str, held: int, out: set[str]
) -> None:
    found = stop(office, scope, target)
    assert (found.held, found.on_the_way, found.already) == (held, (), False)
    assert (found.pause.reason, found.pause.started_by) == ("a death in town", "ann")
    office.at(DUE)
    assert published(office) == out
    assert office.requests() == len(out)


def test_a_stop_of_another_campaign_holds_nothing(office: Office) -> None:
    with pytest.raises(DeliveryError, match=r"no campaign called sprong.*spring"):
        stop(office, "campaign", "sprong")
    with pytest.raises(DeliveryError, match="no account called mastodon"):
        stop(office, "account", "mastodon")
    office.at(DUE)
    assert published(office) == {"p0/mastodon", "p0/x"}


class Underway:
    """A daemon's thread that publishes one post and stands at `point` until it is let go."""

    def __init__(self, office: Office, point: str) -> None:
        self._office, self._point = office, point
        self.reached, self.go = threading.Event(), threading.Event()
        (self._claim,) = [one for one in office.claim() if one.platform == "mastodon"]
        self._thread = threading.Thread(target=self._publish, daemon=True)
        self._thread.start()
        assert self.reached.wait(10)

    def _publish(self) -> None:
        self._office.publisher(self._checkpoint).publish(self._claim)

    def _checkpoint(self, point: str) -> None:
        if point == self._point:
            self.reached.set()
            assert self.go.wait(8)

    def end(self) -> None:
        self.go.set()
        self._thread.join()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Office]:
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 3, HOUR)) as made:
        made.clock.moment = DUE + timedelta(seconds=2)
        yield made


def said(found: Stopped, office: Office) -> str:
    with console.capture() as capture:
        screen._show_stopped(found, zones(office.app))
    return capture.get()


def test_what_had_left_is_waited_for_and_told_with_its_address(alone: Office) -> None:
    alone.sandbox.faults.add(Fault("delay", seconds=1.5))
    post = Underway(alone, "left")
    post.go.set()
    found = stop(alone)
    post.end()
    (entry,) = found.on_the_way
    assert (entry.state, entry.post_id, found.held) == (State.PUBLISHED, "p0", 2)
    assert said(found, alone).splitlines() == [
        f"Stopped. 0 will go out, 2 are held, 1 had left at 09:00:02: {entry.permalink}.",
        "This does not reach posts that were scheduled on the networks themselves or in other tools.",
    ]
    assert entry.permalink.startswith(alone.sandbox.url)
    assert alone.said() == ["Words of p0."]


def test_what_has_no_answer_yet_is_not_waited_for_longer_than_said(alone: Office) -> None:
    post = Underway(alone, "left")
    found = stop(alone, wait=0.2)
    (entry,) = found.on_the_way
    assert entry.state is State.PUBLISHING
    assert f"1 may have left at 09:00:02: no answer yet, see campaign log (No {entry.delivery_id})" in said(
        found, alone
    )
    assert stopping.stopped_as_json(found)["had_left"][0]["state"] == "publishing"  # type: ignore[index]
    post.end()


@pytest.mark.parametrize("point", ["claimed", "prepared"])
@pytest.mark.parametrize("gone_on", [False, True])
def test_what_was_only_being_prepared_never_leaves_even_when_it_is_gone_on_meanwhile(
    alone: Office, point: str, gone_on: bool
) -> None:
    post = Underway(alone, point)
    found = stop(alone)
    assert (found.held, found.on_the_way) == (3, ())
    if gone_on:
        resumed = stopping.resume(alone.app, scope=None, target="", by="ann")
        assert [one.post_id for one in resumed.overdue] == ["p0"]
    post.end()
    alone.round()
    assert alone.requests() == 0
    entry = alone.one("p0")
    assert entry.state is (State.HELD if gone_on else State.SCHEDULED)
    assert [one.outcome for one in entry.attempts] == ["abandoned"]


def test_a_stop_survives_the_daemon(office: Office) -> None:
    stop(office)
    office.clock.moment = DUE
    daemon = build_daemon(office.app, office.store)
    daemon.start()
    wait_for(daemon.is_working)
    daemon.stop()
    assert published(office) == set()
    assert office.requests() == 0


def test_going_on_lists_each_overdue_post_and_sends_none_until_told(office: Office) -> None:
    stop(office)
    office.at(DUE + timedelta(minutes=30))
    resumed = stopping.resume(office.app, scope=None, target="", by="bob")
    assert {(one.post_id, one.account, one.state) for one in resumed.overdue} == {
        ("p0", "trust_mastodon", State.HELD),
        ("p0", "trust_x", State.HELD),
    }
    assert {one.reason_code for one in resumed.overdue} == {"was-stopped"}
    assert (resumed.ended.scope, resumed.in_force) == ("all", ())
    office.round()
    assert office.requests() == 0
    office.at(DUE + HOUR)
    assert published(office) == {"p1/mastodon", "p1/x"}
    retry(office.app, office.one("p0").delivery_id, by="bob")
    office.at(DUE + HOUR + timedelta(minutes=6))
    assert published(office) == {"p1/mastodon", "p1/x", "p0/mastodon"}


def test_what_became_too_late_behind_the_stop_follows_its_rule_and_people_are_told(office: Office) -> None:
    stop(office)
    office.at(DUE + 4 * HOUR)
    assert set(office.states().values()) == {"held"}
    assert all("(posting was stopped)" in one.reason for one in office.log())
    assert sum(told(office).values()) == 4
    assert stopping.resume(office.app, scope=None, target="", by="bob").overdue == ()


def test_stopping_twice_keeps_the_first_and_says_so(office: Office) -> None:
    stop(office)
    office.clock.moment += timedelta(minutes=5)
    again = stopping.pause(office.app, scope="all", target="", reason="another", by="bob")
    assert (again.already, again.pause.reason, again.pause.started_by) == (True, "a death in town", "ann")
    assert "Stopped already: everything since" in said(again, office)
    assert "by ann: a death in town" in said(again, office)
    assert len(stopping.resume(office.app, scope=None, target="", by="bob").in_force) == 0


def test_going_on_when_nothing_is_stopped(office: Office) -> None:
    with pytest.raises(DeliveryError, match="nothing is stopped"):
        stopping.resume(office.app, scope=None, target="", by="bob")
    stop(office, "account", "trust_x")
    with pytest.raises(DeliveryError, match="nothing like that is stopped") as caught:
        stopping.resume(office.app, scope="campaign", target="spring", by="bob")
    assert "campaign resume --account trust_x" in caught.value.remedy


def test_of_several_stops_one_must_be_named_and_the_others_hold(office: Office) -> None:
    stop(office)
    stop(office, "account", "trust_x")
    with pytest.raises(DeliveryError, match="2 stops are in force") as caught:
        stopping.resume(office.app, scope=None, target="", by="bob")
    assert "campaign resume --everything" in caught.value.remedy
    left = stopping.resume(office.app, scope="all", target="", by="bob").in_force
    assert [(one.scope, one.target) for one in left] == [("account", "trust_x")]
    office.at(DUE)
    assert published(office) == {"p0/mastodon"}


def test_what_waits_for_approval_is_held_and_listed_too(tmp_path: Path) -> None:
    more = "signoff: {required: 1}\n"
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 2, HOUR), more=more) as office:
        assert stop(office).held == 2
        office.at(DUE + timedelta(minutes=1))
        resumed = stopping.resume(office.app, scope=None, target="", by="bob")
        assert [(one.post_id, one.state) for one in resumed.overdue] == [("p0", State.HELD)]


def test_a_stop_counts_for_what_is_scheduled_afterwards(office: Office) -> None:
    stop(office, "campaign", "spring")
    rows = posts(DUE, 3, timedelta(minutes=10))
    (office.root / "captions/p2.md").write_text("Words of p2.")
    office.rows(*rows)
    apply_plan(office.app)
    office.at(DUE + timedelta(minutes=20))
    assert office.requests() == 0


def test_a_cancelled_post_is_not_brought_back_by_going_on(office: Office) -> None:
    stop(office)
    cancel(office.app, office.one("p0").delivery_id, by="ann", reason="")
    office.at(DUE + timedelta(minutes=1))
    resumed = stopping.resume(office.app, scope=None, target="", by="bob")
    assert [one.account for one in resumed.overdue] == ["trust_x"]
    assert office.one("p0").state is State.CANCELLED


def test_the_program_stops_and_goes_on_with_json_and_exit_codes(tmp_path: Path, sandbox: RunningSandbox) -> None:
    root = workspace(tmp_path, ["launch,2035-03-05,09:00,launch,,all,,"], accounts=sandbox_accounts(sandbox))
    assert campaign(root, "apply", "--yes").returncode == 0
    assert campaign(root, "pause").returncode == 2, "a stop says why"
    assert campaign(root, "pause", "--reason", "x", "--account", "a", "--campaign", "b").returncode == 2
    unknown = campaign(root, "pause", "--reason", "x", "--account", "trust_y", "--json")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "so nothing was stopped" in unknown.stderr
    stopped = campaign(root, "pause", "--reason", "a death in town", "--by", "ann", "--json")
    assert stopped.returncode == 0, stopped.stderr
    found = json.loads(stopped.stdout)
    assert (found["will_go_out"], found["held"], found["had_left"]) == (0, 3, [])
    assert found["stop"]["since"].endswith("Z")
    fall_due_now(root)
    running = daemon(root)
    try:
        wait_for(lambda: alive(root))
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert sandbox.world.posts() == []
    assert "a death in town" in campaign(root, "status").stdout
    plain = campaign(root, "resume", "--by", "bob")
    assert plain.returncode == 0, plain.stderr
    assert "The stop of everything has ended; 3 fell due meanwhile and are on hold." in plain.stdout
    assert "None of them goes out by itself: see campaign release." in plain.stdout
    again = campaign(root, "resume", "--json")
    assert (again.returncode, again.stdout) == (1, "")
    assert "nothing is stopped" in again.stderr
    assert {(one["state"], one["reason_code"]) for one in log(root)} == {("held", "was-stopped")}
