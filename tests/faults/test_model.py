"""The state machine driven at random through the real core: deaths, lies, freezes, clocks and people at every step."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from campaign_scheduler.model.delivery import State
from campaign_scheduler.publishing import endings
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.store import recovery
from faults.living import JUMPS, PAUSES, STEPS, Event, Lives
from faults.scripted import ANSWERS, Bench

EXAMPLES = int(os.environ.get("CAMPAIGN_TEST_MODEL_EXAMPLES", "150"))
NUMBERS = st.integers(1, 4)
COMMANDS = ("retry", "cancel", "approve", "not_there", "it_is_there", "stop", "resume", "edit", "remove")
DUTIES = ("recover", "look", "look", "lateness")
EVENTS = st.one_of(
    st.builds(Event, st.just("later"), st.sampled_from(PAUSES)),
    st.builds(Event, st.sampled_from(DUTIES)),
    st.builds(Event, st.sampled_from(COMMANDS), NUMBERS),
)
HOW = settings(
    deadline=None,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize="CAMPAIGN_TEST_MODEL_EXAMPLES" not in os.environ,
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("model"), signoff=1)


class Tally:
    """What the runs came to, so that a model that does nothing is noticed."""

    def __init__(self) -> None:
        self.runs, self.requests, self.posts, self.reached = 0, 0, 0, set[tuple[State, State]]()

    def add(self, lives: Lives) -> None:
        self.runs += 1
        self.requests += len(lives.network.requests)
        self.posts += len(lives.network.posts)
        self.reached |= lives.reached


def machine_for(bench: Bench, patch: pytest.MonkeyPatch, tally: Tally) -> type[RuleBasedStateMachine]:
    """A machine whose runs share a bench."""

    class Machine(RuleBasedStateMachine):
        lives: Lives

        @initialize(approved=st.sampled_from([True, True, True, False]), lag=st.sampled_from([0.0, 29.0]))
        def begin(self, approved: bool, lag: float) -> None:
            self.lives = Lives(bench, patch, approved=approved)
            self.lives.network.lag = lag

        @rule(answer=st.sampled_from(ANSWERS))
        def publish(self, answer: str) -> None:
            self.lives.publish(answer)

        @rule(answer=st.sampled_from(ANSWERS), step=st.sampled_from(STEPS))
        def die(self, answer: str, step: str) -> None:
            self.lives.publish(answer, death=step)

        @rule(
            answer=st.sampled_from(ANSWERS),
            step=st.sampled_from(STEPS),
            meanwhile=st.lists(EVENTS, min_size=1, max_size=5),
        )
        def freeze(self, answer: str, step: str, meanwhile: list[Event]) -> None:
            self.lives.publish(answer, pause_at=step, meanwhile=tuple(meanwhile))

        @rule()
        def claim_and_freeze(self) -> None:
            self.lives.claim_only()

        @rule(answer=st.sampled_from(ANSWERS))
        def wake_up(self, answer: str) -> None:
            self.lives.wake_up(answer)

        @rule(seconds=st.sampled_from(PAUSES))
        def time_passes(self, seconds: int) -> None:
            self.lives.happen(Event("later", seconds))

        @rule(what=st.sampled_from(DUTIES))
        def duty(self, what: str) -> None:
            self.lives.happen(Event(what))

        @rule(what=st.sampled_from(COMMANDS), number=NUMBERS)
        def command(self, what: str, number: int) -> None:
            self.lives.happen(Event(what, number))

        @rule(seconds=st.sampled_from(JUMPS))
        def clock_jumps(self, seconds: int) -> None:
            self.lives.happen(Event("jump", seconds))

        @rule(what=st.sampled_from(["unreadable", "lag"]))
        def network_changes(self, what: str) -> None:
            self.lives.happen(Event(what))

        @invariant()
        def nothing_is_wrong(self) -> None:
            if hasattr(self, "lives"):
                self.lives.check()

        def teardown(self) -> None:
            if hasattr(self, "lives"):
                try:
                    self.lives.settle()
                finally:
                    tally.add(self.lives)
                    self.lives.close()

    return Machine


def test_whatever_happens_the_promises_hold(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    run_state_machine_as_test(machine_for(bench, monkeypatch, tally), settings=settings(HOW, max_examples=EXAMPLES))
    print(f"{tally.runs} runs, {tally.requests} requests, {tally.posts} posts, {len(tally.reached)} different moves")
    assert tally.requests > tally.runs
    assert len(tally.reached) > 20, "the model is not lively enough to prove anything"


def _retry_on_timeout(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(endings, "after_sending", lambda error, claim, _, now: endings.not_sent(error, claim, now))


def _one_early_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Reconciler, "_absent", lambda self, unsure, answer: self._proved_absent(unsure))


def _dead_means_retry(patch: pytest.MonkeyPatch) -> None:
    right = recovery._left_unsure

    def wrong(intent_at: Any, now: Any, check_at: Any) -> dict[str, object]:
        return right(intent_at, now, check_at) | {"state": State.SCHEDULED.value}

    patch.setattr(recovery, "_left_unsure", wrong)


def _settle_by_the_wall_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recovery, "_elapsed", lambda began, lease_time: float("inf"))


MUTANTS = [_retry_on_timeout, _one_early_read, _dead_means_retry, _settle_by_the_wall_clock]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_wrong_core_is_caught(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """A model that cannot fail proves nothing."""
    mutant(monkeypatch)
    how = settings(HOW, max_examples=2000, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine_for(bench, monkeypatch, Tally()), settings=how)
