"""A freeze of campaign.yaml: nothing goes out inside it, it ends by itself, and what fell due inside is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import DeliveryError
from campaign_scheduler.services.deciding import retry
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.store import outcomes
from support.office import Office, posts, told
from support.program import wait_for

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NINE_TO_ELEVEN = "freezes: [{from: 2030-03-04 09:00, to: 2030-03-04 11:00, reason: Mourning}]\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Posts at 8, 9, 10 and 11 o'clock, and a freeze from 9 to 11."""
    rows = posts(DUE - HOUR, 4, HOUR)
    with support.office.office(tmp_path, DUE - 2 * HOUR, rows, more=NINE_TO_ELEVEN) as made:
        yield made


def test_what_falls_due_inside_is_kept_at_once_and_told_and_the_end_sends_nothing_of_it(office: Office) -> None:
    for hours in (-1, 0, 1, 2):
        office.at(DUE + hours * HOUR)
    assert office.states() == {
        "p0/mastodon": "published",
        "p1/mastodon": "held",
        "p2/mastodon": "held",
        "p3/mastodon": "published",
    }
    assert office.one("p1").reason == (
        "Posting was frozen: Mon 4 March 09:00 to Mon 4 March 11:00 (Mourning). "
        "It is kept for a person to decide: see campaign release."
    )
    assert told(office) == {"held": 2}


def test_the_first_and_the_last_moment(office: Office) -> None:
    """From is inside, to is not."""
    office.at(DUE - timedelta(seconds=1))
    assert office.one("p1").state is State.SCHEDULED
    office.at(DUE)
    assert office.one("p1").state is State.HELD
    office.at(DUE + 2 * HOUR)
    assert office.one("p3").state is State.PUBLISHED


def test_the_daemon_wakes_when_a_freeze_begins_and_ends(office: Office) -> None:
    office.at(DUE - HOUR)
    edges = []
    for _ in range(3):
        with office.store.read() as connection:
            following = outcomes.next_instant(connection, office.clock.moment, office.publisher().pace)
        assert following is not None
        edges.append(following)
        office.at(following)
    assert {DUE, DUE + 2 * HOUR} <= set(edges)


def test_what_is_overdue_when_a_freeze_begins_is_kept_too(office: Office) -> None:
    """Due before the freeze, and no daemon ran: it must not go out in the middle of it, nor after it unasked."""
    office.at(DUE + timedelta(minutes=30))
    assert office.one("p0").state is State.HELD
    office.at(DUE + 3 * HOUR)
    assert [one.post_id for one in office.log() if one.state is State.PUBLISHED] == ["p3"]


def test_a_daemon_that_ran_neither_before_nor_within_sends_nothing_of_it_afterwards(office: Office) -> None:
    office.at(DUE + 2 * HOUR)
    assert [one.reason_code for one in office.log()] == ["too-late", "frozen", "frozen", ""]
    assert office.states()["p3/mastodon"] == "published"
    assert office.requests() == 1


def test_a_freeze_that_begins_while_a_post_is_prepared_stops_it_before_the_intent(office: Office) -> None:
    office.clock.moment = DUE - timedelta(seconds=1)
    (claim,) = office.claim()

    def begins(point: str) -> None:
        if point == "prepared":
            office.clock.moment = DUE

    office.publisher(begins).publish(claim)
    assert office.requests() == 0
    office.round()
    entry = office.one("p0")
    assert (entry.state, entry.reason_code) == (State.HELD, "frozen")
    assert [one.outcome for one in entry.attempts] == ["abandoned"]


def test_a_freeze_counts_once_it_is_scheduled_and_a_removed_one_no_more(tmp_path: Path) -> None:
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 2, HOUR)) as office:
        office.settings(NINE_TO_ELEVEN)
        assert make_plan(office.app).plan.freezes.count == 1
        office.at(DUE)
        assert office.one("p0").state is State.PUBLISHED, "saved, not scheduled"
        assert apply_plan(office.app).freezes == 1
        office.at(DUE + timedelta(minutes=59))
        office.settings("")
        apply_plan(office.app)
        office.at(DUE + HOUR)
        assert office.one("p1").state is State.PUBLISHED


def test_a_freeze_put_over_now_is_noticed_by_a_daemon_at_work(tmp_path: Path) -> None:
    """With a post that becomes due inside it: no burst, no wait for a wake-up."""
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 1, HOUR)) as office:
        daemon = build_daemon(office.app, office.store)
        daemon.start()
        try:
            office.settings(NINE_TO_ELEVEN)
            apply_plan(office.app)
            office.clock.moment = DUE
            daemon.wake()
            wait_for(lambda: office.one("p0").state is State.HELD)
        finally:
            daemon.stop()
        assert office.requests() == 0


def test_an_edit_gives_a_kept_post_a_new_time_and_a_retry_inside_is_refused(office: Office) -> None:
    office.at(DUE)
    with pytest.raises(DeliveryError, match="is frozen: Mon 4 March 09:00") as caught:
        retry(office.app, office.one("p1").delivery_id, by="ann")
    assert "campaign release" in caught.value.remedy
    rows = posts(DUE - HOUR, 4, HOUR)
    office.rows(rows[0], rows[1].replace(",09:00,", ",12:00,"), *rows[2:])
    apply_plan(office.app)
    office.at(DUE + 3 * HOUR)
    assert office.one("p1").state is State.PUBLISHED


def test_overlapping_freezes_hold_until_the_last_ends(tmp_path: Path) -> None:
    more = (
        "freezes:\n"
        "  - {from: 2030-03-04 08:30, to: 2030-03-04 09:30, reason: One}\n"
        "  - {from: 2030-03-04 09:00, to: 2030-03-04 11:00, reason: Two}\n"
    )
    with support.office.office(tmp_path, DUE - HOUR, posts(DUE, 3, HOUR), more=more) as office:
        for hours in (0, 1, 2):
            office.at(DUE + hours * HOUR)
        assert [one.state for one in office.log()] == [State.HELD, State.HELD, State.PUBLISHED]
        assert "(Two)" in office.one("p0").reason


def test_another_campaign_is_not_frozen(office: Office) -> None:
    """A store may hold several campaigns."""
    path = office.root / "config/campaign.yaml"
    path.write_text(path.read_text().replace("campaign: spring", "campaign: summer").replace(NINE_TO_ELEVEN, ""))
    (office.root / "captions/other.md").write_text("Of the other campaign.")
    office.rows("other,2030-03-04,09:00,other,none,X,,")
    apply_plan(office.app)
    office.at(DUE)
    assert office.states()["other/x"] == "published"
    assert office.states()["p1/mastodon"] == "held"
