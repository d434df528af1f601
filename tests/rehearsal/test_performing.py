"""A campaign rehearsed whole: what becomes of each post, with whose limits, and that nothing is touched."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.account import Account, Profile
from campaign_scheduler.model.capabilities import Capabilities, Handover
from campaign_scheduler.model.clock import Clock
from campaign_scheduler.model.errors import InputError
from campaign_scheduler.rehearsal import Rehearsal, rehearsal_page, rehearse
from campaign_scheduler.rehearsal.performing import stand_ins
from campaign_scheduler.rehearsal.result import Verdict
from campaign_scheduler.rehearsal.words import headline
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.sandbox.posts import Post
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import accounts
from support.making import ACCOUNTS, CAMPAIGN, SetClock, app_for, sandbox_accounts, workspace
from support.old_store import first_store

NOW = datetime(2030, 3, 1, tzinfo=UTC)
FULL_HEADING = "id,date,time,caption,media,accounts,status,note"
HEADING = "id,date,time,media,accounts,text"
ROWS = (
    "launch,2030-03-04,09:00,launch.png,all,The service opens today: https://example.org",
    "again,2030-03-11,09:00,none,X,Still open.",
)


def _app(root: Path, **parts: object) -> App:
    """A workspace of two posts, unless a part of it is replaced; the clock stands before it."""
    rows = parts.pop("rows", ROWS)
    return app_for(workspace(root, rows, heading=HEADING, **parts), SetClock(NOW))  # type: ignore[arg-type]


def _verdicts(found: Rehearsal) -> dict[tuple[str, str], Verdict]:
    return {(one.rendering.post.id, one.rendering.account.id): one.verdict for one in found.showings}


def test_everything_goes_out_and_is_shown_as_it_arrived(tmp_path: Path) -> None:
    found = rehearse(_app(tmp_path))
    assert _verdicts(found) == {
        ("launch", "trust_x"): Verdict.OUT,
        ("launch", "trust_linkedin"): Verdict.OUT,
        ("launch", "trust_mastodon"): Verdict.OUT,
        ("again", "trust_x"): Verdict.OUT,
    }
    assert found.is_fine
    assert headline(found) == "All 4 posts go out."
    (cost,) = found.costs
    assert (cost.with_link, cost.plain, cost.alt_texts, cost.linked) == (1, 1, 1, ("launch",))
    page = rehearsal_page(found)
    assert page.count("A green field under a blue sky") == 2 * 3  # for the eye and for the ear, on three networks
    assert page.count("data:image/webp") == 1
    assert "$0.22" in page


def test_no_account_needs_credentials(tmp_path: Path) -> None:
    app = _app(tmp_path)
    bare = replace(app, settings=app.settings.model_copy(update={"secrets": {}}))
    assert rehearse(bare).is_fine


# Nothing is touched


def _tree(root: Path) -> dict[str, tuple[str, int]]:
    """Every file with what is in it and when it was last written."""
    return {
        str(path.relative_to(root)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every address that is connected to or looked up; those of other machines are refused."""
    found: list[object] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: object) -> None:
        found.append(address)
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise ConnectionRefusedError(address)
        connect(self, address)  # type: ignore[arg-type]

    def resolved(host: object, *rest: object, **more: object) -> object:
        found.append((host,))
        if host not in ("127.0.0.1", "::1"):
            raise socket.gaierror(host)
        return look_up(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    yield found


def test_her_files_her_store_and_every_network_are_left_alone(
    tmp_path: Path, sandbox: RunningSandbox, asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, scratch = tmp_path / "hers", tmp_path / "scratch"
    scratch.mkdir()
    app = _app(root, accounts=sandbox_accounts(sandbox))
    apply_plan(app)
    accounts_file = root / "config/accounts.yaml"
    accounts_file.write_text(ACCOUNTS, encoding="utf-8")
    before, posted = _tree(root), len(sandbox.world.received())
    asked.clear()
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("CAMPAIGN_NOTIFY", "json://notify.example/")
    monkeypatch.setenv("CAMPAIGN_HEARTBEAT_URL", "https://watchdog.example/ping")
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    told = app.settings.model_copy(update={"notify": "json://notify.example/"})
    assert rehearse(replace(app, settings=told)).is_fine
    assert asked
    assert {address[0] for address in asked if isinstance(address, tuple)} <= {"127.0.0.1", "::1"}
    assert _tree(root) == before
    assert len(sandbox.world.received()) == posted
    assert list(scratch.iterdir()) == []


def test_a_store_of_an_earlier_version_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    app = _app(tmp_path)
    first_store(tmp_path / "campaign.db")
    before = hashlib.sha256((tmp_path / "campaign.db").read_bytes()).hexdigest()
    rehearse(app)
    assert hashlib.sha256((tmp_path / "campaign.db").read_bytes()).hexdigest() == before
    assert not list(tmp_path.glob("campaign.db.*"))


def test_without_a_store_none_is_made(tmp_path: Path) -> None:
    rehearse(_app(tmp_path))
    assert not (tmp_path / "campaign.db").exists()
    assert not (tmp_path / ".campaign").exists()


# Whose limits


LONG = ("long,2030-03-04,09:00,none,Mastodon," + "kindness " * 90,)


def _pin(app: App, limits: Mapping[str, object]) -> None:
    account = Account("trust_mastodon", "mastodon", base_url="https://mastodon.example")
    profile = Profile("1", "trust", "https://mastodon.example", limits=limits)
    with app.store() as store, store.write() as connection:
        accounts.pin(connection, account, profile, NOW)


def test_an_instance_with_room_for_more_takes_more(tmp_path: Path) -> None:
    app = _app(tmp_path, rows=LONG)
    _pin(app, {"max_characters": 1000})
    found = rehearse(app)
    assert _verdicts(found) == {("long", "trust_mastodon"): Verdict.OUT}
    assert found.parts[0].limits_from == "its own server's, as it said on 01/03/2030"


def test_an_account_not_yet_connected_is_held_to_the_usual_limits_and_that_is_said(tmp_path: Path) -> None:
    found = rehearse(_app(tmp_path, rows=LONG))
    assert _verdicts(found) == {("long", "trust_mastodon"): Verdict.BLOCKED}
    assert "not connected yet" in found.parts[0].limits_from
    assert "809 of 500" in found.showings[0].problems[0].message
    assert not found.is_fine


# What does not go out


def test_a_problem_of_one_account_keeps_the_post_from_that_account_alone(tmp_path: Path) -> None:
    rows = ("long,2030-03-04,09:00,none,all," + "kindness " * 40,)
    found = rehearse(_app(tmp_path, rows=rows))
    assert _verdicts(found) == {
        ("long", "trust_x"): Verdict.BLOCKED,
        ("long", "trust_linkedin"): Verdict.OUT,
        ("long", "trust_mastodon"): Verdict.OUT,
    }
    assert headline(found) == "Of 3 posts, 2 go out and 1 cannot be scheduled yet."
    assert found.costs == ()


def test_a_repeat_is_not_sent_where_the_network_refuses_it(tmp_path: Path) -> None:
    rows = (*ROWS, 'same,2030-03-12,09:00,none,"X, Mastodon",Still open.')
    found = _verdicts(rehearse(_app(tmp_path, rows=rows)))
    assert found["same", "trust_x"] is Verdict.BLOCKED
    assert found["same", "trust_mastodon"] is Verdict.OUT


def test_a_freeze_keeps_a_post_on_hold(tmp_path: Path) -> None:
    freezes = "freezes:\n  - {from: 2030-03-11, to: 2030-03-11, reason: Election}\n"
    found = rehearse(_app(tmp_path, campaign=CAMPAIGN + freezes))
    assert _verdicts(found)["again", "trust_x"] is Verdict.FROZEN
    assert "Election" in found.showings[-1].reason
    assert found.is_fine
    assert found.costs[0].plain == 0


def test_posts_that_nobody_approved_are_rehearsed_and_said_to_wait(tmp_path: Path) -> None:
    app = _app(tmp_path, campaign=CAMPAIGN + "signoff: {required: 1}\n")
    found = rehearse(app)
    assert set(_verdicts(found).values()) == {Verdict.APPROVAL}
    assert headline(found) == "All 4 posts go out once they are approved."
    assert "Still open." in str(found.showings[-1].words)


def test_what_was_said_before_would_stop_the_scheduling(tmp_path: Path, sandbox: RunningSandbox) -> None:
    root = tmp_path / "hers"
    app = _app(root, accounts=sandbox_accounts(sandbox))
    apply_plan(app)
    with app.store() as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'published', campaign = 'winter', remote_id = id")
    found = rehearse(app)
    assert [brake.code for brake in found.brakes] == ["repeat"]
    assert not found.is_fine
    assert "Scheduling would stop" in rehearsal_page(found)


def test_what_is_out_already_is_said(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = _app(tmp_path / "hers", accounts=sandbox_accounts(sandbox))
    apply_plan(app)
    with app.store() as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'published', permalink = 'https://x.example/1'")
    found = rehearse(app)
    assert {one.already for one in found.showings} == {"Out in earnest already: https://x.example/1"}
    assert found.is_fine


def test_dates_that_have_passed_are_told_and_rehearsed(tmp_path: Path) -> None:
    found = rehearse(_app(tmp_path), now=datetime(2030, 3, 5, tzinfo=UTC))
    assert set(_verdicts(found).values()) == {Verdict.OUT}
    assert found.past == 1
    assert not found.is_fine


def _with(fault: Fault) -> Callable[[Clock], RunningSandbox]:
    """The stand-in networks with something wrong."""

    def networks(clock: Clock) -> RunningSandbox:
        running = stand_ins(clock)
        running.faults.add(fault)
        return running

    return networks


def test_what_a_network_refuses_is_told_with_its_reason(tmp_path: Path) -> None:
    found = rehearse(_app(tmp_path), networks=_with(Fault("status_403", "x", times=None)))
    failed = [one for one in found.showings if one.verdict is Verdict.FAILED]
    assert {one.rendering.account.id for one in failed} == {"trust_x"}
    assert all(one.reason for one in failed)
    assert not found.is_fine


def test_alt_text_that_a_network_loses_is_noticed(tmp_path: Path) -> None:
    def forgetful(clock: Clock) -> RunningSandbox:
        running = stand_ins(clock)
        publish = running.world.publish

        def without_alt(post: Post) -> None:
            post.media = [replace(picture, alt="") for picture in post.media]
            publish(post)

        running.world.publish = without_alt  # type: ignore[method-assign]
        return running

    found = rehearse(_app(tmp_path), networks=forgetful)
    failed = [one for one in found.showings if one.verdict is Verdict.FAILED]
    assert {one.rendering.post.id for one in failed} == {"launch"}
    assert {one.reason for one in failed} == {"A picture or its alt text did not arrive."}


# Networks without a stand-in


class Board:
    """A network of somebody else's."""

    name = "board"

    def __init__(self, able: Capabilities) -> None:
        self._able = able

    def capabilities(self, account: Account) -> Capabilities:
        return self._able


BOARD = ACCOUNTS + "  - {id: board, platform: board, name: Sam, person: Sam Okafor}\n"


def _with_board(root: Path, **changes: object) -> App:
    app = _app(root, accounts=BOARD, rows=("launch,2030-03-04,09:00,launch.png,board,On the board",))
    plain = app.platforms["linkedin"].capabilities(Account("none", "linkedin"))
    able = replace(plain, platform="board", title="Notice board", required_options=(), **changes)  # type: ignore[arg-type]
    return replace(app, platforms={**app.platforms, "board": Board(able)})  # type: ignore[dict-item]


def test_a_network_without_a_stand_in_is_shown_and_that_is_said(tmp_path: Path) -> None:
    campaign = CAMPAIGN.replace("trust_mastodon]", "trust_mastodon, board]")
    (tmp_path / "config").mkdir()
    app = _with_board(tmp_path)
    (tmp_path / "config/campaign.yaml").write_text(campaign, encoding="utf-8")
    (one,) = rehearse(app).showings
    assert one.verdict is Verdict.SHOWN
    assert "no stand-in for Notice board" in one.reason
    assert str(one.words) == "On the board"


def test_a_person_who_posts_by_hand_would_have_been_asked(tmp_path: Path) -> None:
    campaign = CAMPAIGN.replace("trust_mastodon]", "trust_mastodon, board]")
    app = _with_board(tmp_path, handover=Handover((timedelta(hours=1),)))
    (tmp_path / "config/campaign.yaml").write_text(campaign, encoding="utf-8")
    found = rehearse(app)
    assert found.showings[0].verdict is Verdict.ASKED
    assert found.showings[0].reason == "Sam Okafor would have been asked to post this."
    assert found.is_fine


# Broken input


def test_rows_with_problems_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = rehearse(_app(tmp_path, rows=(*ROWS, "lost,2030-13-40,09:00,none,X,Never")))
    assert found.counts[Verdict.OUT] == 4
    assert any(problem.line == 4 for problem in found.problems)
    assert not found.is_fine
    assert "2030-13-40" in rehearsal_page(found)


def test_without_a_campaign_there_is_nothing_to_rehearse(tmp_path: Path) -> None:
    app = _app(tmp_path)
    (tmp_path / "config/campaign.yaml").unlink()
    with pytest.raises(InputError):
        rehearse(app)


def test_an_empty_calendar_makes_an_empty_page(tmp_path: Path) -> None:
    found = rehearse(_app(tmp_path, rows=()))
    assert headline(found) == "There was nothing to rehearse."
    assert "no row of the calendar is ready" in rehearsal_page(found)
