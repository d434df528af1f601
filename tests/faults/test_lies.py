"""Every lie at every step on every network: how the try ended, what reached the network, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.delivery import State
from campaign_scheduler.platforms.linkedin import adapter as linkedin
from campaign_scheduler.publishing import timing
from campaign_scheduler.sandbox import RunningSandbox, World, serve
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import deciding
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import open_store
from campaign_scheduler.store.post_log import Entry
from faults.lies import DEADLINE, DONE, LIMITS, NOT_DONE, PLATFORMS, PROVES_ABSENCE, UNCLEAR, Lie, Limit
from support.bench import DUE, Bench
from support.making import ALT, SECRETS, SetClock, app_for, picture, workspace
from support.program import wait_for
from support.stores import into_one_file, moved_store

ALT_TEXT = "A green field under a blue sky"
STEPS = {
    "upload": PLATFORMS,
    "wait": ("x", "linkedin", "mastodon"),
    "alt": ("x",),
}
"""The steps before publishing, and the networks that have them: elsewhere alt text goes with the picture or post."""


@dataclass
class Case(Bench):
    """One post with a picture on one network."""

    platform: str = ""

    @property
    def now(self) -> Entry:
        return self.entry(f"trust_{self.platform}")

    @property
    def counts(self) -> tuple[int, int]:
        """Publishing requests that reached the network, and posts that readers see."""
        return self.requests(self.platform), self.live(self.platform)

    def lie(self, lie: Lie, step: str, times: int = 1) -> None:
        self.sandbox.faults.add(lie.at(step, times))
        self.sandbox.world.habits.list_lag = lie.lag

    def carry_on(self) -> None:
        """Let hours pass, as a daemon would see them, until nothing is left to do by itself."""
        for pause in [6] * 25 + [60] * 10 + [600] * 8:
            if self.now.state in (State.PUBLISHED, State.FAILED, State.HELD):
                return
            self.later(pause)
            self.reconciler.look()
            self.publish()


Make = Callable[[str], Case]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A filled store for each network, and where it posts to."""
    found = {}
    for platform in PLATFORMS:
        root = tmp_path_factory.mktemp(platform)
        with serve(clock=SetClock()) as sandbox:
            account = {"id": f"trust_{platform}", "platform": platform, "base_url": f"{sandbox.url}/{platform}"}
            account |= {"author": "urn:li:organization:1"} if platform == "linkedin" else {}
            fields = ", ".join(f'{name}: "{value}"' for name, value in account.items())
            workspace(
                root,
                ["launch,2030-03-04,09:00,launch,launch.png,all,,"],
                campaign=f"campaign: spring\ntimezone: Europe/London\naccounts: [trust_{platform}]\n",
                accounts=f"accounts:\n  - {{{fields}}}\n",
                alt=ALT,
                pictures={"launch.png": picture()},
            )
            apply_plan(app_for(root, SetClock()), actor="test")
            into_one_file(root / "campaign.db")
            (root / "site").write_text(sandbox.url)
        found[platform] = root
    return found


@pytest.fixture
def make(templates: dict[str, Path], tmp_path: Path) -> Iterator[Make]:
    with ExitStack() as stack:
        yield lambda platform: _case(platform, templates[platform], tmp_path, stack)


def _case(platform: str, template: Path, folder: Path, stack: ExitStack) -> Case:
    clock = SetClock(DUE)
    sandbox = stack.enter_context(serve(clock=clock))
    sandbox.world.habits.polls["x"] = 1
    was = (template / "site").read_text()
    store = stack.enter_context(
        closing(open_store(moved_store(template / "campaign.db", folder, was=was, site=sandbox.url)))
    )
    return Case(
        app_for(folder, clock), store, clock, sandbox, {n: dict(f) for n, f in SECRETS.items()}, platform=platform
    )


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[[Case, Lie], None]:
    """Short deadlines for lies that are about slowness: these alone are really waited for."""

    def shorten(case: Case, lie: Lie) -> None:
        if lie.slow:
            monkeypatch.setattr(timing, "SEND_DEADLINE", DEADLINE)
            for platform in case.app.platforms.values():
                monkeypatch.setattr(platform._door, "_total", DEADLINE)

    return shorten


