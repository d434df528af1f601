"""Everything but *published* is told, in its own transaction: each way is driven for real, and the outbox is read."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.delivery import NEEDS_A_PERSON, State
from campaign_scheduler.notify import telling
from campaign_scheduler.publishing import freezing, lateness, timing
from campaign_scheduler.publishing.clock_watch import ClockWatch
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import deciding
from campaign_scheduler.store import outbox
from support.telling import Bench, with_campaign

SOURCE = Path(telling.__file__).parents[1]


def test_published_is_not_told(bench: Bench) -> None:
    bench.publish()
    assert bench.entry().state is State.PUBLISHED
    assert bench.told(timedelta(days=1)) == []


def test_refused(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status_422", step="publish"))
    bench.publish()
    (one,) = bench.told()
    number = bench.entry().delivery_id
    assert one.message.title == "Refused: launch on trust_mastodon"
    assert one.message.body.startswith("launch (Spring), to trust_mastodon, due Mon 4 March 09:00 (London).\n")
    assert bench.entry().reason in one.message.body
    assert one.message.next_step.splitlines() == [
        "To change it: mend the caption or picture, then campaign apply",
        f"To send it now: campaign retry {number}",
        f"To leave it out: campaign cancel {number}",
    ]


def test_unconfirmed_waits_two_minutes_and_is_not_told_when_it_is_found(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("drop_after", step="publish"))
    bench.publish()
    assert bench.kinds(timedelta(seconds=119)) == []
    assert bench.kinds(timedelta(seconds=120)) == ["unconfirmed"]
    number = bench.entry().delivery_id
    assert bench.told(timedelta(minutes=2))[0].message.next_step.splitlines() == [
        f"Look at the account. If it is there: campaign resolve {number} --published URL",
        f"If it is not there: campaign resolve {number} --not-sent",
    ]
    bench.later(10)
    bench.reconciler.look()
    assert bench.entry().state is State.PUBLISHED
    assert bench.told(timedelta(days=1)) == []


def test_who_was_told_that_we_are_not_sure_is_told_that_it_had_gone_out(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("drop_after", step="publish"))
    bench.publish()
    bench.later(121)
    assert bench.send() == ["Not sure it went out: launch on trust_mastodon"]
    bench.reconciler.look()
    (one,) = bench.told()
    assert one.message.title == "It had gone out: launch on trust_mastodon"
    assert bench.entry().permalink in one.message.body


@with_campaign("", "X")
def test_when_the_looking_is_over_a_person_is_asked_at_once(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("drop_before", step="publish"))
    bench.publish()
    assert bench.entry().state is State.UNCONFIRMED
    for _ in range(len(timing.LOOKS) + 1):
        bench.later(3601 / len(timing.LOOKS))
        bench.reconciler.look()
    (one,) = bench.told()
    assert one.message.title == "Please look: launch on trust_x"
    assert "--published URL" in one.message.next_step and "--not-sent" in one.message.next_step


@with_campaign("", "X")
def test_two_daemons_that_give_up_at_the_same_moment_do_not_take_each_others_message_back(bench: Bench) -> None:
    """The kill trials found it: the second took the first's message for an old one, and nobody was asked."""
    bench.sandbox.faults.add(Fault("drop_before", step="publish"))
    bench.publish()
    number = bench.entry().delivery_id
    bench.later(2 * 3600)
    for reconciler in (bench.reconciler, bench.reconciler):
        reconciler.look_for(number)
    assert bench.kinds() == ["decide"]


@pytest.mark.parametrize("late", [False, True], ids=["soon", "too late"])
def test_proved_absent_is_told_when_it_is_held(bench: Bench, late: bool) -> None:
    bench.sandbox.faults.add(Fault("drop_before", step="publish"))
    bench.publish()
    bench.later(3 * 3600 if late else timing.SEND_DEADLINE + 60)
    bench.reconciler.look()
    bench.later(6)
    bench.reconciler.look()
    assert bench.entry().state is (State.HELD if late else State.SCHEDULED)
    assert bench.kinds(timedelta(days=1)) == (["held"] if late else [])


def test_recovered_after_a_death_with_nothing_sent(bench: Bench) -> None:
    bench.publish_and_die("prepared")
    bench.recover()
    assert bench.entry().state is State.SCHEDULED
    (one,) = bench.told()
    assert one.message.kind == "recovered"
    assert "- launch (Spring), to trust_mastodon" in one.message.body


def test_recovered_after_a_death_while_sending(bench: Bench) -> None:
    bench.publish_and_die("sent")
    bench.recover()
    assert bench.entry().state is State.UNCONFIRMED
    assert bench.kinds() == []
    assert bench.kinds(timedelta(minutes=2)) == ["unconfirmed"]


