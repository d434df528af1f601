"""From starting the program to its first publishing request, with 100,000 deliveries in the store."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import requests
from sqlalchemy import text

from campaign_scheduler.services.app import App

from . import campaigns
from .stub import RunningStub

ROUNDS = 5
SIZES = (1, 100_000)
COLUMNS = (
    "campaign, post_id, account_id, platform, state, slot, due_at, next_attempt_at, grace_s, when_late, content_hash,"
    " fingerprint, base_url, remote_profile, options, tags, created_at, changed_at"
)
COPY = text(
    f"INSERT INTO deliveries ({COLUMNS})"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
    " SELECT campaign, post_id || '-' || i, account_id, platform,"
    " CASE WHEN i % 2 THEN 'scheduled' ELSE 'published' END, slot, due_at, due_at, grace_s, when_late, content_hash,"
    " fingerprint, base_url, remote_profile, options, tags, created_at, changed_at FROM deliveries, n"
    " WHERE post_id = 'p1'"
)


def measure() -> list[str]:
    """The table's lines."""
    lines = []
    for size in SIZES:
        with RunningStub() as url, tempfile.TemporaryDirectory() as folder:
            app = campaigns.scheduled(Path(folder), 2, 1, url)
            _fill(app, size)
            seconds = [_first_request(app, url) for _ in range(ROUNDS)]
        median, worst = statistics.median(seconds), max(seconds)
        lines.append(f"{size:7} deliveries stored   first publishing request after {median:5.2f} s (worst {worst:.2f})")
    return lines


def _fill(app: App, size: int) -> None:
    with app.store() as store, store.write() as connection:
        connection.execute(COPY, {"count": size})


def _first_request(app: App, url: str) -> float:
    """One post is due; a fresh process publishes it. Seconds from the start of the process."""
    _one_due(app)
    before = _published(url)
    environment = {**os.environ, **_settings(app)}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "campaign_scheduler", "run"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while _published(url) == before:
            assert time.perf_counter() - begun < 120, "nothing was published"
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _one_due(app: App) -> None:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000000Z"
    with app.store() as store, store.write() as connection:
        connection.execute(
            text(
                "UPDATE deliveries SET state = 'scheduled', remote_id = NULL, sent_at = NULL, due_at = :now,"
                " next_attempt_at = :now, late_at = NULL WHERE post_id = 'p0'"
            ),
            {"now": now},
        )


def _settings(app: App) -> dict[str, str]:
    return {
        "CAMPAIGN_WORKSPACE": str(app.settings.workspace),
        "CAMPAIGN_DATABASE_URL": app.settings.store_url,
        "CAMPAIGN_SECRETS__account_0__access_token": "account_0",
        "CAMPAIGN_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1",
    }


def _published(url: str) -> int:
    return int(requests.get(f"{url}/published", timeout=10).json()["count"])