def by_name(one: object) -> str:
    return getattr(one, "name", str(one))


each_platform = pytest.mark.parametrize("platform", PLATFORMS)


# The publishing request


@each_platform
@pytest.mark.parametrize("lie", DONE, ids=by_name)
def test_done_without_a_clear_answer_is_found_and_never_sent_again(
    make: Make, hurry: Callable[[Case, Lie], None], lie: Lie, platform: str
) -> None:
    case = make(platform)
    hurry(case, lie)
    case.lie(lie, "publish")
    case.publish()
    assert case.now.state is State.UNCONFIRMED
    assert case.requests(platform) == 1
    wait_for(lambda: case.live(platform) == 1)
    case.carry_on()
    assert (case.now.state, case.now.reason_code) == (State.PUBLISHED, "found")
    assert case.now.permalink
    assert case.counts == (1, 1)


@each_platform
@pytest.mark.parametrize("lie", NOT_DONE, ids=by_name)
def test_not_done_without_a_clear_answer_is_sent_again_only_when_proved_or_told(
    make: Make, lie: Lie, platform: str
) -> None:
    case = make(platform)
    case.lie(lie, "publish")
    case.publish()
    assert case.now.state is State.UNCONFIRMED
    assert case.counts == (1, 0)
    case.carry_on()
    if platform not in PROVES_ABSENCE:
        assert (case.now.state, case.counts) == (State.UNCONFIRMED, (1, 0))
        deciding.resolve(case.app, case.now.delivery_id, by="Ana", published=None)
        assert case.now.state is State.HELD
        deciding.retry(case.app, case.now.delivery_id, by="Ana")
        case.publish()
    assert (case.now.state, case.counts) == (State.PUBLISHED, (2, 1))


@each_platform
def test_a_clear_yes_with_nothing_behind_it_is_believed_once(make: Make, platform: str) -> None:
    """Nothing tells it from the truth but reading back; it must not be sent again because of it."""
    case = make(platform)
    case.sandbox.faults.add(Fault("lie"))
    case.publish()
    case.carry_on()
    assert (case.now.state, case.counts) == (State.PUBLISHED, (1, 0))


@each_platform
@pytest.mark.parametrize("limit", LIMITS, ids=by_name)
@pytest.mark.parametrize("step", ["upload", "publish"])
def test_a_limit_is_waited_for(make: Make, limit: Limit, step: str, platform: str) -> None:
    case = make(platform)
    case.sandbox.faults.add(Fault(**{**vars(limit.fault), "step": step}))
    case.publish()
    assert (case.now.state, case.now.reason_code) == (State.SCHEDULED, "rate-limited")
    before = case.counts
    assert before == (1 if step == "publish" else 0, 0)
    case.later(limit.waits[platform] - 2)
    case.publish()
    assert case.counts == before, "it was told to wait"
    case.later(4)
    case.publish()
    assert (case.now.state, case.counts) == (State.PUBLISHED, (before[0] + 1, 1))


@each_platform
@pytest.mark.parametrize("point", ["claimed", "prepared", "intent"])
def test_a_network_that_restarts_is_tried_again(make: Make, point: str, platform: str) -> None:
    case = make(platform)
    port = int(case.sandbox.url.rpartition(":")[2])
    case.checkpoint = lambda reached: case.sandbox.stop() if reached == point else None
    case.publish()
    assert (case.now.state, case.now.reason_code) == (State.SCHEDULED, "not-sent-yet")
    assert case.counts == (0, 0)
    case.checkpoint = lambda reached: None
    with RunningSandbox(_kept(case.sandbox.world), port) as case.sandbox:
        case.carry_on()
        assert (case.now.state, case.counts) == (State.PUBLISHED, (1, 1))


