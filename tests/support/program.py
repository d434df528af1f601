"""The installed program, driven as a user drives it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from campaign_scheduler.bootstrap import build
from campaign_scheduler.services import log as post_log
from campaign_scheduler.services import status
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store.post_log import Filter
from support.making import SECRETS

ACCOUNTS = ("trust_x", "trust_linkedin", "trust_mastodon")


def environment(root: Path) -> dict[str, str]:
    """The workspace and tokens for the stand-in networks."""
    secrets = {f"CAMPAIGN_SECRETS__{name}__access_token": f"token-{name}" for name in ACCOUNTS}
    return {**os.environ, **secrets, "CAMPAIGN_WORKSPACE": str(root)}


def campaign(root: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end; `more` is added to its environment."""
    command = [sys.executable, "-m", "campaign_scheduler", *arguments]
    return subprocess.run(command, env=environment(root) | more, capture_output=True, text=True, timeout=60)


def daemon(root: Path, *, web: bool = False, **more: str) -> subprocess.Popen[bytes]:
    """`campaign run` in a process of its own, with the page only where it is on trial; `more` is added to its
    environment.
    """
    command = [sys.executable, "-m", "campaign_scheduler", "run", *([] if web else ["--no-web"])]
    return subprocess.Popen(command, env=environment(root) | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def parts(root: Path) -> App:
    """What the program is made of, in this process: for what is not on trial, since each start takes its time."""
    return build(load_settings(workspace=root, secrets=SECRETS))


def scheduled(root: Path) -> Path:
    """The workspace after `campaign apply`."""
    apply_plan(parts(root))
    return root


def alive(root: Path) -> bool:
    """What `campaign status --healthcheck` ends with."""
    return status.daemon_alive(parts(root))


def log(root: Path) -> list[dict[str, object]]:
    """What `campaign log --json` says; that it does so is a test of its own."""
    return [post_log.as_json(entry) for entry in post_log.log(parts(root), Filter())]


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
