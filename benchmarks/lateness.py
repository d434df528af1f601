"""How late the first byte of the publishing request leaves: one post alone, and 1,000 due in the same second."""

from __future__ import annotations

import logging
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from apscheduler.schedulers.background import BackgroundScheduler

from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.delivery import State
from campaign_scheduler.store.post_log import Filter, counts, entries

from . import campaigns
from .stub import RunningStub

ALONE = 7
TOGETHER = 1000
ACCOUNTS = 50
AHEAD = timedelta(seconds=3)


def measure() -> list[str]:
    """The table's lines."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    with RunningStub() as url:
        lines = [_line("one alone, campaign run", [_ours(url, 1)[0] for _ in range(ALONE)])]
        lines.append(_line("one alone, a job a post", [_jobs(url, 1)[0] for _ in range(ALONE)]))
        lines.append(_line(f"{TOGETHER} in one second, campaign run", _ours(url, TOGETHER)))
        found = _jobs(url, TOGETHER)
        lines.append(_line(f"{TOGETHER} in one second, a job a post", found) + f"   dropped {TOGETHER - len(found)}")
    return lines


def _line(name: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{name:40} p50 {statistics.median(ordered) * 1000:7.0f} ms   p99 {late * 1000:7.0f} ms"


def _ours(url: str, posts: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        app = campaigns.scheduled(Path(folder), posts, min(posts, ACCOUNTS), url)
        with app.store() as store:
            campaigns.fall_due(store, datetime.now(UTC) + AHEAD)
            daemon = build_daemon(app, store)
            daemon.start()
            while True:
                with store.read() as connection:
                    if counts(connection).get(State.PUBLISHED, 0) == posts:
                        break
                time.sleep(0.05)
            daemon.stop()
            with store.read() as connection:
                return [entry.lateness_s or 0.0 for entry in entries(connection, Filter())]


def _jobs(url: str, posts: int) -> list[float]:
    """What everyone writes: an APScheduler date job for each post, with its default settings."""
    data, late = campaigns.picture(), list[float]()
    done = threading.Semaphore(0)
    due = datetime.now(UTC) + AHEAD

    def publish(number: int) -> None:
        headers = {"Authorization": f"Bearer account_{number % ACCOUNTS}"}
        files = {"file": ("picture.jpg", data, "image/jpeg")}
        media = requests.post(
            f"{url}/api/v2/media", headers=headers, files=files, data={"description": "x"}, timeout=30
        )
        late.append((datetime.now(UTC) - due).total_seconds())
        body = {"status": f"Post {number}", "media_ids": [media.json()["id"]]}
        requests.post(f"{url}/api/v1/statuses", headers=headers, json=body, timeout=30)
        done.release()

    scheduler = BackgroundScheduler(timezone=UTC)
    for number in range(posts):
        scheduler.add_job(publish, "date", run_date=due, args=[number])
    scheduler.start()
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
    while done.acquire(timeout=3):
        continue
    scheduler.shutdown(wait=True)
    return late
