"""Approvals as people give them: what counts, what lapses, what is taken back, and what may then go out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

import support.office
from campaign_scheduler.model.delivery import Prepared, State
from campaign_scheduler.model.errors import DeliveryError, InputError
from campaign_scheduler.publishing import unapproved
from campaign_scheduler.services import backups, restoring
from campaign_scheduler.services.deciding import retry
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff import approving, returning
from campaign_scheduler.services.signoff.offering import Seen, offer
from campaign_scheduler.services.signoff.people import at_terminal, recorded, signed_in
from campaign_scheduler.services.signoff.since import changed_since
from campaign_scheduler.store import approvals, claims, posting
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.claims import Claim
from support.office import Office, told
from support.signing import approve_as, seen

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ROW = 'launch,2030-03-04,09:00,launch,none,"LinkedIn, Mastodon",,'
SHAH = signed_in("Dr Shah")


def rule(**settings: object) -> str:
    return f"signoff: {{{', '.join(f'{name}: {str(value).lower()}' for name, value in settings.items())}}}\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    more = rule(required=1, not_author=True)
    with support.office.office(tmp_path, DUE - timedelta(hours=1), [ROW], more=more) as made:
        yield made


def words(office: Office, text: str, name: str = "launch.md") -> None:
    (office.root / "captions" / name).write_text(text)


def test_it_goes_out_only_once_somebody_else_has_approved_it(office: Office) -> None:
    office.at(DUE)
    assert office.requests() == 0
    done = approve_as(office.app, "Dr Shah")
    assert {one.state for one in done.ready} == {State.SCHEDULED}
    office.at(DUE + timedelta(minutes=1))
    assert set(office.states().values()) == {"published"}


@pytest.mark.parametrize("name", ["test", " TEST ", "Test"])
def test_whoever_changed_it_last_cannot_approve_it(office: Office, name: str) -> None:
    done = approve_as(office.app, name)
    assert {one.why for one in done.refused} == {"test changed it last, so somebody else has to approve it"}
    office.at(DUE)
    assert office.requests() == 0


def test_the_author_is_whoever_changed_the_content_last_and_not_who_moved_it(office: Office) -> None:
    words(office, "Words of Ann.")
    apply_plan(office.app, actor="test", author="Ann")
    office.rows(ROW.replace("09:00", "10:00"))
    apply_plan(office.app, actor="test", author="Ben")
    assert {one.author for one in office.log()} == {"Ann"}
    assert approve_as(office.app, "Ann").refused
    assert len(approve_as(office.app, "Ben").ready) == 2


def test_each_post_may_have_an_author_of_its_own(office: Office) -> None:
    office.rows(ROW, ROW.replace("launch,2030", "other,2030").replace("09:00,launch", "10:00,other"))
    words(office, "Words of other.", "other.md")
    words(office, "New words.")
    apply_plan(office.app, actor="Carol", authors={"other": "Ann"})
    assert {one.post_id: one.author for one in office.log()} == {"launch": "Carol", "other": "Ann"}


def test_an_edit_lapses_only_where_it_changes_something(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    words(office, "Words of launch, for readers there.", "launch.linkedin.md")
    apply_plan(office.app, actor="test")
    assert office.states() == {"launch/linkedin": "awaiting_signoff", "launch/mastodon": "scheduled"}
    found = changed_since(office.app, office.log())
    (since,) = found[office.one("launch", "trust_linkedin").delivery_id]
    assert since.sentence == "changed since Dr Shah approved: four words"
    assert len(found) == 1
    with office.store.read() as connection:
        kinds = [row.kind for row in connection.execute(t.events.select())]
    assert kinds.count("approval-lapsed") == 1


def test_a_time_moved_lapses_nothing_and_content_put_back_is_approved_as_it_was(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    office.rows(ROW.replace("09:00", "10:00"))
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"scheduled"}
    words(office, "Other words.")
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"awaiting_signoff"}
    words(office, "Words of launch.")
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"scheduled"}


def test_what_changed_a_second_ago_is_refused_with_the_difference_and_the_rest_is_approved(office: Office) -> None:
    shown = seen(office.app)
    words(office, "Words of launch again.", "launch.linkedin.md")
    apply_plan(office.app, actor="test")
    done = approving.approve(office.app, shown, by=SHAH)
    assert [one.account for one in done.ready] == ["trust_mastodon"]
    (no,) = done.refused
    assert (no.entry.account, no.why) == ("trust_linkedin", "it changed since it was shown: two words")
    assert no.difference
    assert [piece.text for piece in no.difference.words if piece.kind == "in"] == ["launch again."]


def test_two_people_are_two_people_however_one_types_a_name(office: Office) -> None:
    office.settings(rule(required=2))
    apply_plan(office.app, actor="test")
    approve_as(office.app, "Dr Shah")
    again = approve_as(office.app, "dr  SHAH", "launch")
    assert not again.ready
    assert {one.missing_approvals for one in again.lacking} == {1}
    assert len(approve_as(office.app, "Ben", "launch").ready) == 2


@pytest.mark.parametrize("stricter", [rule(required=2), rule(required=1, not_author=True)])
def test_a_stricter_rule_acts_on_what_is_scheduled_and_on_what_is_just_being_prepared(
    office: Office, stricter: str
) -> None:
    office.settings(rule(required=1))
    apply_plan(office.app, actor="test")
    approve_as(office.app, "test")
    office.clock.moment = DUE
    kept = office.claim()
    assert len(kept) == 2
    office.settings(stricter)
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"awaiting_signoff"}
    for claim in kept:
        assert office.publisher().publish(claim) is None
    assert office.requests() == 0
    assert set(office.states().values()) == {"awaiting_signoff"}


def test_a_milder_rule_lets_it_go(office: Office) -> None:
    office.settings(rule(required=0))
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"scheduled"}


def test_an_approval_taken_back_stops_even_what_is_claimed(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    office.clock.moment = DUE
    kept = office.claim()
    numbers = [one.delivery_id for one in office.log()]
    after = approving.withdraw(office.app, numbers, by=recorded("Dr Shah", by="Amy"), comment="The figure is wrong.")
    assert {(one.state, one.reason) for one in after} == {(State.AWAITING_SIGNOFF, "Dr Shah took the approval back.")}
    for claim in kept:
        office.publisher().publish(claim)
    office.round()
    assert office.requests() == 0
    with pytest.raises(DeliveryError, match="approved none"):
        approving.withdraw(office.app, numbers, by=SHAH)


def _intend(office: Office, claim: Claim) -> bool:
    now = office.clock.moment
    with office.store.write() as connection:
        return claims.commit_intent(
            *(connection, claim, Prepared({})),
            now=now,
            deadline_at=now + timedelta(seconds=10),
            lease_time=office.clock.lease,
            lease_until=office.clock.lease + 30,
        )


@pytest.mark.parametrize(
    "spoil",
    [
        update(t.approvals).values(withdrawn_at=DUE),
        update(t.approvals).values(content_hash="another"),
        update(t.approvals).values(delivery_id=2),
        update(t.approvals).values(person_key="test"),
        update(t.approvals).values(out_of_hours=True),
        update(t.deliveries).values(signoff_required=2),
        update(t.deliveries).values(author_key="dr shah"),
    ],
    ids=["withdrawn", "other-content", "other-delivery", "the-author", "out-of-hours", "two-needed", "author-changed"],
)
def test_claim_and_intent_each_ask_for_approvals_that_count(office: Office, spoil: object) -> None:
    """Whatever path it came by: the store is changed behind everybody's back."""
    approve_as(office.app, "Dr Shah", accounts=("trust_linkedin",))
    office.clock.moment = DUE
    (claim,) = office.claim()
    assert claim.key.account_id == "trust_linkedin"
    with office.store.write() as connection:
        connection.execute(spoil)  # type: ignore[call-overload]
    assert not _intend(office, claim)
    with office.store.write() as connection:
        connection.execute(update(t.deliveries).values(state="scheduled", revision=t.deliveries.c.revision + 1))
    assert office.claim() == []


