"""Notices, when a daemon starts, that its store went back in time or is a copy; keeps the high-water mark."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from ..model.clock import Clock
from ..model.errors import SettingsError
from ..store import Connection, Store, events, facts, mark, outbox, pauses, snapshot
from ..store.locks import RESTORING, DaemonLocks

log = logging.getLogger(__name__)

ACTOR = "the program"


class StoreWatch:
    """For one daemon and its store. A PostgreSQL store has no file, so it is not watched."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._path = store.path
        self._reader = mark.MarkReader()
        self._written: mark.Mark | None = None
        self._original: Path | None = None

    def begin(self) -> None:
        """Before anything is claimed. Raises SettingsError while the original is running, or a restore is."""
        if self._path is None:
            return
        self._refuse_restore(self._path)
        known = mark.load(mark.beside(self._path))  # before the store: another daemon may be moving both on
        with self._store.read() as connection:
            here = self._reader.read(connection)
            home = facts.get(connection, facts.HOME) or ""
        self._original = original_of(self._path, home, here.store)
        reason = _older(here, known) or self._copy(self._original)
        if reason:
            self._pause(reason)
        if self._original is None:
            self._settle_at_home(self._path, home)
        self.note()

    def note(self) -> None:
        """Write the mark when the store has come further."""
        if self._path is None:
            return
        with self._store.read() as connection:
            now = self._reader.read(connection)
        if now != self._written:
            mark.save(mark.beside(self._path), now)
            self._tell_original(now)
            self._written = now

    def _tell_original(self, now: mark.Mark) -> None:
        """What a copy sends, its original must not send again: it is then behind its mark, and starts stopped."""
        if self._original is None:
            return
        path = mark.beside(self._original)
        known = mark.load(path) or mark.Mark(now.store, 0, 0, 0, 0)
        further = replace(now, events=known.events)
        if known.is_behind(further):
            mark.save(path, further)

    def _refuse_restore(self, path: Path) -> None:
        if any(name.startswith(RESTORING) for name in DaemonLocks(path).living()):
            raise SettingsError("a backup is being restored into this store", remedy="Wait until that is done.")

    def _copy(self, original: Path | None) -> str:
        if original is None:
            return ""
        if DaemonLocks(original).living():
            raise SettingsError(
                f"this store is a copy of {original}, and a daemon is running on that one: both would publish",
                remedy="Stop that daemon and move its store away first, or point CAMPAIGN_DATABASE_URL to it.",
            )
        return (
            f"This store is a copy of {original}, which is still there: if both are used, posts go out twice. "
            "Move that one away if this is the one to go on with."
        )

    def _pause(self, reason: str) -> None:
        log.warning("%s Everything is stopped.", reason)
        self._store.commit(lambda connection: self._stop(connection, reason))

    def _stop(self, connection: Connection, reason: str) -> None:
        now = self._clock.now()
        pauses.start(connection, scope="all", target="", reason=reason, by=ACTOR, now=now)
        events.record(connection, "store-in-doubt", at=now, actor=ACTOR, message=reason)
        outbox.put(connection, _message(reason, f"{now:%Y%m%d%H%M%S}"), now)

    def _settle_at_home(self, path: Path, home: str) -> None:
        if home != str(path.resolve()):
            self._store.commit(lambda connection: facts.put(connection, facts.HOME, str(path.resolve())))


def doubt(store: Store) -> str:
    """Why a daemon that starts now would stop everything, copies apart; an empty string when it would not."""
    if store.path is None:
        return ""
    known = mark.load(mark.beside(store.path))
    with store.read() as connection:
        here = mark.MarkReader().read(connection)
    return _older(here, known)


def original_of(path: Path, home: str, store_id: str) -> Path | None:
    """The store that the one at `path` is a copy of, while it is still there."""
    original = Path(home) if home else path
    try:
        if not original.is_file() or original.samefile(path):
            return None
        return original if snapshot.look(original).store_id == store_id else None
    except (OSError, SettingsError):
        return None


def _older(here: mark.Mark, known: mark.Mark | None) -> str:
    """Why this store cannot be the one that was last used here, or an empty string."""
    if known is None:
        return ""
    if known.store != here.store:
        return "Another store is in the place of the one that was used here last, so it may not know what went out."
    if here.is_behind(known):
        return "This store is older than the one that was used here last: what went out since is not in it."
    return ""


def _message(reason: str, moment: str) -> outbox.Message:
    return outbox.Message(
        key=f"store-in-doubt:{moment}",
        kind="stopped",
        title="Posting is stopped: the store is not the one that was used last",
        body=f"{reason} Look at the accounts before anything is sent again.",
        next_step="campaign resume",
    )
