"""An older store becomes a newer one: a verified copy of its file first, then everything in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from ..model.errors import SettingsError
from . import schema, snapshot
from .locks import DaemonLocks

log = logging.getLogger(__name__)

STAMP = "%Y%m%d-%H%M%S"


def upgrade(
    path: Path | None, write: Callable[[], AbstractContextManager[Connection]], old: str | None, *, keep: bool = True
) -> None:
    """Run the missing migrations through `write`; `old` is the store's version, None for an empty one.

    With `keep`, a file is copied beside itself first. Raises SettingsError when one fails; the store is then as it was.
    """
    kept = _keep(path, old) if keep else ""
    try:
        with write() as connection:
            schema.upgrade(connection)
    except Exception as error:
        if old is None:
            raise
        log.debug("the upgrade failed", exc_info=True)
        raise SettingsError(
            f"the store could not be brought from version {old} to {schema.HEAD}: {type(error).__name__}: "
            f"{str(error).splitlines()[0]}",
            remedy=f"It is as it was{kept}. Go on with the version of this program that wrote it, and report this.",
        ) from error


def _keep(path: Path | None, old: str | None) -> str:
    """Copy a SQLite file beside itself; says where, for a person. Another database is its keeper's to back up."""
    if old is None:
        return ""
    if path is None:
        log.warning("the store is brought from version %s to %s in one transaction, without a copy", old, schema.HEAD)
        return ", and no copy was made: a PostgreSQL database is backed up with pg_dump"
    _refuse_running(path)
    copy = path.with_name(f"{path.name}.before-{old}-{datetime.now(UTC):{STAMP}}")
    if not copy.exists():
        snapshot.take(path, copy)
    log.warning("the store was brought from version %s to %s; as it was, it is kept as %s", old, schema.HEAD, copy)
    return f"; a copy is kept as {copy}"


def _refuse_running(path: Path) -> None:
    if DaemonLocks(path).living():
        raise SettingsError(
            f"the store {path} is of an older version and a daemon is running on it",
            remedy="Stop the daemon first; then this version brings the store up to date.",
        )
