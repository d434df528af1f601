"""1,000 due deliveries with a 200 KB picture, against the loop a user would write."""

from __future__ import annotations

import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import local

import requests

from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.delivery import State
from campaign_scheduler.store.post_log import counts

from . import campaigns
from .stub import RunningStub

POSTS = 1000
ACCOUNTS = 50
THREADS = 16
ROUNDS = 3


def measure() -> list[str]:
    """The table's lines."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    ways: dict[str, Callable[[str], float]] = {
        "loop, requests.Session a thread": loop_with_sessions,
        "loop, requests.post": loop,
        "campaign run": ours,
    }
    with RunningStub() as url:
        rates = {name: [] for name in ways}  # type: dict[str, list[float]]
        for _ in range(ROUNDS):
            for name, way in ways.items():
                rates[name].append(POSTS / way(url))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    base = middle["loop, requests.Session a thread"]
    return [f"{name:34} {rate:6.0f} posts/s   {rate / base:5.2f} of the Session loop" for name, rate in middle.items()]


def loop(url: str) -> float:
    """requests.post in a pool of threads."""
    return _timed(url, lambda: requests)


def loop_with_sessions(url: str) -> float:
    """The same with a session for each thread."""
    kept = local()

    def session() -> requests.Session:
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
        return kept.session  # type: ignore[no-any-return]

    return _timed(url, session)


def _timed(url: str, client: Callable[[], object]) -> float:
    data = campaigns.picture()

    def post(number: int) -> None:
        send = client().post  # type: ignore[attr-defined]
        headers = {"Authorization": f"Bearer account_{number % ACCOUNTS}"}
        files = {"file": ("picture.jpg", data, "image/jpeg")}
        media = send(
            f"{url}/api/v2/media", headers=headers, files=files, data={"description": campaigns.ALT}, timeout=30
        )
        body = {"status": f"Post number {number}", "media_ids": [media.json()["id"]]}
        send(f"{url}/api/v1/statuses", headers=headers, json=body, timeout=30).raise_for_status()

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(post, range(POSTS)))
    return time.perf_counter() - begun


def ours(url: str) -> float:
    """The daemon, from its start to the last outcome in the store."""
    with tempfile.TemporaryDirectory() as folder:
        app = campaigns.scheduled(Path(folder), POSTS, ACCOUNTS, url, THREADS)
        with app.store() as store:
            campaigns.fall_due(store, datetime.now(UTC))
            daemon = build_daemon(app, store)
            begun = time.perf_counter()
            daemon.start()
            while True:
                with store.read() as connection:
                    found = counts(connection)
                if found.get(State.PUBLISHED, 0) == POSTS:
                    break
                time.sleep(0.1)
            taken = time.perf_counter() - begun
            daemon.stop()
    return taken
