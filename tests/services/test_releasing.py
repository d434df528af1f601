"""A backlog dealt with in one go: shown first, then done, and only as far as it is still as it was shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import DeliveryError, PlanError
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services import stopping
from campaign_scheduler.services.deciding import cancel, retry
from campaign_scheduler.services.digest import digests
from campaign_scheduler.services.releasing import Release, Wanted, Way, as_json, carry_out, propose
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import outcomes
from support.making import sandbox_accounts, workspace
from support.office import Office, posts, told
from support.program import campaign, fall_due_now, log
from support.signing import approve_as

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Three posts at 9, 10 and 11, overdue at 15:00 and on hold; the fourth is due two days later."""
    rows = [*posts(DUE, 3, HOUR), "p3,2030-03-06,09:00,p3,none,all,,"]
    with support.office.office(tmp_path, DUE - HOUR, rows) as made:
        made.at(DUE + 6 * HOUR)
        assert sorted(made.states().values()) == ["held"] * 3 + ["scheduled"] * 3
        yield made


def propose_all(office: Office, way: Way | None, **more: object) -> Release:
    return propose(office.app, Wanted(way, **more))  # type: ignore[arg-type]


def times(found: Release) -> list[tuple[str, str]]:
    return [(move.entry.post_id, f"{move.at:%d %H:%M}" if move.at else move.note) for move in found.moves]


@pytest.mark.parametrize(
    ("way", "more", "expected"),
    [
        (Way.SEND, {}, ["04 15:00", "04 15:05", "04 15:10"]),
        (Way.SHIFT, {"shift": DAY}, ["05 09:00", "05 10:00", "05 11:00"]),
        (Way.SHIFT, {"shift": 12 * HOUR}, ["04 21:00", "04 22:00", "04 23:00"]),
        (Way.SLOTS, {}, ["04 17:30", "05 09:00", "05 17:30"]),
    ],
)
def test_each_way_is_shown_and_then_done(
    office: Office, way: Way, more: dict[str, object], expected: list[str]
) -> None:
    office.settings('slots: ["09:00", "17:30"]\n')
    before = office.log()
    found = propose_all(office, way, **more)
    assert times(found) == list(zip(("p0", "p1", "p2"), expected, strict=True))
    assert office.log() == before, "looking changes nothing"
    carry_out(office.app, found, by="ann")
    assert [f"{one.next_attempt_at:%d %H:%M}" for one in office.log()[:3]] == expected
    assert {one.state for one in office.log()} == {State.SCHEDULED}
    assert [one.due_at for one in office.log()] == [one.due_at for one in before], "what the calendar wished stays"
    assert propose_all(office, None).moves == ()
    office.round()
    while office.requests() < 3:
        with office.store.read() as connection:
            following = outcomes.next_instant(connection, office.clock.moment, office.publisher().pace)
        assert following is not None
        office.at(following)
    assert [f"{one.sent_at:%d %H:%M}" for one in office.log()[:3] if one.sent_at] == expected
    assert office.requests() == 3


def test_a_cancelled_backlog_never_goes_out(office: Office) -> None:
    done = carry_out(office.app, propose_all(office, Way.CANCEL), by="ann")
    assert [move.to for move in done.moves] == [State.CANCELLED] * 3
    office.at(office.clock.moment + HOUR)
    assert office.requests() == 0
    assert [one.reason for one in office.log()[:3]] == ["ann cancelled it."] * 3


@pytest.mark.parametrize("way", [Way.SEND, Way.CANCEL])
def test_nobody_is_told_of_what_a_person_has_dealt_with(office: Office, way: Way) -> None:
    assert told(office) == {"held": 3}
    carry_out(office.app, propose_all(office, way), by="ann")
    assert told(office) == {}


def test_what_moved_since_it_was_shown_is_left_alone_and_said_so(office: Office) -> None:
    found = propose_all(office, Way.SEND)
    cancel(office.app, office.one("p0").delivery_id, by="bob", reason="")
    office.rows(*posts(DUE, 1, HOUR), "p1,2030-03-08,10:00,p1,none,Mastodon,,", *posts(DUE, 3, HOUR)[2:])
    apply_plan(office.app, force=True)
    done = carry_out(office.app, found, by="ann")
    assert [(move.to, move.note) for move in done.moves] == [
        (None, "moved meanwhile; left alone"),
        (None, "moved meanwhile; left alone"),
        (State.SCHEDULED, ""),
    ]
    assert office.one("p0").state is State.CANCELLED
    assert office.one("p1").next_attempt_at == datetime(2030, 3, 8, 10, tzinfo=UTC)


def test_the_same_release_twice_is_done_once(office: Office) -> None:
    found = propose_all(office, Way.SHIFT, shift=DAY)
    carry_out(office.app, found, by="ann")
    assert carry_out(office.app, found, by="bob").moving == ()


