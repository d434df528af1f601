"""Taking a post down: written first, asked once, and what a lost answer meant is learnt by reading."""

from __future__ import annotations

import pytest

from campaign_scheduler.model.delivery import ReadBack, State
from campaign_scheduler.model.errors import DeliveryError
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import log as logging
from campaign_scheduler.services import unpublishing
from campaign_scheduler.services.deciding import resolve
from campaign_scheduler.services.unpublishing import Unpublished
from campaign_scheduler.services.verifying import verify
from campaign_scheduler.store import read_backs
from campaign_scheduler.store.removals import Asked
from support.aftercare import SURE, Died, Out

WHY = "The opening was called off."


def unpublish(out: Out, platform: str = "mastodon", **more: bool) -> Unpublished:
    number = out.entry(platform).delivery_id
    return unpublishing.unpublish(out.bench.app, number, by="Ann", reason=WHY, **more)


def deletes(out: Out, platform: str = "mastodon") -> int:
    return out.bench.sandbox.world.requests[f"{platform}:delete"]


@pytest.mark.parametrize("platform", ["mastodon", "x", "linkedin"])
def test_it_is_down_and_stays_in_the_log_with_who_and_why(out: Out, platform: str) -> None:
    assert unpublish(out, platform).down
    assert out.bench.live(platform) == 0
    entry = out.entry(platform)
    assert (entry.state, entry.removed_at) == (State.PUBLISHED, out.bench.clock.moment)
    assert entry.state_words == "Published, taken down since"
    told = logging.as_json(entry)
    assert told["removal"] == {
        "asked_by": "Ann",
        "reason": WHY,
        "state": "done",
        "note": "",
        **dict.fromkeys(("asked_at", "ended_at"), logging.utc(out.bench.clock.moment)),
    }
    out.read_back(1000)
    assert out.entry(platform).verify_code is ReadBack.REMOVED
    assert out.told() == []


def test_down_already_asks_the_network_nothing(out: Out) -> None:
    unpublish(out)
    assert unpublish(out).already
    assert deletes(out) == 1


def test_gone_before_we_asked_is_fine(out: Out) -> None:
    out.bench.sandbox.world.remove(out.post())
    assert unpublish(out).down


def test_a_refusal_is_told_with_what_to_do_by_hand(out: Out) -> None:
    out.bench.sandbox.faults.add(Fault("status_403", step="delete"))
    with pytest.raises(DeliveryError) as refused:
        unpublish(out)
    assert "--by-hand" in refused.value.remedy
    entry = out.entry()
    assert (entry.removed_at, entry.removal and entry.removal.state) == (None, Asked.REFUSED)
    assert unpublish(out, by_hand=True).down
    assert (out.entry().removed_at is not None, out.bench.live()) == (True, 1), "a person's word is taken"


@pytest.mark.parametrize("lie", ["drop_after", "error_after", "html_after", "empty_after", "cut_after"])
def test_a_lost_answer_is_settled_by_reading(out: Out, lie: str) -> None:
    out.bench.sandbox.faults.add(Fault(lie, step="delete"))
    assert unpublish(out).down
    assert out.bench.live() == 0


def test_an_answer_that_nobody_can_check_is_recorded_as_not_certain(out: Out) -> None:
    out.bench.sandbox.faults.add(Fault("drop_after", step="delete"))
    out.bench.sandbox.faults.add(Fault("status_503", platform="mastodon", step="find", times=1))
    assert not unpublish(out).down
    entry = out.entry()
    assert (entry.removed_at, entry.removal and entry.removal.state) == (None, Asked.UNCONFIRMED)
    out.bench.later(31)
    assert out.remover().look() == 1
    assert out.entry().removed_at is not None
    assert out.entry().removal.state is Asked.DONE  # type: ignore[union-attr]


def test_a_request_that_was_lost_is_told_and_may_be_made_again(out: Out) -> None:
    out.bench.sandbox.faults.add(Fault("drop_before", step="delete"))
    assert not unpublish(out).down
    for _ in range(8):
        out.bench.later(SURE * 60)
        out.remover().look()
    assert (out.kinds(), out.bench.live()) == (["not-removed"], 1)
    assert out.entry().removal.state is Asked.REFUSED  # type: ignore[union-attr]
    assert unpublish(out).down


