"""Is the place of a SQLite store fit for it? Asked before it is opened, so that the answer is a sentence."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..model.errors import SettingsError

MAGIC = b"SQLite format 3\x00"
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "davfs", "fuse.sshfs", "fuse.rclone"}
)


def parse(url: str) -> URL:
    """The parts of an address. Raises SettingsError without showing it: it may hold a password."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "CAMPAIGN_DATABASE_URL is not a database address",
            remedy="Write it like sqlite:////var/lib/campaign/campaign.db or postgresql+psycopg://user@host/name.",
        ) from None


def sqlite_file(url: str) -> Path | None:
    """The file a store URL names, or None for memory or another database. Raises SettingsError."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def name(url: str) -> str:
    """What a person calls the store at `url`: a file's path, or server and database without user and password."""
    path, parsed = sqlite_file(url), parse(url)
    if path is not None:
        return str(path.resolve())
    port = f":{parsed.port}" if parsed.port else ""
    return f"{parsed.get_backend_name()}://{parsed.host or ''}{port}/{parsed.database or ''}"


def check(path: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise SettingsError when a store cannot be kept at `path`; make its folder when it can."""
    check_place(path, mounts)
    _refuse_other_files(path)


def check_place(path: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """The same whatever is there now: for a store that is about to be replaced."""
    _make_folder(path)
    _refuse_network(path, mounts)
    _refuse_read_only(path)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the store's folder {path.parent} cannot be made: {error.strerror}",
            remedy="Choose another place with CAMPAIGN_DATABASE_URL, or change the folder's permissions.",
        ) from None


def _refuse_network(path: Path, mounts: Path) -> None:
    kind = _file_system(path.resolve().parent, mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise SettingsError(
            f"the store {path} is on a network drive ({kind}), where SQLite can lose or corrupt what was written",
            remedy="Set CAMPAIGN_DATABASE_URL to a folder on this machine's own disk; the workspace may stay shared.",
        )


def _file_system(folder: Path, mounts: Path) -> str:
    """The file system type of `folder` from the mount table, or an empty string where there is none."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        fields = line.split()
        if len(fields) < 3:
            continue
        mount = fields[1].replace("\\040", " ")
        inside = folder.as_posix() == mount or folder.as_posix().startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= best:
            best, kind = len(mount), fields[2]
    return kind


def _refuse_other_files(path: Path) -> None:
    if path.is_dir():
        raise SettingsError(f"the store {path} is a folder", remedy="Name a file, for example campaign.db in it.")
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as error:
        raise SettingsError(f"the store {path} cannot be read: {error.strerror}", remedy=_OWNER) from None
    if start != MAGIC:
        raise SettingsError(
            f"{path} is not a database, so it was left alone",
            remedy="Point CAMPAIGN_DATABASE_URL to the right file; if it was the store, restore a backup of it.",
        )


def _refuse_read_only(path: Path) -> None:
    target = path if path.exists() else path.parent
    if not os.access(target, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise SettingsError(f"the store {path} is read-only for this user", remedy=_OWNER)


_OWNER = "Run the program as the user who owns the store, or change the permissions of the file and its folder."
