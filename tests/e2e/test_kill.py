"""The daemon is killed in the middle of publishing, and the posts are counted on the network's side."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from support.making import picture, sandbox_accounts, workspace
from support.program import daemon, fall_due_now, log, scheduled, states, wait_for

POSTS = 4
DELIVERIES = POSTS * 3


@pytest.fixture
def due(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    """Twelve deliveries, applied and due now."""
    root = workspace(
        tmp_path,
        [f"post-{n},2035-03-05,1{n}:00,post-{n},launch.png,all,," for n in range(POSTS)],
        captions={f"post-{n}.md": f"Number {n} of the spring posts." for n in range(POSTS)},
        pictures={"launch.png": picture()},
        accounts=sandbox_accounts(sandbox),
    )
    fall_due_now(scheduled(root))
    return root


def test_a_kill_while_the_network_publishes_neither_repeats_nor_loses(due: Path, sandbox: RunningSandbox) -> None:
    """The network takes a second over each post, and the daemon dies while it does."""
    sandbox.faults.add(Fault("delay", step="publish", times=None, seconds=1.0))
    first = daemon(due)
    wait_for(lambda: _publishing_requests(sandbox) >= 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    sandbox.faults.clear()
    assert _states(due)["publishing"] >= 2, "the kill came too late to prove anything"

    second = daemon(due)
    try:
        wait_for(lambda: _settled(due), 60)
    finally:
        second.terminate()
        assert second.wait(30) == 0

    said = Counter((post.platform, post.text) for post in sandbox.world.posts())
    assert len(said) == DELIVERIES
    assert max(said.values()) == 1, said
    assert all(entry["state"] in ("published", "unconfirmed") for entry in log(due))


def test_a_kill_before_the_intent_is_tried_again(due: Path, sandbox: RunningSandbox) -> None:
    """The network takes long over a picture: nothing has been published when the daemon dies, so all of it goes out."""
    sandbox.faults.add(Fault("delay", step="upload", times=3, seconds=3.0))
    first = daemon(due)
    wait_for(lambda: _states(due)["publishing"] >= 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not sandbox.world.posts()
    sandbox.faults.clear()

    second = daemon(due)
    try:
        wait_for(lambda: _states(due)["published"] == DELIVERIES, 60)
    finally:
        second.terminate()
        assert second.wait(30) == 0
    assert len(sandbox.world.posts()) == DELIVERIES
    tries = [attempt["outcome"] for entry in log(due) for attempt in entry["attempts"]]  # type: ignore[attr-defined]
    assert tries.count("abandoned") >= 2


def _publishing_requests(sandbox: RunningSandbox) -> int:
    return sum(count for name, count in sandbox.world.requests.items() if name.endswith(":publish"))


def _states(root: Path) -> Counter[str]:
    return Counter(states(root))


def _settled(root: Path) -> bool:
    """Nothing waits or is in flight; X and LinkedIn may leave something for a person to decide."""
    found = _states(root)
    return found["scheduled"] == found["publishing"] == 0 and found["published"] >= DELIVERIES - 2
