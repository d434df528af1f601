"""Which store a workspace was last scheduled with: a note of the program's own, in `.campaign`."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = Path(".campaign") / "scheduled-by.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """A store's id, and a name for it that a person recognises (never a password)."""

    store: str
    name: str


def read_origin(root: Path) -> Origin | None:
    """The note, or None when there is none or it cannot be understood."""
    try:
        values = json.loads((root / NAME).read_text(encoding="utf-8"))
        return Origin(str(values["store"]), str(values["name"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_origin(root: Path, origin: Origin) -> None:
    """Write the note, if it is not there. A workspace that is read-only for the program can still be scheduled."""
    if read_origin(root) == origin:
        return
    with contextlib.suppress(OSError):
        (root / NAME).parent.mkdir(exist_ok=True)
        part = (root / NAME).with_suffix(".part")
        part.write_text(json.dumps(asdict(origin), indent=2), encoding="utf-8")
        part.replace(root / NAME)