def test_what_goes_out_while_it_is_looked_at_is_not_released(office: Office) -> None:
    retry(office.app, office.one("p0").delivery_id, by="bob")
    found = propose(office.app, Wanted(Way.CANCEL, numbers=(office.one("p0").delivery_id,)))
    office.round()
    assert carry_out(office.app, found, by="ann").moving == ()
    assert office.one("p0").state is State.PUBLISHED
    late = propose(office.app, Wanted(Way.SEND, numbers=(office.one("p0").delivery_id,)))
    assert [move.note for move in late.moves] == ["is published; left alone"]


def test_a_shift_that_stays_in_the_past_moves_nothing(office: Office) -> None:
    found = propose_all(office, Way.SHIFT, shift=HOUR)
    assert found.moving == ()
    assert {move.note for move in found.moves} == {"that would still be in the past; shift it further"}


@pytest.mark.parametrize(
    ("due", "by", "expected"),
    [
        ("2026-03-28,09:00", DAY, "2026-03-29 08:00"),
        ("2026-10-24,09:00", DAY, "2026-10-25 09:00"),
        ("2026-03-28,01:30", DAY, "2026-03-29 01:30"),
        ("2026-10-24,01:30", DAY, "2026-10-25 00:30"),
    ],
    ids=["spring", "autumn", "a time that does not exist: an hour later by the clock", "a time twice: the first"],
)
def test_a_shift_over_a_clock_change_keeps_the_time_of_day(
    tmp_path: Path, due: str, by: timedelta, expected: str
) -> None:
    first = datetime(2026, 3, 27, tzinfo=UTC) if "03-28" in due else datetime(2026, 10, 23, tzinfo=UTC)
    with support.office.office(tmp_path, first, [f"p0,{due},p0,none,Mastodon,,"]) as office:
        office.at(first + timedelta(hours=45))
        found = propose_all(office, Way.SHIFT, shift=by)
        assert [f"{move.at:%Y-%m-%d %H:%M}" for move in found.moves] == [expected]


def test_free_slots_leave_out_one_that_a_clock_change_leaves_out(tmp_path: Path) -> None:
    first = datetime(2026, 3, 27, 9, tzinfo=UTC)
    more = 'slots: ["01:30"]\n'
    with support.office.office(tmp_path, first, posts(first + HOUR, 2, HOUR), more=more) as office:
        office.at(first + 8 * HOUR)
        assert times(propose_all(office, Way.SLOTS)) == [("p0", "28 01:30"), ("p1", "30 00:30")]


def test_only_an_account_a_post_or_a_number(tmp_path: Path) -> None:
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 2, HOUR, "Mastodon;X")) as office:
        office.at(DUE + 6 * HOUR)
        number = office.one("p0", "trust_x").delivery_id
        for wanted, expected in (
            (Wanted(accounts=("trust_x",)), {("p0", "trust_x"), ("p1", "trust_x")}),
            (Wanted(posts=("p1",)), {("p1", "trust_x"), ("p1", "trust_mastodon")}),
            (Wanted(numbers=(number,)), {("p0", "trust_x")}),
            (Wanted(states=(State.MISSED,)), set()),
            (Wanted(campaign="other"), set()),
            (Wanted(reason_codes=("was-stopped",)), set()),
        ):
            found = propose(office.app, wanted)
            assert {(move.entry.post_id, move.entry.account) for move in found.moves} == expected
        with pytest.raises(DeliveryError, match="no post number 99 here"):
            propose(office.app, Wanted(numbers=(99,)))


def test_a_pause_lies_between_two_posts_of_an_account_and_not_between_accounts(tmp_path: Path) -> None:
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 2, HOUR, "Mastodon;X")) as office:
        office.at(DUE + 6 * HOUR)
        assert sorted(times(propose_all(office, Way.SEND))) == [
            *[("p0", "04 15:00")] * 2,
            *[("p1", "04 15:05")] * 2,
        ]


def test_a_freeze_is_respected_whatever_the_way(office: Office) -> None:
    freeze = "freezes: [{from: 2030-03-04, to: 2030-03-05, reason: Mourning}]\n"
    office.settings(f'slots: ["09:00"]\n{freeze}')
    apply_plan(office.app)
    sent = propose_all(office, Way.SEND)
    assert sent.moving == ()
    assert {move.note for move in sent.moves} == {"posting is frozen: Mon 4 March to Tue 5 March (Mourning)"}
    assert times(propose_all(office, Way.SHIFT, shift=DAY)) == [
        ("p0", "06 09:00"),
        ("p1", "06 10:00"),
        ("p2", "06 11:00"),
    ]
    shifted = propose_all(office, Way.SHIFT, shift=DAY)
    assert all("moved past the freeze" in move.note for move in shifted.moves)
    assert times(propose_all(office, Way.SLOTS)) == [("p0", "07 09:00"), ("p1", "08 09:00"), ("p2", "09 09:00")]


