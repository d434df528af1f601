"""The installed program, driven as a user drives it."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ACCOUNTS = ("trust_x", "trust_linkedin", "trust_mastodon")


def environment(root: Path) -> dict[str, str]:
    """The workspace and tokens for the stand-in networks."""
    secrets = {f"CAMPAIGN_SECRETS__{name}__access_token": f"token-{name}" for name in ACCOUNTS}
    return {**os.environ, **secrets, "CAMPAIGN_WORKSPACE": str(root)}


def campaign(root: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end; `more` is added to its environment."""
    command = [sys.executable, "-m", "campaign_scheduler", *arguments]
    return subprocess.run(command, env=environment(root) | more, capture_output=True, text=True, timeout=60)


def daemon(root: Path, **more: str) -> subprocess.Popen[bytes]:
    """`campaign run` in a process of its own; `more` is added to its environment."""
    command = [sys.executable, "-m", "campaign_scheduler", "run"]
    return subprocess.Popen(command, env=environment(root) | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def log(root: Path) -> list[dict[str, object]]:
    """What `campaign log --json` says."""
    answer = campaign(root, "log", "--json")
    assert answer.returncode == 0, answer.stderr
    entries: list[dict[str, object]] = json.loads(answer.stdout)
    return entries


def store(root: Path) -> Path:
    return root / ".campaign" / "campaign.db"


def states(root: Path) -> list[str]:
    """Each delivery's state in alphabetical order, read past the program: asking it takes a second of its own."""
    with contextlib.closing(sqlite3.connect(f"{store(root).as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        return sorted(state for (state,) in connection.execute("SELECT state FROM deliveries"))


def fall_due_now(root: Path) -> None:
    """Calendars have whole minutes ahead; a test has not the time to wait for one."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000000Z"
    with sqlite3.connect(store(root)) as connection:
        connection.execute("UPDATE deliveries SET due_at = ?, next_attempt_at = ?, late_at = NULL", (now, now))


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    """Poll until it is true; fail when it is not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
