"""A store that was filled once, and copies of it that post elsewhere: filling one takes longer than most tests."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path


def moved_store(template: Path, folder: Path, *, was: str, site: str) -> str:
    """The URL of a copy in `folder` that posts to `site` instead of `was`, as if it had been made there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "campaign.db"
    shutil.copy(template, file)
    connection = sqlite3.connect(file)
    with connection:
        connection.execute(
            "UPDATE deliveries SET base_url = replace(base_url, ?, ?), options = replace(options, ?, ?), "
            "remote_profile = replace(remote_profile, ?, ?)",
            (was, site) * 3,
        )
        connection.execute("UPDATE store_facts SET value = ? WHERE name = 'home'", (str(file.resolve()),))
    connection.close()
    return f"sqlite:///{file.as_posix()}"


def into_one_file(file: Path, *statements: str) -> None:
    """Run `statements`, then put everything that SQLite keeps beside its file into it, so that it can be copied."""
    connection = sqlite3.connect(file, isolation_level=None)
    for statement in (*statements, "PRAGMA wal_checkpoint(TRUNCATE)"):
        connection.execute(statement).fetchall()
    connection.close()
