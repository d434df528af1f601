"""Puts a prepared store in the place of the present one, which is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from . import snapshot
from .upgrading import STAMP


def swap(prepared: Path, store: Path) -> Path | None:
    """Give `prepared` the name `store`. What had it is kept under the name that is returned, if there was any.

    At every instant the name leads to a whole store. Nobody else may be using either.
    """
    _empty_journal(prepared)
    if store.exists():
        _same_owner(store, prepared)
    snapshot.sync(prepared)
    kept = _keep(store) if store.exists() else None
    prepared.replace(store)
    snapshot.sync(store.parent)
    return kept


def _same_owner(old: Path, new: Path) -> None:
    """An administrator may restore what another user's daemon has to write."""
    with contextlib.suppress(OSError, AttributeError):
        shutil.copymode(old, new)
        os.chown(new, old.stat().st_uid, old.stat().st_gid)


def _keep(store: Path) -> Path:
    """Its journal must not stay: SQLite would play it into the new file."""
    kept = _free_name(store)
    _empty_journal(store)
    for end in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            store.with_name(store.name + end).rename(kept.with_name(kept.name + end))
    try:
        os.link(store, kept)
    except OSError:
        shutil.copy2(store, kept)
        snapshot.sync(kept)
    return kept


def _free_name(store: Path) -> Path:
    wanted = store.with_name(f"{store.name}.replaced-{datetime.now(UTC):{STAMP}}")
    names = (wanted, *(wanted.with_name(f"{wanted.name}-{number}") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())


def _empty_journal(store: Path) -> None:
    """Take the journal into the file; a damaged store keeps it beside itself instead."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
