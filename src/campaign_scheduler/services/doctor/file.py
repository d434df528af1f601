"""The store's file: whole, of which version, where, whose, and whether it is the one that was used last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from ...model.errors import SettingsError
from ...publishing.store_watch import doubt, original_of
from ...store import Store, location, schema, snapshot
from ...store.snapshot import Snapshot
from .. import backups
from ..app import App
from .finding import Finding, fine, problem, warning

SCREEN_NAMES = {"deliveries": "posts to accounts", "attempts": "tries", "events": "events"}
OLD_BACKUP = timedelta(days=7)


def store_file(path: Path) -> Iterator[Finding]:
    """Every page is checked. Writes nothing."""
    if not path.exists():
        yield warning("store", f"There is no store at {path} yet.", "Nothing is scheduled: run campaign apply.")
        return
    location.check(path)
    try:
        found = snapshot.look(path, whole=True)
    except SettingsError as error:
        yield problem("store", error.message, "Stop the daemon and restore a backup: campaign restore FILE.")
        return
    yield _version(found)
    yield from _permissions(path)
    yield from _copy(found)


def _version(found: Snapshot) -> Finding:
    counts = ", ".join(f"{count} {SCREEN_NAMES[name]}" for name, count in found.counts.items())
    said = f"{found.path} is whole: {found.size / 1e6:.1f} MB, version {found.version}, {counts}."
    if found.version > schema.HEAD:
        return problem(
            "store", f"{said} A newer program wrote it (ours is {schema.HEAD}).", "Install the newer version."
        )
    if found.version < schema.HEAD:
        remedy = "Nothing to do: the next command brings it up to date, after copying it."
        return warning("store", f"{said} It is of an older version (ours is {schema.HEAD}).", remedy)
    return fine("store", said)


def _permissions(path: Path) -> Iterator[Finding]:
    if os.name != "nt" and path.stat().st_mode & 0o002:
        yield warning("store", "Everyone on this machine may write to it.", f"Run: chmod o-w {path}")


def _copy(found: Snapshot) -> Iterator[Finding]:
    original = original_of(found.path, found.home, found.store_id)
    if original is not None:
        said = f"This is a copy of {original}, which is still there: if both are used, posts go out twice."
        yield problem("store", said, "Go on with one of them, and move the other away.")


def history(store: Store) -> Iterator[Finding]:
    """Whether the store went back in time since a daemon last used it."""
    reason = doubt(store)
    if reason:
        remedy = "The daemon starts stopped. Look at the accounts, or restore the right store, then campaign resume."
        yield problem("store", reason, remedy)


def backup(app: App) -> Iterator[Finding]:
    """How old the newest backup is that we know of."""
    if location.sqlite_file(app.settings.store_url) is None:
        yield fine("backups", f"PostgreSQL backs itself up: {backups.pg_dump(app.settings.store_url)}")
        return
    newest = backups.latest(app)
    if newest is None:
        yield warning("backups", f"There is none in {app.root / backups.FOLDER}.", "Run campaign backup, every day.")
        return
    path, made = newest
    age = app.clock.now() - made
    said = f"The newest of {path.parent} is {path.name}, {_days(age)} old."
    old = warning("backups", said, "Run campaign backup, every day.")
    yield old if age > OLD_BACKUP else fine("backups", said)


def _days(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3600))
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours" if hours else "less than an hour"
