"""From `pause` to the last byte sent: the daemon publishes as fast as it can and is stopped in the middle."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import requests

from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.services import stopping as stopping_service

from . import campaigns
from .stub import RunningStub

POSTS = 1000
ACCOUNTS = 50
ROUNDS = 5
BEFORE = 100
"""So many posts are out when it is stopped."""


def measure() -> list[str]:
    """The table's lines."""
    found = [_once() for _ in range(ROUNDS)]
    took, after = zip(*found, strict=True)
    return [_line("campaign pause returns after", took), _line("last byte sent, counted from asking", after)]


def _line(name: str, seconds: tuple[float, ...]) -> str:
    return f"{name:36} {statistics.median(seconds) * 1000:6.0f} ms (worst {max(seconds) * 1000:.0f})"


def _once() -> tuple[float, float]:
    """Seconds the command took, and from asking to the last publishing request that arrived."""
    with RunningStub() as url, tempfile.TemporaryDirectory() as folder:
        app = campaigns.scheduled(Path(folder), POSTS, ACCOUNTS, url)
        with app.store() as store:
            campaigns.fall_due(store, datetime.now(UTC))
            daemon = build_daemon(app, store)
            daemon.start()
            while _published(url)[0] < BEFORE:
                time.sleep(0.005)
            asked = time.time()
            stopping_service.pause(app, scope="all", target="", reason="measured", by="bench")
            took = time.time() - asked
            daemon.stop()
        count, last_at = _published(url)
        assert count < POSTS, "it was stopped too late to measure"
        return took, max(last_at - asked, 0.0)


def _published(url: str) -> tuple[int, float]:
    answer = requests.get(f"{url}/published", timeout=10).json()
    return answer["count"], answer["last_at"]
