"""The whole way from a network that says no to the message that a person receives."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from support.making import CAMPAIGN, picture, sandbox_accounts, workspace
from support.program import alive, campaign, daemon, fall_due_now, log, scheduled, states, wait_for
from support.receiving import Receiver, receiver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
OFF = "Europe/London\nnotify: {digest: off}"
ALWAYS = "Europe/London\nnotify: {digest: '00:00'}"


@pytest.fixture
def told() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def _scheduled(tmp_path: Path, sandbox: RunningSandbox, zone: str = OFF) -> Path:
    root = workspace(
        tmp_path,
        ["launch,2035-03-05,09:00,launch,launch.png,all,,"],
        pictures={"launch.png": picture()},
        campaign=CAMPAIGN.replace("Europe/London", zone),
        accounts=sandbox_accounts(sandbox),
    )
    fall_due_now(scheduled(root))
    return root


def test_a_refusal_reaches_the_person_it_concerns(tmp_path: Path, sandbox: RunningSandbox, told: Receiver) -> None:
    root = _scheduled(tmp_path, sandbox)
    sandbox.faults.add(Fault("status_422", platform="mastodon", step="publish"))
    beat = f"http://{told.place}/beat"
    running = daemon(root, CAMPAIGN_NOTIFY=told.url, CAMPAIGN_HEARTBEAT_URL=beat)
    try:
        wait_for(lambda: any("Refused" in title for title in told.titles), 60)
        wait_for(lambda: "/beat" in told.asked)
    finally:
        running.terminate()
        assert running.wait(30) == 0
    number = next(entry["delivery_id"] for entry in log(root) if entry["account"] == "trust_mastodon")
    refused = next(one for one in told.received if "Refused" in one["title"])
    assert refused["title"] == "Refused: launch on trust_mastodon"
    assert "due Mon 5 March 09:00 (London)" in refused["message"]
    assert f"campaign retry {number}" in refused["message"]
    assert "token-trust" not in json.dumps(told.received)
    assert json.loads(campaign(root, "notify", "list", "--json").stdout) == []


def test_the_digest_is_sent_by_itself(tmp_path: Path, sandbox: RunningSandbox, told: Receiver) -> None:
    root = _scheduled(tmp_path, sandbox, ALWAYS)
    running = daemon(root, CAMPAIGN_NOTIFY=told.url)
    try:
        wait_for(lambda: any(title.startswith("Spring, ") for title in told.titles), 120)
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert "WENT OUT since" in told.received[0]["message"]
    assert "1 picture, alt text present" in campaign(root, "digest").stdout


def test_nobody_to_tell_is_said_by_status(tmp_path: Path, sandbox: RunningSandbox) -> None:
    root = _scheduled(tmp_path, sandbox)
    sandbox.faults.add(Fault("status_422", platform="mastodon", step="publish"))
    running = daemon(root)
    try:
        wait_for(lambda: states(root) == ["failed", "published", "published"])
    finally:
        running.terminate()
        running.wait(30)
    assert "1 message told to nobody, because CAMPAIGN_NOTIFY is not set" in campaign(root, "status").stdout
    waiting = json.loads(campaign(root, "notify", "list", "--json").stdout)
    assert [one["title"] for one in waiting] == ["Refused: launch on trust_mastodon"]


def test_a_daemon_that_was_killed_is_told_of_when_the_next_one_starts(
    tmp_path: Path, sandbox: RunningSandbox, told: Receiver
) -> None:
    root = _scheduled(tmp_path, sandbox)
    first = daemon(root)
    try:
        wait_for(lambda: alive(root))
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    second = daemon(root, CAMPAIGN_NOTIFY=told.url)
    try:
        wait_for(lambda: any("stopped without notice" in json.dumps(one) for one in told.received), 60)
    finally:
        second.terminate()
        assert second.wait(30) == 0


@pytest.mark.parametrize("trouble", ["hang", "refuse"])
def test_a_notifier_in_trouble_stops_neither_publishing_nor_the_stop(
    tmp_path: Path, sandbox: RunningSandbox, told: Receiver, trouble: str
) -> None:
    root = _scheduled(tmp_path, sandbox)
    sandbox.faults.add(Fault("status_422", platform="mastodon", step="publish"))
    told.hang.set() if trouble == "hang" else told.statuses.extend([500] * 50)
    running = daemon(root, CAMPAIGN_NOTIFY=told.url)
    try:
        wait_for(lambda: states(root).count("published") == 2)
        wait_for(lambda: told.tried > 0, 60)
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert len(json.loads(campaign(root, "notify", "list", "--json").stdout)) == 1


def test_the_test_message_says_of_each_address_whether_it_worked(
    tmp_path: Path, sandbox: RunningSandbox, told: Receiver
) -> None:
    root = workspace(tmp_path, accounts=sandbox_accounts(sandbox))
    urls = f"{told.url}\njson://user:password123@127.0.0.1:9/"
    answer = campaign(root, "notify", "test", "--json", CAMPAIGN_NOTIFY=urls)
    found = json.loads(answer.stdout)
    assert answer.returncode == 1
    assert [(one["target"], one["worked"]) for one in found] == [("1 (json)", True), ("2 (json)", False)]
    assert "password123" not in answer.stdout + answer.stderr
    assert told.titles == ["A test message from Campaign Scheduler"]
    assert campaign(root, "notify", "test", CAMPAIGN_NOTIFY=told.url).returncode == 0


def test_an_address_that_cannot_be_used_is_told_without_its_secret(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    wrong = "json://127.0.0.1/ slack-with-password123"
    for command in (["run"], ["notify", "test"]):
        answer = campaign(root, *command, CAMPAIGN_NOTIFY=wrong)
        assert answer.returncode == 3
        assert "address 2 of CAMPAIGN_NOTIFY" in answer.stderr
        assert "password123" not in answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr
    assert campaign(root, "notify", "test").returncode == 3
    answer = campaign(root, "run", CAMPAIGN_HEARTBEAT_URL="watch/secret-token")
    assert answer.returncode == 3
    assert "secret-token" not in answer.stderr
