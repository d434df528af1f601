"""Restore: a backup takes the store's place, which is kept; nothing goes out until a person releases it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..model.errors import SettingsError
from ..store import Connection, Store, events, facts, holding, location, mark, open_store, outbox, schema, snapshot
from ..store.holding import Held
from ..store.locks import RESTORING, DaemonLocks
from ..store.snapshot import Snapshot
from ..store.swapping import swap
from .app import App
from .backups import connection_options
from .log import utc


@dataclass(frozen=True, slots=True)
class Examined:
    """A backup that can be restored, and the store it would replace (None: none, or one that cannot be read)."""

    backup: Snapshot
    target: Path
    present: Snapshot | None

    @property
    def of_another_store(self) -> bool:
        """Whether the backup was certainly made of another store than the present one."""
        return bool(self.present and self.backup.store_id and self.present.store_id != self.backup.store_id)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, what became of its deliveries, and where the replaced store is kept."""

    examined: Examined
    held: Held
    kept: Path | None


def examine(app: App, backup: Path) -> Examined:
    """Look whether a backup can be restored; writes nothing. Raises SettingsError."""
    target = _target(app, backup)
    found = snapshot.look(backup, whole=True)
    if found.version > schema.HEAD:
        raise SettingsError(
            f"{backup} was written by a newer version of this program (its version is {found.version}, ours is "
            f"{schema.HEAD})",
            remedy="Install the newer version; nothing was changed.",
        )
    return Examined(found, target, _present(target))


def restore(app: App, backup: Path, *, by: str) -> Restored:
    """Put a backup in the store's place. Raises SettingsError, and the store is as it was."""
    target = _target(app, backup)
    location.check_place(target)
    with _alone(target):
        examined = examine(app, backup)
        prepared = target.with_name(f".{target.name}.{os.getpid()}.restoring")
        try:
            snapshot.take(backup, prepared)
            held, reached = _prepare(app, examined, prepared, by)
            kept = swap(prepared, target)
        finally:
            snapshot.remove(prepared)
        mark.save(mark.beside(target), reached)
    return Restored(examined, held, kept)


def _target(app: App, backup: Path) -> Path:
    target = location.sqlite_file(app.settings.store_url)
    if target is None:
        raise SettingsError(
            "the store is a PostgreSQL database, which has its own tool for backups",
            remedy='Stop the daemon, run campaign pause --reason "restored", then pg_restore --clean '
            f"{connection_options(app.settings.store_url)} FILE, then the pause again, since it was replaced too.",
        )
    if target.exists() and backup.exists() and target.samefile(backup):
        raise SettingsError(f"{backup} is the store itself", remedy="Name a backup of it.")
    return target


def _present(target: Path) -> Snapshot | None:
    try:
        return snapshot.look(target)
    except SettingsError:
        return None


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """No daemon runs on the store, and none starts meanwhile: each side locks first and looks then."""
    locks = DaemonLocks(target)
    locks.hold(f"{RESTORING}-{os.getpid()}-{secrets.token_hex(3)}")
    try:
        if living := locks.living():
            raise SettingsError(
                f"a daemon is running on the store {target} ({', '.join(living)})",
                remedy="Stop it first; nothing was changed.",
            )
        yield
    finally:
        locks.release()


def _prepare(app: App, examined: Examined, prepared: Path, by: str) -> tuple[Held, mark.Mark]:
    """Migrate the copy, put its deliveries on hold and write down that it was restored."""
    store = open_store(f"sqlite:///{prepared.resolve().as_posix()}", keep=False)
    try:
        with store.write() as connection:
            held = holding.hold_everything(connection, app.clock.now())
            _write_facts(connection, examined)
            _tell(connection, examined, held, by, app.clock.now())
        return held, _reached(store)
    finally:
        store.close()


def _reached(store: Store) -> mark.Mark:
    with store.read() as connection:
        return mark.MarkReader().read(connection)


def _write_facts(connection: Connection, examined: Examined) -> None:
    """A backup from before stores had ids takes on the id of the store that it replaces."""
    facts.put(connection, facts.HOME, str(examined.target.resolve()))
    if not examined.backup.store_id and examined.present and examined.present.store_id:
        facts.put(connection, facts.ID, examined.present.store_id)


def _tell(connection: Connection, examined: Examined, held: Held, by: str, now: datetime) -> None:
    lived = utc(examined.backup.lived_until) or "an unknown time"
    message = f"A backup was restored ({examined.backup.path.name}, last written {lived}). {in_words(held)}"
    data = {"ahead": held.ahead, "meanwhile": held.meanwhile, "unsure": held.unsure, "noted": held.noted}
    events.record(connection, "restored", at=now, actor=by, message=message, data=data)
    outbox.put(
        connection,
        outbox.Message(
            key=f"restored:{now:%Y%m%d%H%M%S}",
            kind="restored",
            title="A backup was restored: posts are on hold",
            body=message,
            next_step="campaign log --state held",
        ),
        now,
    )


def in_words(held: Held) -> str:
    """What a person has to know of a restored store's posts, in sentences."""
    words = [f"{held.ahead + held.meanwhile} posts are on hold until you release them."]
    if held.meanwhile:
        words.append(f"{held.meanwhile} of them may have gone out meanwhile: look at the accounts first.")
    if held.unsure:
        words.append(f"{held.unsure} were being sent and are looked for on their networks.")
    if held.noted:
        words.append(f"{held.noted} more waited for a person already; they too may have gone out since.")
    return " ".join(words)


def as_json(found: Restored) -> dict[str, object]:
    """The names of `campaign restore --json`."""
    return {
        "file": str(found.examined.backup.path),
        "store": str(found.examined.target),
        "last_written_at": utc(found.examined.backup.lived_until),
        "replaced": str(found.kept) if found.kept else None,
        "on_hold": found.held.ahead + found.held.meanwhile,
        "may_have_gone_out": found.held.meanwhile,
        "unsure": found.held.unsure,
        "noted": found.held.noted,
    }
