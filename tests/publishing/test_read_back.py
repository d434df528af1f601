"""After publishing, the live post is read: what a reader sees there is what was scheduled, or a person is told."""

from __future__ import annotations

import pytest

from campaign_scheduler.model.delivery import ReadBack, State
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import status
from campaign_scheduler.services.digest import digests
from campaign_scheduler.store import read_backs
from support.aftercare import FIRST_READ, SURE, Died, Out
from support.bench import Bench

READ_BACK_ON_X = ("platform: x,", "platform: x, read_back: yes,")
MEMBER = ("urn:li:organization:1", "urn:li:person:trust_linkedin")


def test_what_is_as_scheduled_is_noted_and_nobody_is_told(out: Out) -> None:
    assert out.entry().verify_code is ReadBack.PENDING
    out.read_back(FIRST_READ - 1)
    assert out.entry().verified_at is None, "not before its time"
    out.read_back(1)
    for platform in ("mastodon", "linkedin"):
        entry = out.entry(platform)
        assert (entry.verify_code, entry.verified_at) == (ReadBack.SAME, out.bench.clock.moment)
        assert (entry.verify_at, entry.verify_note, entry.state) == (None, "", State.PUBLISHED)
    assert out.told() == []
    out.read_back(10_000)
    assert out.reads() == 1, "once is enough"


def test_reading_that_costs_is_not_done_by_itself(out: Out) -> None:
    out.read_back(1000)
    entry = out.entry("x")
    assert (entry.verify_code, entry.verified_at, out.reads("x")) == (ReadBack.ON_REQUEST, None, 0)
    assert "$0.005" in entry.verify_note


@pytest.mark.parametrize("out", [READ_BACK_ON_X], indirect=True)
def test_an_account_may_ask_for_it_where_it_costs(out: Out) -> None:
    out.read_back()
    assert (out.entry("x").verify_code, out.reads("x")) == (ReadBack.SAME, 1)


@pytest.mark.parametrize("out", [MEMBER], indirect=True)
def test_what_nobody_can_read_is_said_to_be_so(out: Out) -> None:
    out.read_back(1000)
    entry = out.entry("linkedin")
    assert (entry.verify_code, out.reads("linkedin")) == (ReadBack.NOT_CHECKABLE, 0)
    assert "member" in entry.verify_note


def test_other_words_are_told_with_the_difference_once_they_are_certain(out: Out) -> None:
    out.post().text = "The service closes today."
    out.read_back()
    assert (out.entry().verify_code, out.kinds()) == (ReadBack.PENDING, []), "it may still be settling"
    out.read_back(SURE)
    entry = out.entry()
    assert (entry.state, entry.verify_code, entry.verified_at) == (State.PUBLISHED, ReadBack.DIFFERS, None)
    (message,) = out.told()
    assert message.message.kind == "differs"
    assert "reads “closes today.” where “opens today.” was scheduled" in message.message.body
    out.read_back(10_000)
    assert len(out.told()) == 1


@pytest.mark.parametrize(("alt", "said"), [("", "has no alt text"), ("A cat", "is “A cat” there, not “A green field")])
def test_lost_alt_text_is_told(out: Out, alt: str, said: str) -> None:
    out.post().media[0].alt = alt
    out.read_back()
    out.read_back(SURE)
    assert said in out.told()[0].message.body


def test_a_picture_that_is_missing_is_told(out: Out) -> None:
    out.post().media.clear()
    out.read_back()
    out.read_back(SURE)
    assert "no picture where 1 picture was scheduled" in out.told()[0].message.body


def test_a_post_that_is_gone_is_told_and_stays_published(out: Out) -> None:
    out.bench.sandbox.world.remove(out.post())
    out.read_back()
    assert out.entry().removed_at is None
    out.read_back(SURE)
    entry = out.entry()
    assert (entry.state, entry.removed_at, entry.verify_code) == (
        State.PUBLISHED,
        out.bench.clock.moment,
        ReadBack.GONE,
    )
    assert entry.state_words == "Published, gone from the network"
    assert out.kinds() == ["gone-since"]


def test_a_network_that_is_away_is_asked_again_and_in_the_end_given_up(out: Out) -> None:
    out.bench.sandbox.faults.add(Fault("status_503", platform="mastodon", step="find", times=2))
    for pause in (FIRST_READ, 30, 120):
        assert out.entry().verified_at is None
        out.read_back(pause)
    assert (out.entry().verify_code, out.reads()) == (ReadBack.SAME, 3)

    out.bench.sandbox.faults.add(Fault("status_503", platform="linkedin", step="find", times=None))
    with out.bench.store.write() as connection:
        read_backs.again(connection, out.entry("linkedin").delivery_id, out.bench.clock.moment)
    for _ in range(10):
        out.read_back(24 * 3600)
    entry = out.entry("linkedin")
    assert (entry.verify_code, entry.state, out.told()) == (ReadBack.UNREAD, State.PUBLISHED, [])
    assert entry.verify_note.startswith("LinkedIn had a fault")
    assert out.reads("linkedin") < 10


