"""Backup and restore as a person runs them, beside a daemon at work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from support.making import sandbox_accounts, workspace
from support.program import alive, campaign, daemon, fall_due_now, log, scheduled, states, store, wait_for


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    return scheduled(workspace(tmp_path, ["launch,2035-03-05,09:00,launch,,all,,"], accounts=sandbox_accounts(sandbox)))


def test_a_backup_taken_beside_the_daemon_and_restored_after_it_published(root: Path, sandbox: RunningSandbox) -> None:
    running = daemon(root)
    try:
        wait_for(lambda: alive(root))
        answer = campaign(root, "backup", "--json")
        assert answer.returncode == 0, answer.stderr
        made = json.loads(answer.stdout)
        assert made["deliveries"] == 3
        assert campaign(root, "backup", made["file"]).returncode == 3
        fall_due_now(root)
        wait_for(lambda: set(states(root)) == {"published"})
        refused = campaign(root, "restore", made["file"], "--yes")
        assert refused.returncode == 3
        assert "a daemon is running" in refused.stderr
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert campaign(root, "restore", made["file"], "--json").returncode == 2
    answer = campaign(root, "restore", made["file"], "--yes", "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["on_hold"] == 3
    assert {(entry["state"], entry["reason_code"]) for entry in log(root)} == {("held", "restored")}
    running = daemon(root)
    try:
        wait_for(lambda: alive(root))
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert len(sandbox.world.posts()) == 3


def test_the_daemon_does_not_start_on_a_damaged_store(root: Path) -> None:
    with store(root).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 8192)
    before = store(root).read_bytes()
    answer = campaign(root, "run")
    assert answer.returncode == 3
    assert "damaged" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert store(root).read_bytes() == before
    assert campaign(root, "backup").returncode == 3