def test_with_every_approval_that_counts_the_intent_is_written(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    office.clock.moment = DUE
    assert all(_intend(office, claim) for claim in office.claim())


def test_what_is_due_and_lost_its_approval_on_the_way_waits_where_people_see_it(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    with office.store.write() as connection:
        approvals.withdraw_everything(connection, DUE)
    office.clock.moment = DUE
    assert unapproved.wait(office.store, DUE) == 2
    assert set(office.states().values()) == {"awaiting_signoff"}
    assert told(office)["approval"] == 2
    assert unapproved.wait(office.store, DUE) == 0


def test_out_of_hours_one_person_may_let_it_go_where_the_campaign_allows_it(office: Office) -> None:
    here = at_terminal("test")
    no = approving.release_out_of_hours(office.app, seen(office.app), by=here, reason="A flood.")
    assert {one.why for one in no.refused} == {"spring does not allow it (signoff: {out_of_hours: true})"}
    office.settings(rule(required=2, not_author=True, out_of_hours=True))
    apply_plan(office.app, actor="test")
    with pytest.raises(DeliveryError, match="needs a reason"):
        approving.release_out_of_hours(office.app, seen(office.app), by=here, reason=" ")
    done = approving.release_out_of_hours(office.app, seen(office.app), by=here, reason="A flood.")
    assert len(done.ready) == 2
    assert {given.words for one in office.log() for given in one.approvals} == {
        "released out of hours by test, at the command line"
    }
    with office.store.read() as connection:
        (message,) = [one.message for one in posting.unsent(connection) if one.message.kind == "out-of-hours"]
    assert "A flood." in message.body and "Spring" in message.body
    office.at(DUE)
    assert office.requests() == 2


def test_when_the_campaign_stops_allowing_it_a_release_counts_no_more(office: Office) -> None:
    office.settings(rule(required=2, out_of_hours=True))
    apply_plan(office.app, actor="test")
    approving.release_out_of_hours(office.app, seen(office.app), by=at_terminal("test"), reason="A flood.")
    office.settings(rule(required=2))
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"awaiting_signoff"}


def test_sent_back_it_is_on_hold_and_a_draft_and_its_comment_is_where_people_look(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    office.clock.moment = DUE
    kept = office.claim()
    done = returning.send_back(office.app, ["launch"], by=recorded("Dr Shah", by="Amy"), comment="Name the ward.")
    reason = "Sent back (recorded by Amy on behalf of Dr Shah): Name the ward."
    assert {(one.state, one.reason) for one in office.log()} == {(State.HELD, reason)}
    assert (done.posts, done.drafts, done.problems) == (("launch",), ("launch",), ())
    assert (office.root / "config/calendar.csv").read_text().splitlines()[1] == ROW[:-1] + "draft,"
    for claim in kept:
        office.publisher().publish(claim)
    office.round()
    assert office.requests() == 0
    assert told(office)["sent-back"] == 1
    apply_plan(office.app, actor="test")
    assert {(one.state, one.reason) for one in office.log()} == {(State.CANCELLED, reason)}


def test_mended_and_no_longer_a_draft_it_waits_for_approval_again(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    returning.send_back(office.app, ["launch"], by=SHAH, comment="Name the ward.")
    apply_plan(office.app, actor="test")
    office.rows(ROW)
    apply_plan(office.app, actor="test")
    assert set(office.states().values()) == {"awaiting_signoff"}


def test_sent_again_without_a_change_it_still_waits_for_approval(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    returning.send_back(office.app, ["launch"], by=SHAH, comment="Name the ward.")
    retry(office.app, office.one("launch").delivery_id, by="test")
    assert office.one("launch").state is State.AWAITING_SIGNOFF


def test_a_calendar_that_cannot_be_written_stops_nobody_from_sending_back(office: Office) -> None:
    (office.root / "config/calendar.csv").write_text('id,date\nlaunch,"2030')
    done = returning.send_back(office.app, ["launch"], by=SHAH, comment="Name the ward.")
    assert {one.state for one in done.entries} == {State.HELD}
    assert done.drafts == ()


@pytest.mark.parametrize("comment", ["", "  "])
def test_sending_back_needs_a_comment(office: Office, comment: str) -> None:
    with pytest.raises(DeliveryError, match="say which"):
        returning.send_back(office.app, ["launch"], by=SHAH, comment=comment)


def test_after_a_restore_everything_is_approved_again(office: Office, tmp_path: Path) -> None:
    approve_as(office.app, "Dr Shah")
    saved = backups.backup(office.app, tmp_path / "saved.db").path
    numbers = [one.delivery_id for one in office.log()]
    approving.withdraw(office.app, numbers, by=SHAH)
    office.store.close()
    restoring.restore(office.app, saved, by="test")
    for number in numbers:
        retry(office.app, number, by="test")
    assert set(office.states().values()) == {"awaiting_signoff"}


@pytest.mark.parametrize("name", ["", "  ", "-", "a" * 101, "Dr\x00Shah"])
def test_nobody_is_not_a_person(name: str) -> None:
    with pytest.raises(DeliveryError, match="not a person's name"):
        signed_in(name)


def test_who_it_was_is_kept_apart_from_who_wrote_it_down() -> None:
    assert SHAH.words == "Dr Shah, signed in"
    assert recorded("Dr Shah", by="Amy").words == "recorded by Amy on behalf of Dr Shah"
    assert SHAH.key == recorded("dr shah", by="Amy").key


def test_only_what_is_there_and_not_out_is_offered(office: Office) -> None:
    with pytest.raises(DeliveryError, match="nothing is scheduled under the name lunch"):
        offer(office.app, posts=["lunch"])
    with pytest.raises(DeliveryError, match="no post number 9"):
        approving.approve(office.app, [Seen(9, "x")], by=SHAH)
    approve_as(office.app, "Dr Shah")
    office.at(DUE)
    with pytest.raises(DeliveryError, match="launch is out"):
        offer(office.app, posts=["launch"])
    shown = [Seen(one.delivery_id, one.content_hash) for one in office.log()]
    assert {one.why for one in approving.approve(office.app, shown, by=SHAH).refused} == {"it is published"}


def test_the_token_stands_for_exactly_what_was_shown_and_edits_not_scheduled_are_named(office: Office) -> None:
    first = offer(office.app)
    assert first.edited == frozenset()
    words(office, "Words of launch again.")
    between = offer(office.app)
    assert (between.token, len(between.edited)) == (first.token, 2)
    apply_plan(office.app, actor="test")
    assert offer(office.app).token != first.token


def test_people_are_told_what_waits_until_it_does_not(office: Office) -> None:
    with office.store.read() as connection:
        (message,) = [one.message for one in posting.unsent(connection)]
    assert message.title == "1 post waits for approval"
    assert "launch, Mon 4 March 09:00 (London): " in message.body
    approve_as(office.app, "Dr Shah")
    assert told(office) == {}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("{required: yes}", "how many people"),
        ("{required: -1}", "how many people"),
        ("{required: 1, not_author: maybe}", "not_author should be true or false"),
        ("{not_author: true}", "not_author says who may approve, but nobody has to"),
        ("{required: 1, not_authors: true}", "not_author"),
    ],
)
def test_a_rule_that_cannot_be_understood_is_told(office: Office, setting: str, message: str) -> None:
    office.settings(f"signoff: {setting}\n")
    with pytest.raises(InputError) as caught:
        apply_plan(office.app, actor="test")
    assert message in caught.value.problems[0].message
    assert caught.value.problems[0].line


def test_every_step_is_in_the_event_log_with_the_person(office: Office) -> None:
    approve_as(office.app, "Dr Shah")
    approving.withdraw(office.app, [1], by=SHAH, comment="Wait.")
    with office.store.read() as connection:
        rows = [row for row in connection.execute(t.events.select()) if row.delivery_id == 1]
    assert [(row.kind, row.actor, row.message) for row in rows] == [
        ("approved", "Amy", "recorded by Amy on behalf of Dr Shah"),
        ("approval-withdrawn", "Dr Shah", "Dr Shah, signed in: Wait."),
    ]
    assert rows[0].data["known"] == "recorded"