def test_a_limit_is_waited_for(out: Out) -> None:
    out.bench.sandbox.faults.add(Fault("status_429", platform="mastodon", step="find", seconds=900))
    out.read_back()
    out.read_back(600)
    assert out.reads() == 1
    out.read_back(400)
    assert out.entry().verify_code is ReadBack.SAME


def test_a_token_that_may_not_read_changes_nothing_but_the_note(out: Out) -> None:
    out.bench.sandbox.faults.add(Fault("status_403", platform="mastodon", step="find"))
    out.read_back()
    out.read_back(10_000)
    entry = out.entry()
    assert (entry.verify_code, entry.state, entry.removed_at) == (ReadBack.UNREAD, State.PUBLISHED, None)


@pytest.mark.parametrize("lie", ["html_after", "empty_after", "cut_after", "drop_after", "redirect_after"])
def test_a_lying_network_proves_nothing(out: Out, lie: str) -> None:
    out.bench.sandbox.faults.add(Fault(lie, step="find", times=None))
    out.read_back()
    out.read_back(SURE)
    for platform in ("mastodon", "linkedin"):
        entry = out.entry(platform)
        assert (entry.verify_code, entry.removed_at) == (ReadBack.PENDING, None)


@pytest.mark.parametrize("point", ["reading", "read"])
def test_who_dies_while_reading_reads_after_the_restart(out: Out, point: str) -> None:
    with pytest.raises(Died):
        out.read_back(dies_at=point)
    assert {out.entry(name).verify_code for name in ("mastodon", "linkedin")} == {ReadBack.PENDING}
    out.read_back(60)
    codes = [out.entry(name).verify_code for name in ("mastodon", "linkedin")]
    assert sorted(codes) == [ReadBack.PENDING, ReadBack.SAME], "the one that was being read is left alone a while"
    out.read_back(120)
    assert {out.entry(name).verify_code for name in ("mastodon", "linkedin")} == {ReadBack.SAME}


def test_two_daemons_read_a_post_once(out: Out) -> None:
    out.bench.later(FIRST_READ)
    now = out.bench.clock.moment
    taken = [
        out.bench.store.commit(lambda c: read_backs.take(c, out.entry().delivery_id, now, now.replace(hour=23)))
        for _ in range(2)
    ]
    assert [one is not None for one in taken] == [True, False]


def test_a_post_that_was_not_sure_is_read_back_once_it_is_found(out: Out) -> None:
    with out.bench.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'unconfirmed', remote_id = NULL, verify_at = NULL,"
            " check_at = next_attempt_at WHERE platform = 'mastodon'"
        )
    out.bench.reconciler.look()
    entry = out.entry()
    assert (entry.state, entry.reason_code, entry.verified_at) == (State.PUBLISHED, "found", None)
    out.read_back()
    assert out.entry().verify_code is ReadBack.SAME


def test_a_network_that_is_away_is_asked_once_for_all_its_posts(out: Out) -> None:
    """Each question may take a minute; the posts of other networks would wait behind them."""
    with out.bench.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET account_id = 'trust_linkedin', platform = 'linkedin', remote_id = 'urn:li:share:1',"
            " post_id = 'second',"
            " options = (SELECT options FROM deliveries WHERE platform = 'linkedin') WHERE platform = 'mastodon'"
        )
        connection.exec_driver_sql(
            "UPDATE deliveries SET base_url = (SELECT base_url FROM deliveries WHERE remote_id <> 'urn:li:share:1'"
            " AND platform = 'linkedin') WHERE platform = 'linkedin'"
        )
    out.bench.sandbox.faults.add(Fault("status_503", platform="linkedin", step="find", times=None))
    out.read_back()
    assert out.reads("linkedin") == 1
    out.bench.sandbox.faults.clear()
    out.read_back(120)
    assert out.reads("linkedin") == 3


def test_status_and_digest_say_what_is_not_there_any_more(out: Out) -> None:
    out.bench.sandbox.world.remove(out.post())
    out.post("linkedin").text = out.post("linkedin").wrote = "Other words."
    out.read_back()
    out.read_back(SURE)
    found = status.status(out.bench.app)
    assert found.since_then == {"removed": 1, "differs": 1}
    assert (status.as_json(found)["removed"], status.as_json(found)["reads_otherwise"]) == (1, 1)
    (digest,) = digests(out.bench.app)
    assert "gone from the network at 09:01" in digest.text
    assert "READS OTHERWISE: It reads “Other words.” where" in digest.text
    out.bench.later(2 * 24 * 3600)
    with out.bench.store.write() as connection:
        read_backs.note_removed(
            connection, out.entry("x").delivery_id, out.bench.clock.moment, ReadBack.GONE, "No such post."
        )
    (digest,) = digests(out.bench.app)
    assert "NOT THERE ANY MORE since Tue 5 March 17:00: 1 post\n- launch, trust_x" in digest.text
    assert not digest.says_nothing


def test_a_clear_yes_with_nothing_behind_it_is_found_out(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("lie", platform="mastodon"))
    out = Out(bench)
    assert (out.entry().state, bench.live()) == (State.PUBLISHED, 0)
    out.read_back()
    out.read_back(SURE)
    assert (out.entry().state, out.kinds()) == (State.PUBLISHED, ["gone-since"])
