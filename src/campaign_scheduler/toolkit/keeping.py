"""What an import found, kept in its own folder until somebody has looked at it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from .artwork import Loose
from .draft import found_from
from .gathering import Gathered
from .vault import Stored

FILE = "found.json"


def keep(gathered: Gathered, folder: Path) -> None:
    """Write down what was found beside its pictures, whole or not at all; what only the readers needed goes.

    The folder may be moved afterwards.
    """
    data = {
        "found": asdict(gathered.found),
        "stored": {name: one.as_json() for name, one in gathered.stored.items()},
        "pictures": [asdict(one) for one in gathered.pictures],
        "refused": gathered.refused,
    }
    part = folder / f"{FILE}.part"
    part.write_text(json.dumps(data), encoding="utf-8")
    part.replace(folder / FILE)
    for path in folder.iterdir():
        if path.name.startswith("members-"):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(("job-", "answer-")):
            path.unlink(missing_ok=True)


def is_kept(folder: Path) -> bool:
    return (folder / FILE).is_file()


def kept_at(folder: Path) -> int:
    """When it was, in nanoseconds. Raises OSError where it is gone."""
    return (folder / FILE).stat().st_mtime_ns


def kept(folder: Path) -> Gathered:
    """What was found, read back. Raises OSError where it is gone."""
    data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    stored = {name: Stored.from_json(one) for name, one in data["stored"].items()}
    loose = [Loose(**one) for one in data["pictures"]]
    return Gathered(found_from(data["found"]), stored, loose, data["refused"], folder / "vault")
