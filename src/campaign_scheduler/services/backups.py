"""Backup: a verified copy of the store while the daemon goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from urllib.parse import unquote, urlsplit

from ..model.errors import SettingsError
from ..store import location, snapshot
from ..store.snapshot import Snapshot
from .app import App
from .keyring import Keyring
from .log import utc

FOLDER = Path(".campaign") / "backups"
STAMP = "%Y%m%d-%H%M%S"


def backup(app: App, target: Path | None = None) -> Snapshot:
    """Copy the store to `target`, or into the workspace's folder of backups. Raises SettingsError."""
    source = _source(app)
    snapshot.check(source)
    return snapshot.take(source, target or app.root / FOLDER / f"campaign-{datetime.now(UTC):{STAMP}}.db")


def _source(app: App) -> Path:
    source = location.sqlite_file(app.settings.store_url)
    if source is None:
        raise SettingsError(
            "the store is a PostgreSQL database, which has its own tool for backups",
            remedy=f"Run: {pg_dump(app.settings.store_url)}",
        )
    if not source.exists():
        raise SettingsError(f"there is no store at {source} yet", remedy="Run campaign apply first.")
    return source


def pg_dump(url: str) -> str:
    """The command that backs a PostgreSQL store up. It asks for the password, which is never shown."""
    return f"pg_dump --format=custom --file=campaign-$(date +%Y%m%d-%H%M%S).dump {connection_options(url)}"


def connection_options(url: str) -> str:
    """Where a PostgreSQL store is, as its own tools are told, without the password."""
    parts = urlsplit(url)
    given = {"--host": parts.hostname, "--port": parts.port, "--username": parts.username and unquote(parts.username)}
    options = [f"{name}={quote(str(value))}" for name, value in given.items() if value]
    return " ".join([*options, f"--dbname={quote(unquote(parts.path.lstrip('/')))}"])


def key_beside(app: App) -> Path | None:
    """The file with the vault's key, which no backup holds: together they would open the secrets. None without one."""
    path = Keyring(app.settings).key_file
    return path if not app.settings.vault_key and path.exists() else None


def latest(app: App) -> tuple[Path, datetime] | None:
    """The newest backup in the workspace's folder of backups, and when it was made."""
    paths = list((app.root / FOLDER).glob("*.db"))
    if not paths:
        return None
    newest = max(paths, key=lambda path: path.stat().st_mtime)
    return newest, datetime.fromtimestamp(newest.stat().st_mtime, UTC)


def as_json(found: Snapshot) -> dict[str, object]:
    """The names of `campaign backup --json`."""
    return {
        "file": str(found.path),
        "bytes": found.size,
        "version": found.version,
        "store": found.store_id,
        "last_written_at": utc(found.lived_until),
        **found.counts,
    }