@pytest.mark.parametrize("point", ["removing", "removed"])
def test_who_dies_amid_it_leaves_it_to_the_daemon(out: Out, point: str) -> None:
    with out.bench.store.read() as connection:
        post = read_backs.outside(connection, out.entry().delivery_id)
    assert post is not None
    with pytest.raises(Died):
        out.remover(dies_at=point).remove(post, by="Ann", reason=WHY)
    assert out.entry().removal.state is Asked.ASKED  # type: ignore[union-attr]
    for _ in range(8):
        out.bench.later(SURE * 60)
        out.remover().look()
    down = point == "removed"
    assert (out.entry().removed_at is not None, out.kinds()) == (down, [] if down else ["not-removed"])
    assert deletes(out) == (1 if down else 0), "the daemon only looks"


def test_only_what_is_published_can_be_taken_down(out: Out) -> None:
    with out.bench.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'scheduled' WHERE platform = 'mastodon'")
    with pytest.raises(DeliveryError, match="not published: scheduled"):
        unpublish(out)
    with pytest.raises(DeliveryError, match="no post number 99"):
        unpublishing.unpublish(out.bench.app, 99, by="Ann", reason=WHY)
    with pytest.raises(DeliveryError, match="a reason"):
        unpublishing.unpublish(out.bench.app, 1, by="Ann", reason=" ")


def test_an_address_that_a_person_gave_proves_nothing(out: Out) -> None:
    """`Deleting what is gone is fine` must not mean that a mistyped address takes a post down."""
    with out.bench.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'unconfirmed', remote_id = NULL, verify_at = NULL"
            " WHERE platform = 'mastodon'"
        )
    resolve(out.bench.app, out.entry().delivery_id, by="Ann", published="https://mastodon.example/@trust/123")
    out.read_back(SURE * 2)
    assert (out.entry().verify_code, out.entry().removed_at) == (ReadBack.NOT_CHECKABLE, None)
    with pytest.raises(DeliveryError, match="no post under the address"):
        unpublish(out)
    assert (deletes(out), out.bench.live()) == (0, 1)


def test_a_read_back_that_was_under_way_does_not_bring_it_back(out: Out) -> None:
    """The daemon has seen the post, then it is taken down, then the daemon writes what it saw."""
    with out.bench.store.read() as connection:
        seen = read_backs.outside(connection, out.entry().delivery_id)
    assert seen is not None
    unpublish(out)
    with out.bench.store.write() as connection:
        assert not read_backs.note(connection, seen, ReadBack.SAME, removed_at=None)
    assert out.entry().removed_at is not None


def test_what_a_read_back_finds_gone_while_it_was_asked_for_is_no_news(out: Out) -> None:
    with out.bench.store.read() as connection:
        post = read_backs.outside(connection, out.entry().delivery_id)
    assert post is not None
    with pytest.raises(Died):
        out.remover(dies_at="removed").remove(post, by="Ann", reason=WHY)
    out.read_back(SURE * 2)
    entry = out.entry()
    assert (entry.verify_code, entry.removal and entry.removal.state) == (ReadBack.REMOVED, Asked.DONE)
    assert entry.state_words == "Published, taken down since"
    assert out.kinds() == []


def test_what_is_said_to_be_down_and_is_not_is_found_on_request(out: Out) -> None:
    unpublish(out, by_hand=True)
    out.bench.later(SURE)
    (found,) = verify(out.bench.app, [out.entry().delivery_id])
    assert found.is_wrong
    assert found.note.startswith("The log said that it is not there any more, and it is.")
    assert out.entry().removed_at is None


def test_a_difference_is_not_believed_at_once_even_on_request(out: Out) -> None:
    out.post().text = "Other words."
    (found,) = verify(out.bench.app, [out.entry().delivery_id])
    assert "less than a minute ago" in found.note
    assert out.entry().verify_code is ReadBack.PENDING
