"""The state machine driven at random through the real core: deaths, lies, freezes, clocks and people at every step."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from campaign_scheduler.model.delivery import State
from campaign_scheduler.publishing import endings
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.store import recovery
from faults.living import JUMPS, PAUSES, STEPS, Event, Lives
from faults.scripted import ANSWERS, Bench

pytestmark = pytest.mark.timeout(300)
WALKS = int(os.environ.get("CAMPAIGN_TEST_WALKS", "150"))
FIRST = int(os.environ.get("CAMPAIGN_TEST_FIRST_WALK", "0"))
STEPS_OF_A_WALK = 60
EXAMPLES = 40
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
    derandomize=True,
)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """In memory where the system has such a place: nothing here is about the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Bench(Path(folder), signoff=1)


class Tally:
    """What the runs came to, so that a model that does nothing is noticed."""

    def __init__(self) -> None:
        self.runs, self.requests, self.posts, self.reached = 0, 0, 0, set[tuple[State, State]]()
        self.done: Counter[str] = Counter()

    def add(self, lives: Lives) -> None:
        self.runs += 1
        self.requests += len(lives.network.requests)
        self.posts += len(lives.network.posts)
        self.reached |= lives.reached
        self.done += lives.done

    def lines(self) -> Iterator[str]:
        yield f"{self.runs} lives, {self.requests} requests, {self.posts} posts, {len(self.reached)} different moves"
        yield ", ".join(f"{count} {what}" for what, count in self.done.most_common())


def machine_for(bench: Bench, patch: pytest.MonkeyPatch, tally: Tally) -> type[RuleBasedStateMachine]:
    """A machine whose runs share a bench."""

    class Machine(RuleBasedStateMachine):
        lives: Lives

        @initialize(approved=st.sampled_from([True, True, True, False]), lag=st.sampled_from([0.0, 29.0]))
        def begin(self, approved: bool, lag: float) -> None:
            self.lives = Lives(bench, patch, approved=approved)
            self.lives.network.lag = lag

        @rule(answer=st.sampled_from(ANSWERS), wait=st.sampled_from([0, 0, 6]))
        def publish(self, answer: str, wait: int) -> None:
            self.lives.happen(Event("later", wait))
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

        @rule(seconds=st.sampled_from([0] * 20 + list(JUMPS)))
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


def walk(bench: Bench, patch: pytest.MonkeyPatch, seed: int, tally: Tally) -> None:
    """One life at random, with people who mostly do what makes sense: far livelier than rules drawn evenly."""
    chance = random.Random(seed)
    lives = Lives(bench, patch, approved=chance.random() < 0.9)
    lives.network.lag = chance.choice([0.0, 29.0])
    try:
        for _ in range(STEPS_OF_A_WALK):
            _step(lives, chance)
            lives.check()
        lives.settle()
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    finally:
        tally.add(lives)
        lives.close()


def _step(lives: Lives, chance: random.Random) -> None:
    what = chance.choices(("publish", "time", "duty", "command", "claim", "wake", "network", "jump"), WEIGHTS)[0]
    if what == "publish":
        answer = "yes" if chance.random() < 0.2 else chance.choice(ANSWERS)
        death, frozen = ("", chance.choice(STEPS)) if chance.random() < 0.5 else (chance.choice(STEPS), "")
        if chance.random() < 0.4:
            death = frozen = ""
        lives.publish(answer, death, frozen, tuple(_event(lives, chance) for _ in range(chance.randint(1, 5))))
    elif what == "claim":
        lives.claim_only()
    elif what == "wake":
        lives.wake_up(chance.choice(ANSWERS))
    elif what == "network":
        lives.happen(Event(chance.choice(["unreadable", "lag"])))
    elif what == "jump":
        lives.happen(Event("jump", chance.choice(JUMPS)))
    else:
        lives.happen(_event(lives, chance, what))


WEIGHTS = (25, 18, 30, 18, 4, 5, 3, 1)


def _event(lives: Lives, chance: random.Random, what: str = "") -> Event:
    what = what or chance.choice(["time", "duty", "command"])
    if what == "time":
        return Event("later", chance.choices(PAUSES, (8, 8, 8, 6, 4, 4, 3, 1, 0.1))[0])
    if what == "duty":
        return Event(chance.choice(DUTIES))
    return lives.sensible(chance)


def test_whatever_happens_the_promises_hold(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    for seed in range(FIRST, FIRST + WALKS):
        walk(bench, monkeypatch, seed, tally)
    print("\n".join(tally.lines()))
    assert tally.requests > tally.runs
    assert len(tally.reached) >= 22, "the model is not lively enough to prove anything"
    assert all(tally.done[what] for what in COMMANDS), "some command never took effect"


def test_no_short_story_breaks_the_promises(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules drawn evenly, and what goes wrong made as short as it can be told."""
    tally = Tally()
    run_state_machine_as_test(machine_for(bench, monkeypatch, tally), settings=settings(HOW, max_examples=EXAMPLES))
    assert tally.requests > 0


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
    with pytest.raises(AssertionError):
        for seed in range(1000):
            walk(bench, monkeypatch, seed, Tally())