def test_an_answer_that_comes_after_recovery_takes_the_message_back(bench: Bench) -> None:
    (claim,) = bench.publisher.claim("test", 1)
    publisher = bench.publisher
    publisher._checkpoint = lambda step: bench.recover() if step == "sent" else None
    publisher.publish(claim)
    assert bench.entry().state is State.PUBLISHED
    assert bench.told(timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        pytest.param("hold", "held", marks=with_campaign("lateness: {grace: 15m, then: hold}\n")),
        pytest.param("drop", "missed", marks=with_campaign("lateness: {grace: 15m, then: drop}\n")),
    ],
)
def test_too_late(bench: Bench, then: str, kind: str) -> None:
    bench.later(16 * 60)
    lateness.settle_overdue(bench.store, bench.clock.moment, bench.publisher.pace)
    (one,) = bench.told()
    assert one.message.kind == kind
    assert "More than 15 minutes late" in one.message.body


@with_campaign("signoff: {required: 1}\n")
def test_not_approved_in_time(bench: Bench) -> None:
    bench.later(3 * 3600)
    lateness.settle_overdue(bench.store, bench.clock.moment, bench.publisher.pace)
    assert bench.kinds() == ["waiting", "held"]


@with_campaign("freezes:\n  - {from: 2030-03-04, to: 2030-03-05, reason: A day of mourning}\n")
def test_frozen(bench: Bench) -> None:
    freezing.hold_frozen(bench.store, bench.clock.moment)
    assert bench.entry().state is State.HELD
    assert "A day of mourning" in bench.told()[0].message.body


def test_an_account_whose_token_is_refused(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status_401", step="publish"))
    bench.publish()
    (one,) = bench.told()
    assert one.message.title == "Stopped: nothing goes out on trust_mastodon"
    assert "campaign resume --account trust_mastodon" in one.message.next_step


def test_a_clock_that_jumped(bench: Bench) -> None:
    hands = [1000.0]
    watch = ClockWatch(bench.store, bench.clock, lambda: hands[0])
    hands[0] += 3600
    assert not watch.is_sound()
    assert bench.kinds() == ["clock-jumped"]


def test_what_a_person_does_is_not_told_and_takes_the_message_back(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault("status_422", step="publish"))
    bench.publish()
    assert bench.kinds() == ["refused"]
    deciding.cancel(bench.app, bench.entry().delivery_id, by="Ann", reason="")
    assert bench.told(timedelta(days=1)) == []


@pytest.mark.parametrize("broken", ["notifications", "deliveries"])
def test_the_outcome_and_its_message_are_written_both_or_neither(bench: Bench, broken: str) -> None:
    """Whichever write fails, nothing of the other is kept."""
    verb = "INSERT" if broken == "notifications" else "UPDATE OF reason_code"
    trigger = f"CREATE TRIGGER broken BEFORE {verb} ON {broken} BEGIN SELECT RAISE(ABORT, 'broken'); END"
    if broken == "deliveries":
        trigger = trigger.replace("BEGIN", "WHEN new.state = 'failed' BEGIN", 1)
    bench.sandbox.faults.add(Fault("status_422", step="publish"))
    with bench.store.engine.begin() as connection:
        connection.exec_driver_sql(trigger)
    with pytest.raises(Exception, match="broken"):
        bench.publish()
    assert bench.entry().state is State.PUBLISHING
    assert bench.told(timedelta(days=1)) == []
    with bench.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER broken")
    bench.recover()
    assert bench.entry().state is State.UNCONFIRMED
    assert bench.kinds(timedelta(minutes=2)) == ["unconfirmed"]


def test_publishing_costs_no_statement_more(bench: Bench) -> None:
    """The outcome of a published post is two statements: the delivery's and the attempt's."""
    from sqlalchemy import event

    said: list[str] = []
    (claim,) = bench.publisher.claim("test", 1)
    event.listen(bench.store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    bench.publisher.publish(claim)
    assert bench.entry().state is State.PUBLISHED
    assert not [one for one in said if "notifications" in one]
    assert sum(one.startswith("UPDATE") for one in said) == 4


MOVERS = {"move", "record_ending", "record_late_ending", "recover", "found", "look_again"}
"""Functions of the store that may end a delivery in another state than published."""
TELLERS = {"remind", "tell_of", "tell_found", "ask", "tell_recovered", "settled_by_hand"}


def test_no_move_by_the_program_is_without_its_message() -> None:
    """Every function of the stations that move deliveries, which makes a move, also tells in the same function."""
    silent = [
        f"{path.name}: {function.name}"
        for folder in ("publishing", "engine")
        for path in (SOURCE / folder).glob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and _calls(function) & MOVERS and not _calls(function) & TELLERS
    ]
    assert silent == ["publisher.py: _give_up"], "only an attempt that was given up goes back in silence"


def _calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


def test_every_state_that_needs_a_person_has_words() -> None:
    from campaign_scheduler.notify import words

    assert set(words.TITLES) == set(words.KINDS) == set(NEEDS_A_PERSON)
    assert outbox.Message("k", "k", "t").wait == timedelta(0)
