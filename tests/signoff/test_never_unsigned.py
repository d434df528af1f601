"""No sequence of edits, approvals, rules, releases, deaths and restores lets out what was not approved as it is."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from campaign_scheduler.store import approvals, recovery
from signoff.desk import PEOPLE, POSTS, WORDS, Desk, fresh
from signoff.ledger import Rule

pytestmark = pytest.mark.timeout(300)
WALKS = 24
STEPS = 45
EXAMPLES = 12
HOW = settings(
    deadline=None,
    stateful_step_count=20,
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
)
ANSWERS = ("yes", "yes", "yes", "nothing_left", "no", "posted_then_lost")
DEATHS = ("", "", "", "claimed", "prepared", "intent", "sent")
RULES = [Rule(n, flag, hours) for n in (0, 1, 2, 2) for flag in (False, True) for hours in (False, True)]
WHO, POST, WORD = st.sampled_from(PEOPLE), st.sampled_from(POSTS), st.integers(0, len(WORDS) - 1)
ACCOUNT = st.sampled_from([None, None, "trust_a", "trust_b"])
NUMBER, HOUR = st.integers(1, 4), st.integers(8, 12)
ARGUMENTS: dict[str, tuple[st.SearchStrategy[object], ...]] = {
    "edit": (WHO, POST, WORD),
    "edit_one_account": (WHO, POST, st.sampled_from([None, 0, 1])),
    "move": (WHO, POST, HOUR),
    "change_rule": (WHO, st.sampled_from(RULES)),
    "look": (POST,),
    "approve": (WHO, POST, ACCOUNT),
    "approve_late": (WHO,),
    "release_out_of_hours": (WHO, POST),
    "withdraw": (WHO, POST),
    "send_back": (WHO, POST),
    "make_link": (WHO, POST),
    "confirm_link": (),
    "retry": (NUMBER,),
    "cancel": (NUMBER,),
    "release": (),
    "later": (st.sampled_from([1, 30, 61, 130]),),
    "back_up": (),
    "restore": (),
    "claim": (),
    "publish": (st.sampled_from(ANSWERS), st.sampled_from(DEATHS)),
}
WEIGHTS = {"approve": 9, "publish": 6, "later": 6, "edit": 3, "claim": 3, "change_rule": 3, "back_up": 2, "restore": 2}
WEIGHTS |= {"withdraw": 2, "release_out_of_hours": 3, "cancel": 0.4, "send_back": 0.5}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """In memory where the system has such a place: nothing here is about the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


def walk(folder: Path, seed: int, tally: Counter[str]) -> None:
    """One story at random, in which people mostly approve and daemons mostly publish."""
    chance = random.Random(seed)
    desk = fresh(folder / "walk")
    try:
        for _ in range(STEPS):
            what = chance.choices(list(ARGUMENTS), [WEIGHTS.get(name, 1) for name in ARGUMENTS])[0]
            desk.happen(what, *(_drawn(one, chance) for one in ARGUMENTS[what]))
            desk.check()
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    finally:
        tally += desk.done
        desk.close()


def _drawn(strategy: st.SearchStrategy[object], chance: random.Random) -> object:
    """A value of the same choices by our own dice: far quicker than drawing examples."""
    wrapped = getattr(strategy, "wrapped_strategy", strategy)
    elements = getattr(wrapped, "elements", None)
    if elements is not None:
        return chance.choice(list(elements))
    return chance.randint(wrapped.start, wrapped.end)


@pytest.mark.slow
def test_whatever_happens_nothing_unapproved_goes_out(folder: Path) -> None:
    tally: Counter[str] = Counter()
    for seed in range(WALKS):
        walk(folder, seed, tally)
    print(dict(tally))
    assert tally["went out"] > WALKS, "the stories are not lively enough to prove anything"
    assert all(tally[what] for what in ARGUMENTS), "something never took effect"


@pytest.mark.slow
def test_no_short_story_lets_anything_unapproved_out(folder: Path) -> None:
    """Rules drawn evenly, and what goes wrong made as short as it can be told."""
    run_state_machine_as_test(_machine(folder), settings=HOW)


def _machine(folder: Path) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.desk: Desk = fresh(folder / "machine")

        @invariant()
        def nothing_is_wrong(self) -> None:
            self.desk.check()

        def teardown(self) -> None:
            self.desk.close()

    for name, arguments in ARGUMENTS.items():
        setattr(Machine, name, _rule(name, arguments))
    return Machine


def _rule(name: str, arguments: tuple[st.SearchStrategy[object], ...]) -> object:
    drawn = {f"a{number}": one for number, one in enumerate(arguments)}

    def step(self: object, **values: object) -> None:
        self.desk.happen(name, *(values[key] for key in drawn))  # type: ignore[attr-defined]

    step.__name__ = name
    return rule(**drawn)(step)


def _restore_keeps_approvals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(approvals, "withdraw_everything", lambda connection, now: 0)


def _rule_is_not_changed_in_flight(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(approvals, "under_another_rule", lambda connection, campaign, rule: [])
    patch.setattr(recovery, "take_back", lambda connection, which, now: None)


MUTANTS = [_restore_keeps_approvals, _rule_is_not_changed_in_flight]


@pytest.mark.torture
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_wrong_program_is_caught(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """A judge who never says no proves nothing."""
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        for seed in range(200):
            walk(folder, seed, Counter())
