"""The program as a user runs it, after a post went out: read back, taken down, posted by hand."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from support.making import CAMPAIGN, sandbox_accounts, workspace
from support.program import campaign, daemon, fall_due_now, log, scheduled, wait_for


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    """A post for Mastodon, and one that Sam makes by hand; applied and due now."""
    inbox = sandbox.base_url("manual")
    sam = f'id: trust_facebook, platform: manual, network: Facebook, person: Sam, base_url: "{inbox}"'
    workspace(
        tmp_path,
        ["launch,2035-03-05,09:00,launch,,Mastodon;Facebook,,"],
        campaign=CAMPAIGN.replace("trust_x, trust_linkedin,", "trust_facebook,"),
        accounts=f"{sandbox_accounts(sandbox).rstrip()}\n      - {{{sam}}}\n",
    )
    fall_due_now(scheduled(tmp_path))
    return tmp_path


def of(root: Path, account: str) -> dict[str, object]:
    return next(entry for entry in log(root) if entry["account"] == account)


@pytest.mark.slow
def test_a_daemon_killed_before_it_read_back_does_so_after_its_restart(root: Path, sandbox: RunningSandbox) -> None:
    first = daemon(root)
    wait_for(lambda: of(root, "trust_mastodon")["state"] == "published")
    wait_for(lambda: of(root, "trust_facebook")["state"] == "unconfirmed")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (of(root, "trust_mastodon")["verified_at"], of(root, "trust_mastodon")["read_back"]) == (None, "")

    second = daemon(root)
    try:
        wait_for(lambda: of(root, "trust_mastodon")["read_back"] == "same")
    finally:
        second.terminate()
        assert second.wait(30) == 0
    assert str(of(root, "trust_mastodon")["verified_at"]).endswith("Z")
    assert (len(sandbox.world.posts()), len(sandbox.world.given)) == (1, 1)
    _down(root, sandbox)
    _by_hand(root)


def _down(root: Path, sandbox: RunningSandbox) -> None:
    number = str(of(root, "trust_mastodon")["delivery_id"])
    assert campaign(root, "verify", number).returncode == 0
    assert campaign(root, "unpublish", number).returncode == 2, "a reason is wanted"
    down = campaign(root, "unpublish", number, "--reason", "Called off", "--by", "Ann")
    assert (down.returncode, "taken down" in down.stdout) == (0, True), down.stderr
    assert sandbox.world.posts()[0].removed_at is not None
    entry = of(root, "trust_mastodon")
    assert (entry["state"], entry["removal"]["reason"]) == ("published", "Called off")  # type: ignore[index]
    assert "taken down by Ann: Called off" in campaign(root, "log").stdout
    assert "is not there any more" in campaign(root, "preview").stdout
    assert campaign(root, "unpublish", number, "--reason", "Again").returncode == 0


def _by_hand(root: Path) -> None:
    status = campaign(root, "status").stdout
    assert "Waiting for you to post it: 1" in status
    assert "We're not sure it went out" not in status
    number = str(of(root, "trust_facebook")["delivery_id"])
    assert campaign(root, "unpublish", number, "--reason", "x").returncode == 1
    assert campaign(root, "resolve", number, "--published", "https://www.facebook.com/trust/posts/1").returncode == 0
    (verified,) = json.loads(campaign(root, "verify", number, "--json").stdout)
    assert (verified["read_back"], verified["read"]) == ("not-checkable", False)
    refused = campaign(root, "unpublish", number, "--reason", "x")
    assert (refused.returncode, "--by-hand" in refused.stderr) == (1, True)
