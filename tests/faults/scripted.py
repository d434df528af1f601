"""A network in this process whose answers a test chooses, and a bench that drives the real core over it."""

from __future__ import annotations

import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.account import Account, Profile
from campaign_scheduler.model.capabilities import Capabilities, Figure, ImageLimits, TextLimit
from campaign_scheduler.model.delivery import Absent, Attempt, CannotTell, Prepared, Published
from campaign_scheduler.model.errors import ContentRejected, CredentialError, RateLimited, Unavailable, Unconfirmed
from campaign_scheduler.model.rendered import RenderedPost
from campaign_scheduler.platforms.kit.interface import Journal
from campaign_scheduler.platforms.kit.matching import Listed, judge
from campaign_scheduler.platforms.kit.transmission import Transmission
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.settings import load_settings
from support.making import SetClock, workspace

TODAY = date(2026, 11, 25)
SETTLE = 30.0
DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ACCOUNTS = ("trust_a", "trust_b")
WORDS = {"one": "Words of one.", "two": "Words of two."}
ANSWERS = (
    *("yes", "no", "posted_then_lost", "not_posted_500", "late", "unforeseen", "posted_unforeseen", "nothing_left"),
    *("rate_limited", "credential", "no_id", "another_id", "prepare_fails"),
)


def capabilities() -> Capabilities:
    """Text only, with a known settle time."""
    long = TextLimit(Figure(500, "this test", TODAY), "characters", len)
    count = Figure(4, "this test", TODAY)
    images = ImageLimits(count, Figure(10**6, "this test", TODAY), Figure(("PNG",), "this test", TODAY))
    return Capabilities("model", "Model", (long,), long, images, settle=Figure(SETTLE, "this test", TODAY))


@dataclass
class Post:
    """What is live. It arrives at `at` and is listed from `listed_from` (both on the lease's clock)."""

    id: str
    account: str
    words: str
    at: float
    listed_from: float
    made_at: datetime


@dataclass
class Network:
    """Answers as told: `answers` one after the other, then `yes`. It is also the Platform.

    `another_id` names a post that is `in_the_log` already; a network that hands out ids of posts nobody knows of yet
    could be caught by nothing.
    """

    clock: SetClock
    answers: deque[str] = field(default_factory=deque)
    lag: float = 0.0
    can_be_read: bool = True
    posts: list[Post] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    in_the_log: Callable[[], set[str]] = set
    name: str = "model"

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities()

    def verify(self, account: Account) -> Profile:
        return Profile(account.id, account.id, "https://model.example")

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        journal.record("media:one", token)
        if self.answers and self.answers[0] == "prepare_fails":
            self.answers.popleft()
            raise Unavailable("the upload failed")
        return Prepared({"words": post.words}, idempotency_key=token)

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        answer = self.answers.popleft() if self.answers else "yes"
        if answer == "nothing_left":
            raise Unavailable("no connection")
        transmission.begin()
        words = str(prepared.payload["words"])
        self.requests.append((account.id, words))
        transmission.finish()
        return self._answer(answer, account.id, words)

    def _answer(self, answer: str, account: str, words: str) -> Published:
        if answer == "no":
            raise ContentRejected("a banned word")
        if answer == "rate_limited":
            raise RateLimited("too many", retry_at=self.clock.now() + timedelta(seconds=30))
        if answer == "credential":
            raise CredentialError("the token ran out")
        if answer == "not_posted_500":
            raise Unconfirmed("it answered 500")
        if answer == "unforeseen":
            raise KeyError("id")
        post = self._post(account, words, late=40.0 if answer == "late" else 0.0)
        if answer in ("posted_then_lost", "late"):
            raise Unconfirmed("the connection broke")
        if answer == "posted_unforeseen":
            raise ValueError("not JSON")
        return Published("" if answer == "no_id" else self._id(answer, post))

    def _id(self, answer: str, post: Post) -> str:
        others = [one.id for one in self.posts if one.account == post.account and one.id in self.in_the_log()]
        return others[0] if answer == "another_id" and others else post.id

    def _post(self, account: str, words: str, late: float) -> Post:
        at = self.clock.lease + late
        made_at = self.clock.moment + timedelta(seconds=late)
        post = Post(f"p{len(self.posts) + 1}", account, words, at, at + self.lag, made_at)
        self.posts.append(post)
        return post

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        if not self.can_be_read:
            raise Unavailable("the list cannot be read")
        mine = [post for post in self.posts if post.account == account.id and post.listed_from <= self.clock.lease]
        listed = [Listed(Published(post.id), post.words, 0, post.made_at) for post in mine]
        return judge(listed, attempt, complete=True, read_at=self.clock.now())

    def delete(self, published: Published, account: Account) -> None:
        self.posts = [post for post in self.posts if post.id != published.remote_id]


class Bench:
    """A campaign on the scripted network, applied once; each `begin` gives it afresh."""

    def __init__(self, folder: Path, *, signoff: int = 0) -> None:
        self.folder = folder
        self.root = folder / "workspace"
        self._signoff = signoff
        self.app = self._app(folder / "template.db")
        self.write(WORDS)
        apply_plan(self.app, actor="test")
        with closing(sqlite3.connect(folder / "template.db", isolation_level=None)) as connection:
            connection.executescript(RECORD_MOVES)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _app(self, file: Path) -> App:
        clock = SetClock()
        settings = load_settings(workspace=self.root, database_url=f"sqlite:///{file.as_posix()}")
        return replace(build(settings, clock), platforms={"model": Network(clock)})

    def write(self, captions: dict[str, str], day: str = "2030-03-04") -> None:
        """The files, with these words for each post."""
        workspace(
            self.root,
            [f"{name},{day},09:00,{name},,all,,yes" for name in captions],
            heading="id,date,time,caption,media,accounts,status,repeat",
            captions={f"{name}.md": words for name, words in captions.items()},
            pictures={},
            campaign=f"campaign: spring\ntimezone: Europe/London\naccounts: [{', '.join(ACCOUNTS)}]\n"
            f"signoff: {{required: {self._signoff}}}\n",
            accounts="accounts:\n" + "".join(f"  - {{id: {name}, platform: model}}\n" for name in ACCOUNTS),
        )

    def begin(self, name: str) -> App:
        """The parts over a fresh copy of the store, just as it falls due, and a fresh network."""
        self.write(WORDS)
        file = self.folder / f"{name}.db"
        for old in self.folder.glob(f"{name}.db*"):
            old.unlink() if old.is_file() else shutil.rmtree(old)
        shutil.copy(self.folder / "template.db", file)
        app = self._app(file)
        app.clock.moment = DUE  # type: ignore[attr-defined]
        return app


RECORD_MOVES = """
CREATE TABLE moves (n INTEGER PRIMARY KEY, delivery INTEGER, old TEXT, new TEXT, code TEXT);
CREATE TRIGGER record_moves AFTER UPDATE OF state ON deliveries WHEN old.state <> new.state OR old.state = 'published'
BEGIN INSERT INTO moves (delivery, old, new, code) VALUES (old.id, old.state, new.state, new.reason_code); END;
"""
"""Every move that anything makes is seen by the database itself."""
