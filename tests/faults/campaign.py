"""The campaign of a trial: applied once into a template store, copied for each trial."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from campaign_scheduler.bootstrap import build
from campaign_scheduler.sandbox import serve
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.settings import load_settings
from support.making import picture, workspace
from support.stores import into_one_file, moved_store

PLATFORMS = ("x", "linkedin", "mastodon", "bluesky")
ACCOUNTS = tuple(f"{owner}_{platform}" for platform in PLATFORMS for owner in ("trust", "charity"))
FIELDS = ("access_token", "identifier", "app_password")
"""Every secret that one network or another asks for."""
POSTS = 4
DELIVERIES = POSTS * len(ACCOUNTS)


@dataclass(frozen=True)
class Row:
    """A delivery as a trial ends. `told` counts the messages about it that stand."""

    account: str
    platform: str
    text: str
    state: str
    remote_id: str | None
    check_at: str | None
    reason: str
    intent_at: str | None
    told: int

    @property
    def is_unsettled(self) -> bool:
        """Something is still to come of it without a person."""
        return self.state in ("scheduled", "publishing") or (self.state == "unconfirmed" and self.check_at is not None)

    @property
    def may_have_left(self) -> bool:
        """A publishing request for it was made, or is about to be."""
        return self.state in ("published", "unconfirmed") or (self.state == "publishing" and self.intent_at is not None)

    @property
    def in_words(self) -> str:
        return f"{self.account} {self.text!r} {self.state}: {self.reason}"


class Template:
    """A store with every delivery scheduled and due, on SQLite and (with `postgres`, a server's URL) PostgreSQL."""

    def __init__(self, folder: Path, postgres: str = "") -> None:
        self.folder = folder
        self.file = folder / "template.db"
        self.postgres = postgres
        with serve() as sandbox:
            self._url = sandbox.url
            self._apply("workspace", f"sqlite:///{self.file.as_posix()}")
            into_one_file(self.file, *_due_now())
            if postgres:
                self._query("postgres", "CREATE DATABASE template")
                self._apply("on-postgres", self.url_of("template"))
                self._query("template", *_due_now())

    def _apply(self, name: str, url: str) -> None:
        """A workspace knows the store it was scheduled with, so each store has one of its own."""
        root = workspace(
            self.folder / name,
            [f"post-{n},2035-03-05,1{n}:00,post-{n},launch.png,all,," for n in range(POSTS)],
            captions={f"post-{n}.md": f"Number {n} of the spring posts." for n in range(POSTS)},
            pictures={"launch.png": picture()},
            campaign=f"campaign: spring\ntimezone: Europe/London\naccounts: [{', '.join(ACCOUNTS)}]\n",
            accounts=_accounts(self._url),
        )
        app = build(load_settings(workspace=root, database_url=url, secrets=secrets()))
        apply_plan(app, actor="test")

    def url_of(self, database: str) -> str:
        return self.postgres.replace("/postgres?", f"/{database}?")

    def new_file(self, folder: Path, site: str) -> str:
        """A store in a file of its own that posts to the sandbox at `site`, as if it had been made there."""
        return moved_store(self.file, folder, was=self._url, site=site)

    def new_database(self, name: str, site: str) -> str:
        """The same in a database of its own."""
        self._query("postgres", f"CREATE DATABASE {name} TEMPLATE template")
        statement = "UPDATE deliveries SET base_url = replace(base_url, '{0}', '{1}')"
        options = ", options = replace(options::text, '{0}', '{1}')::json"
        options += ", remote_profile = replace(remote_profile, '{0}', '{1}')"
        self._query(name, (statement + options).format(self._url, site))
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        self._query("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def _query(self, database: str, *statements: str) -> None:
        url = self.url_of(database).replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def secrets() -> dict[str, dict[str, str]]:
    """What the stand-in networks take for tokens."""
    return {name: dict.fromkeys(FIELDS, f"token-{name}") for name in ACCOUNTS}


def rows(url: str) -> list[Row]:
    """Every delivery, read past the program."""
    query = (
        "SELECT d.account_id, d.platform, r.words, d.state, d.remote_id, d.check_at, d.reason, d.intent_at,"
        " (SELECT count(*) FROM notifications n WHERE n.delivery_id = d.id AND n.withdrawn_at IS NULL)"
        " FROM deliveries d"
        " JOIN rendered_posts r ON r.content_hash = d.content_hash"
    )
    return [Row(*found) for found in _read(url, query)]


@dataclass(frozen=True)
class GivenUp:
    """A try that was proved absent, and when its request was begun."""

    account: str
    text: str
    intent_at: str


def given_up(url: str) -> list[GivenUp]:
    """Every try that was proved absent, the earliest first."""
    query = (
        "SELECT d.account_id, r.words, a.intent_at FROM attempts a"
        " JOIN deliveries d ON d.id = a.delivery_id"
        " JOIN rendered_posts r ON r.content_hash = a.content_hash"
        " WHERE a.absent_at IS NOT NULL ORDER BY a.intent_at"
    )
    return [GivenUp(*found) for found in _read(url, query)]


def _read(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite"):
        file = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60)
        try:
            return file.execute(query).fetchall()
        finally:
            file.close()
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        return connection.execute(query).fetchall()


def _due_now() -> list[str]:
    """Calendars have whole minutes ahead; a trial has not the time. Late posts are still sent."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000000Z"
    return [f"UPDATE deliveries SET due_at = '{now}', next_attempt_at = '{now}', late_at = NULL, when_late = 'send'"]


def _accounts(site: str) -> str:
    def line(name: str) -> str:
        platform = name.rpartition("_")[2]
        options = {"id": name, "platform": platform, "base_url": f"{site}/{platform}"}
        options["permalink"] = f"{site}/p/{platform}/{{}}"
        if platform == "linkedin":
            options["author"] = f"urn:li:organization:{1 + ACCOUNTS.index(name)}"
        return f"  - {json.dumps(options)}"

    return "\n".join(["accounts:", *(line(name) for name in ACCOUNTS), ""])
