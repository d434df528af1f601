"""The web page over 1,000 and 100,000 stored posts: server time, bytes, and many people at once while it publishes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, text, update

from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.person import Role
from campaign_scheduler.services import people
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import Store, open_store
from campaign_scheduler.store import tables as t
from campaign_scheduler.web import WebServer

from . import campaigns, crowd
from .painting import first_paints
from .stub import RunningStub

SIZES = (1_000, 100_000)
ROWS = 200
"""Posts of the workspace itself; the rest of the store is two years of posts that are out."""
ACCOUNTS = 20
ROUNDS = 40
PAGES = {
    "calendar": "/?on={month}",
    "week": "/?view=week&on={month}",
    "post": "/posts/p7",
    "log": "/log",
    "older log": "/log?since={month}",
}
READERS, WRITERS, SECONDS, RATE = 50, 5, 20.0, 20


def measure(sizes: tuple[int, ...] = SIZES) -> list[str]:
    """The table's lines."""
    lines = []
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.pages", str(size)]
        lines.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip())
    return lines


def _one(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, RunningStub() as url:
        app = campaigns.app(_workspace(Path(folder), url), ACCOUNTS)
        apply_plan(app, actor="bench")
        store = open_store(app.settings.store_url)
        _fill(store, size)
        daemon = build_daemon(app, store)
        web = WebServer(app, store, port=0)
        daemon.accompany(web)
        daemon.start()
        cookie = _somebody(app)
        month = f"{datetime.now(UTC) - timedelta(days=60):%Y-%m-%d}"
        pages = {name: path.format(month=month) for name, path in PAGES.items()}
        for name, path in pages.items():
            print(_line(size, name, web.port, path, cookie), flush=True)
        for name, (cold, warm) in first_paints(web.port, cookie, pages).items():
            print(f"{size:7} stored   {name:10} first paint {cold:4.0f} ms   again {warm:4.0f} ms", flush=True)
        if size == max(SIZES):
            for people_too in (False, True):
                print(_together(app, store, daemon.wake, web.port, cookie if people_too else ""), flush=True)
        daemon.stop()
        store.close()


def _workspace(root: Path, url: str) -> Path:
    """Posts of the coming weeks, a few a day, each with a caption of its own."""
    campaigns.workspace(root, ROWS, ACCOUNTS, url)
    start = datetime.now(UTC) + timedelta(days=1)
    lines = ["id,date,time,accounts,media,caption,note"]
    for number in range(ROWS):
        due = start + timedelta(hours=4 * number)
        lines.append(f"p{number},{due:%Y-%m-%d},{due:%H:%M},account_{number % ACCOUNTS},noise.jpg,c{number},")
        (root / "captions" / f"c{number}.md").write_text(f"{crowd.words(number)}\n")
    (root / "config/calendar.csv").write_text("\n".join(lines) + "\n")
    return root


def _fill(store: Store, size: int) -> None:
    """Posts that went out over two years, copied from one that is stored."""
    now = datetime.now(UTC)
    with store.write() as connection:
        stored = connection.execute(select(t.deliveries)).mappings().all()
        models = {row["account_id"]: {name: row[name] for name in row if name != "id"} for row in stored}
        step = timedelta(days=730) / max(1, size - ROWS)
        rows = []
        for number in range(size - ROWS):
            due = now - timedelta(days=1) - step * number
            rows.append(
                models[f"account_{number % ACCOUNTS}"]
                | {
                    "post_id": f"old{number}",
                    "state": "published",
                    "due_at": due,
                }
                | {
                    "next_attempt_at": due,
                    "late_at": None,
                    "sent_at": due,
                    "acknowledged_at": due,
                    "permalink": "https://x.example/1",
                }
                | {"remote_id": f"r{number}", "campaign": "bench"}
            )
        for start in range(0, len(rows), 5_000):
            connection.execute(insert(t.deliveries), rows[start : start + 5_000])
    if store.path is not None:
        with store.write() as connection:
            connection.execute(text("ANALYZE"))


def _somebody(app: App) -> str:
    token = people.invite(app, name="Reader", email="reader@example.org", role=Role.ADMIN, by="bench")
    return people.enter_invited(app, token, password="three words in a row", browser="bench").token


def _line(size: int, name: str, port: int, path: str, cookie: str) -> str:
    taken = [crowd.ask(port, "GET", path, cookie) for _ in range(ROUNDS)]
    assert all(status == 200 for _, status, _ in taken), (path, taken[0][1])
    p50, p95 = _quantiles([seconds for seconds, _, _ in taken[3:]])
    times = f"p50 {p50 * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms"
    return f"{size:7} stored   {name:10} {times}   {taken[-1][2] / 1000:6.0f} kB"


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


def _together(app: App, store: Store, wake: Callable[[], None], port: int, cookie: str) -> str:
    """Lateness of posts that fall due at RATE a second, with and without people at the page."""
    count = int(SECONDS * RATE)
    begins = datetime.now(UTC) + timedelta(seconds=2)
    with store.write() as connection:
        wanted = connection.scalars(
            select(t.deliveries.c.id).where(t.deliveries.c.post_id.like("old%")).limit(count)
        ).all()
        for place, number in enumerate(wanted):
            due = begins + timedelta(seconds=place / RATE)
            fresh = {"state": "scheduled", "due_at": due, "next_attempt_at": due, "late_at": None, "remote_id": None}
            fresh |= {
                "campaign": "busy",
                "sent_at": None,
                "acknowledged_at": None,
                "claim_token": None,
                "intent_at": None,
            }
            connection.execute(update(t.deliveries).where(t.deliveries.c.id == number).values(**fresh))
    wake()
    people_there = crowd.begin(port, cookie, SECONDS + 2, READERS, WRITERS) if cookie else None
    time.sleep(SECONDS + 4)
    seen = json.loads(people_there.communicate()[0]) if people_there else []
    with store.read() as connection:
        rows = connection.execute(
            select(t.deliveries.c.sent_at, t.deliveries.c.due_at).where(t.deliveries.c.id.in_(wanted))
        )
        late = [(row.sent_at - row.due_at).total_seconds() for row in rows if row.sent_at is not None]
    p50, p95 = _quantiles(late)
    times = f"lateness p50 {p50 * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms"
    words = f"{RATE} posts a second   {times}   out {len(late)} of {count}"
    if not cookie:
        return f"{words}   nobody at the page"
    wrong = sum(status >= 400 for _, status in seen)
    page50, page95 = _quantiles([seconds for seconds, _ in seen])
    return (
        f"{words}   {READERS} reading, {WRITERS} writing: {len(seen)} requests, {wrong} errors, "
        f"p50 {page50 * 1000:.0f} ms, p95 {page95 * 1000:.0f} ms"
    )


if __name__ == "__main__":
    _one(int(sys.argv[1]))