def _kept(world: World) -> World:
    """A network that restarts forgets nothing."""
    return world


# Before it


PREPARING = [(step, platform) for step, platforms in STEPS.items() for platform in platforms]


@pytest.mark.parametrize(("step", "platform"), PREPARING)
@pytest.mark.parametrize("lie", UNCLEAR, ids=by_name)
def test_a_lie_before_publishing_never_publishes_and_never_loses_the_alt_text(
    make: Make, hurry: Callable[[Case, Lie], None], lie: Lie, step: str, platform: str
) -> None:
    case = make(platform)
    hurry(case, lie)
    case.lie(lie, step)
    case.publish()
    if case.now.state is not State.PUBLISHED:
        assert (case.now.state, case.now.reason_code) == (State.SCHEDULED, "not-sent-yet")
        assert case.counts == (0, 0)
    case.carry_on()
    assert (case.now.state, case.counts) == (State.PUBLISHED, (1, 1))
    (post,) = [post for post in case.sandbox.world.posts() if post.removed_at is None]
    assert [media.alt for media in post.media] == [ALT_TEXT]


@each_platform
def test_a_picture_that_was_taken_and_not_kept_ends_with_a_reason(
    make: Make, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upload's clear yes has nothing behind it. The network refuses the post, or a person is asked."""
    monkeypatch.setattr(linkedin, "PROCESSING_LIMIT", 2.0)
    case = make(platform)
    case.sandbox.faults.add(Fault("lie", step="upload", times=2))
    case.publish()
    case.carry_on()
    assert case.now.state is not State.SCHEDULED
    assert case.now.state is State.PUBLISHED or case.now.reason
    assert case.live(platform) == (case.now.state is State.PUBLISHED)


# Looking for it


LOOKING = [*NOT_DONE, *(one for one in DONE if not one.fault.kind.startswith("late") and not one.lag)]


@each_platform
@pytest.mark.parametrize("lie", LOOKING, ids=by_name)
def test_a_lie_while_looking_proves_nothing(
    make: Make, hurry: Callable[[Case, Lie], None], lie: Lie, platform: str
) -> None:
    """It went out, and the network lies three times about its list: it is found in the end, never sent again."""
    case = make(platform)
    case.sandbox.faults.add(Fault("drop_after"))
    case.publish()
    assert case.now.state is State.UNCONFIRMED
    hurry(case, lie)
    case.lie(lie, "find", times=3)
    case.carry_on()
    assert (case.now.state, case.counts) == (State.PUBLISHED, (1, 1))


@pytest.mark.parametrize("platform", PROVES_ABSENCE)
@pytest.mark.parametrize("lie", LOOKING, ids=by_name)
def test_a_lie_while_looking_is_no_proof_of_absence(
    make: Make, hurry: Callable[[Case, Lie], None], lie: Lie, platform: str
) -> None:
    """It did not go out, and every answer about the list is a lie: then it is not proved absent."""
    case = make(platform)
    case.sandbox.faults.add(Fault("status_500"))
    case.publish()
    hurry(case, lie)
    case.lie(lie, "find", times=1000)
    for _ in range(12):
        case.later(12)
        case.reconciler.look()
    assert (case.now.state, case.counts) == (State.UNCONFIRMED, (1, 0))


@each_platform
def test_a_limit_while_looking_is_no_answer(make: Make, platform: str) -> None:
    case = make(platform)
    case.sandbox.faults.add(Fault("drop_after"))
    case.sandbox.faults.add(Fault("status_429", step="find", times=2))
    case.publish()
    case.carry_on()
    assert (case.now.state, case.counts) == (State.PUBLISHED, (1, 1))


def test_no_answer_is_longer_believed_than_a_resend_may_take() -> None:
    assert timedelta(seconds=timing.SEND_DEADLINE + 60) < timing.RESEND_WITHIN
