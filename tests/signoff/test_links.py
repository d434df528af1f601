"""Approval links: opened without approving anything, confirmed by a step of its own, for exactly some posts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import DeliveryError
from campaign_scheduler.services import backups, restoring
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff import links
from campaign_scheduler.services.signoff.links import Choice, Opened
from campaign_scheduler.services.signoff.offering import Seen
from support.office import Office

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ROWS = [f'{name},2030-03-04,{at}:00,{name},none,"LinkedIn, Mastodon",,' for name, at in (("one", "09"), ("two", "10"))]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    more = "signoff: {required: 1, not_author: true}\n"
    with support.office.office(tmp_path, DUE - timedelta(hours=1), ROWS, more=more) as made:
        yield made


def make(office: Office, *posts: str, **more: object) -> str:
    return links.create(office.app, person="Dr Shah", posts=posts, by="Amy", **more).token  # type: ignore[arg-type]


def yes(opened: Opened) -> list[Choice]:
    return [Choice(Seen(one.delivery_id, one.content_hash), approve=True) for one in opened.entries]


def test_opening_writes_nothing_and_confirming_approves_exactly_what_was_shown(office: Office) -> None:
    token = make(office, "one")
    file = office.root / "campaign.db"
    before = hashlib.sha256("\n".join(_dump(file)).encode()).hexdigest()
    for _ in range(3):
        opened = links.open_link(office.app, token)
    assert hashlib.sha256("\n".join(_dump(file)).encode()).hexdigest() == before
    assert {(one.post_id, one.account) for one in opened.entries} == {
        ("one", "trust_linkedin"),
        ("one", "trust_mastodon"),
    }
    assert {post.words for post in opened.posts.values()} == {"Words of one."}
    done = links.confirm(office.app, token, yes(opened))
    assert len(done.approved.ready) == 2
    assert office.states()["one/mastodon"] == "scheduled"
    assert office.states()["two/mastodon"] == "awaiting_signoff"
    (given,) = office.one("one").approvals
    assert given.words == "Dr Shah, by the approval link that Amy made"
    assert all(links.open_link(office.app, token).has_approved(one) for one in office.log() if one.post_id == "one")


def _dump(file: Path) -> list[str]:
    import sqlite3

    with sqlite3.connect(file) as connection:
        return list(connection.iterdump())


def test_the_token_itself_is_kept_nowhere(office: Office) -> None:
    token = make(office)
    assert not any(token in line for line in _dump(office.root / "campaign.db"))
    assert len(token) >= 43


def test_a_post_that_changed_meanwhile_is_refused_with_the_difference(office: Office) -> None:
    token = make(office)
    opened = links.open_link(office.app, token)
    (office.root / "captions/one.linkedin.md").write_text("Words of one!")
    apply_plan(office.app, actor="test")
    done = links.confirm(office.app, token, yes(opened))
    (no,) = done.approved.refused
    assert (no.entry.post_id, no.entry.account) == ("one", "trust_linkedin")
    assert no.why == "it changed since it was shown: one word"
    assert len(done.approved.ready) == 3
    again = links.open_link(office.app, token)
    assert {post.words for post in again.posts.values()} == {"Words of one.", "Words of one!", "Words of two."}


def test_one_account_sent_back_is_the_whole_post_sent_back(office: Office) -> None:
    token = make(office)
    choices = yes(links.open_link(office.app, token))
    choices[0] = Choice(choices[0].seen, approve=False, comment="Not this one.")
    done = links.confirm(office.app, token, choices)
    assert {one.post_id for one in done.approved.entries} == {"two"}
    assert done.sent_back and done.sent_back.drafts == ("one",)
    assert {one.state for one in office.log() if one.post_id == "one"} == {State.HELD}
    assert not office.one("one").approvals
    assert (office.root / "config/calendar.csv").read_text().splitlines()[1].endswith(",draft,")


def test_a_rejection_of_what_changed_is_refused_too(office: Office) -> None:
    token = make(office, "one")
    (first, _) = links.open_link(office.app, token).entries
    (office.root / "captions/one.md").write_text("Better words.")
    apply_plan(office.app, actor="test")
    choice = Choice(Seen(first.delivery_id, first.content_hash), approve=False, comment="Better words, please.")
    done = links.confirm(office.app, token, [choice])
    assert done.sent_back is None
    assert [no.entry.delivery_id for no in done.approved.refused] == [first.delivery_id]
    assert set(office.states().values()) == {"awaiting_signoff"}


def test_it_covers_nothing_else(office: Office) -> None:
    token = make(office, "one")
    other = office.one("two")
    with pytest.raises(DeliveryError, match="does not cover"):
        links.confirm(office.app, token, [Choice(Seen(other.delivery_id, other.content_hash), approve=True)])
    assert not office.one("two").approvals


def test_a_rejection_needs_a_comment_and_undoes_nothing_else(office: Office) -> None:
    token = make(office, "one")
    choices = yes(links.open_link(office.app, token))
    choices[1] = Choice(choices[1].seen, approve=False)
    with pytest.raises(DeliveryError, match="say what"):
        links.confirm(office.app, token, choices)
    assert not office.one("one", "trust_linkedin").approvals


@pytest.mark.parametrize("way", ["ended", "revoked", "wrong", "empty", "restored"])
def test_a_closed_link_opens_nothing_and_approves_nothing(office: Office, way: str, tmp_path: Path) -> None:
    token = make(office, lasts=timedelta(hours=12))
    choices = yes(links.open_link(office.app, token))
    (link,) = links.every(office.app)
    if way == "ended":
        office.clock.moment += timedelta(hours=12)
    elif way == "revoked":
        links.revoke(office.app, link.id, by="Amy")
    elif way == "restored":
        saved = backups.backup(office.app, tmp_path / "saved.db").path
        office.store.close()
        restoring.restore(office.app, saved, by="test")
    else:
        token = {"wrong": token[:-1] + ("A" if token[-1] != "A" else "B"), "empty": ""}[way]
    for act in (lambda: links.open_link(office.app, token), lambda: links.confirm(office.app, token, choices)):
        with pytest.raises(DeliveryError, match="link") as caught:
            act()
        assert caught.value.remedy
    assert not any(one.approvals for one in office.log())


def test_what_was_approved_by_a_link_stays_approved_when_it_is_closed(office: Office) -> None:
    token = make(office)
    links.confirm(office.app, token, yes(links.open_link(office.app, token)))
    links.revoke(office.app, 1, by="Amy")
    assert set(office.states().values()) == {"scheduled"}
    with pytest.raises(DeliveryError, match="no open link number 1"):
        links.revoke(office.app, 1, by="Amy")


def test_what_is_out_is_shown_as_over(office: Office) -> None:
    token = make(office)
    links.confirm(office.app, token, yes(links.open_link(office.app, token)))
    office.at(DUE)
    opened = links.open_link(office.app, token)
    assert {one.post_id for one in opened.over} == {"one"}
    assert {one.post_id for one in opened.entries} == {"two"}


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=61)])
def test_a_link_has_an_end(office: Office, lasts: timedelta) -> None:
    with pytest.raises(DeliveryError, match="60 days"):
        make(office, lasts=lasts)
