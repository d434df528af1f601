"""Where the vault's key is: the environment, or a file that only its owner can read, made when first needed."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path

from ..model.errors import SettingsError
from .sealing import Sealer, new_key

ENVIRONMENT = "CAMPAIGN_SECRET_KEY"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOST = "Put the key file back (it is never in a backup of the store), or forget what it sealed: campaign accounts "


def from_environment(text: str) -> Sealer:
    """One key, or several with spaces between: the first seals, all open. Raises SettingsError."""
    return Sealer(re.split(r"[\s,]+", text.strip()), ENVIRONMENT)


def from_file(path: Path) -> Sealer:
    """Raises SettingsError when the file is missing, may be read by others, or holds no key."""
    try:
        _refuse_open(path)
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise SettingsError(f"the key file {path} is missing", remedy=f"{LOST}disconnect ACCOUNT.") from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise SettingsError(f"the key file {path} cannot be read: {why}", remedy="Look at its permissions.") from None
    return Sealer(re.split(r"[\s,]+", text.strip()), str(path))


def make_file(path: Path) -> Sealer:
    """Make the key file, readable by its owner alone. Where another process was faster, its key is taken.

    The key is whole before it has its name, and a name that is taken is never replaced.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{new_key()}\n")
            file.flush()
            os.fsync(file.fileno())
        _name(Path(part), path)
    except OSError as error:
        raise SettingsError(
            f"the key file {path} cannot be made: {error.strerror}",
            remedy=f"Name another place with {ENVIRONMENT}_FILE, or set {ENVIRONMENT}.",
        ) from None
    return from_file(path)


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    except OSError:
        # A drive without hard links: the file is made under its own name, if nobody else has.
        if not path.exists():
            part.rename(path)
            return
    part.unlink()


def _refuse_open(path: Path) -> None:
    """Windows keeps its permissions elsewhere: a user's own folders are closed to others there."""
    if os.name != "nt" and path.stat().st_mode & OTHERS:
        raise SettingsError(
            f"the key file {path} may be read by others on this machine ({stat.filemode(path.stat().st_mode)})",
            remedy=f"Run: chmod 600 {path}. If somebody may have read it, connect the accounts again with a new key.",
        )