def test_a_freeze_scheduled_while_a_release_was_looked_at_still_holds(office: Office) -> None:
    found = propose_all(office, Way.SEND)
    office.settings("freezes: [{from: 2030-03-04, to: 2030-03-05, reason: Mourning}]\n")
    apply_plan(office.app)
    carry_out(office.app, found, by="ann")
    office.round()
    office.at(office.clock.moment + timedelta(minutes=20))
    assert office.requests() == 0
    assert {office.one(f"p{n}").reason_code for n in range(3)} == {"frozen"}


def test_what_is_released_waits_for_its_approval(tmp_path: Path) -> None:
    more = "signoff: {required: 1}\n"
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 1, HOUR), more=more) as office:
        office.at(DUE + 6 * HOUR)
        found = propose_all(office, Way.SEND)
        assert [move.to for move in found.moves] == [State.AWAITING_SIGNOFF]
        carry_out(office.app, found, by="ann")
        office.round()
        assert office.requests() == 0
        approve_as(office.app, "Bob")
        office.round()
        assert office.requests() == 1


def test_behind_a_stop_nothing_goes_and_that_is_said(office: Office) -> None:
    stopping.pause(office.app, scope="all", target="", reason="x", by="ann")
    found = propose_all(office, Way.SEND)
    assert as_json(found, done=False)["stops_in_force"] == 1
    assert all(found.is_stopped(move) for move in found.moving)
    carry_out(office.app, found, by="ann")
    office.at(office.clock.moment + timedelta(minutes=20))
    assert office.requests() == 0


def test_no_slots_in_the_campaign_and_no_room_before_its_end(office: Office) -> None:
    with pytest.raises(PlanError, match="names no slots") as caught:
        propose_all(office, Way.SLOTS)
    assert "campaign release --shift" in caught.value.remedy
    office.settings('slots: ["17:30"]\nwindow: {from: 2030-03-01, to: 2030-03-06}\n')
    assert times(propose_all(office, Way.SLOTS)) == [("p0", "04 17:30"), ("p1", "05 17:30"), ("p2", "06 17:30")]
    office.settings('slots: ["17:30"]\nwindow: {from: 2030-03-01, to: 2030-03-05}\n')
    assert times(propose_all(office, Way.SLOTS))[2] == ("p2", "no slot is free before the campaign ends (05/03/2030)")


def test_the_program_shows_asks_and_does(tmp_path: Path, sandbox: RunningSandbox) -> None:
    root = workspace(tmp_path, ["launch,2035-03-05,09:00,launch,,all,,"], accounts=sandbox_accounts(sandbox))
    assert "no backlog" in campaign(root, "release").stdout
    assert campaign(root, "apply", "--yes").returncode == 0
    assert campaign(root, "pause", "--reason", "x").returncode == 0
    fall_due_now(root)
    assert campaign(root, "resume").returncode == 0
    shown = campaign(root, "release")
    assert shown.returncode == 0
    assert "What should become of them?" in shown.stdout
    assert campaign(root, "release", "--send", "--cancel").returncode == 2
    assert campaign(root, "release", "--shift", "later").returncode == 2
    asked = json.loads(campaign(root, "release", "--cancel", "--json").stdout)
    assert (asked["done"], len(asked["posts"])) == (False, 3)
    assert {entry["state"] for entry in log(root)} == {"held"}
    done = json.loads(campaign(root, "release", "--cancel", "--json", "--yes").stdout)
    assert done["done"] is True
    assert {entry["state"] for entry in log(root)} == {"cancelled"}


def test_the_digest_names_the_time_at_which_a_released_post_goes_out(office: Office) -> None:
    carry_out(office.app, propose(office.app, Wanted(Way.SHIFT, shift=DAY, posts=("p0",))), by="ann")
    carry_out(office.app, propose(office.app, Wanted(Way.SHIFT, shift=4 * DAY, posts=("p1",))), by="ann")
    (found,) = digests(office.app)
    assert "GOES OUT NEXT: 1 post\n- Tue 5 March 09:00 (London) p0: trust_mastodon\n" in found.text
    assert "- after that: Wed 6 March 09:00 (London) p3: " in found.text
    carry_out(office.app, propose(office.app, Wanted(Way.CANCEL, posts=("p2",))), by="ann")
    office.at(datetime(2030, 3, 6, 10, tzinfo=UTC))
    assert "- after that: Fri 8 March 10:00 (London) p1: trust_mastodon" in digests(office.app)[0].text
