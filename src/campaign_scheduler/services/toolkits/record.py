"""What earlier imports wrote, so that importing again changes nothing that a person changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ...toolkit.naming import slug
from ...toolkit.vault import Stored

FOLDER = Path(".campaign") / "imports"


@dataclass(slots=True)
class Kept:
    """A picture as an import wrote it: its place in the workspace, and its facts."""

    path: str
    facts: dict[str, Any]

    @property
    def stored(self) -> Stored:
        return Stored.from_json(self.facts)


@dataclass(slots=True)
class Entry:
    """A draft or an article that was written. `key` is its words' fingerprint, `written` the hash of the file,
    blank where a person corrected it in the review: then it is theirs as if they had edited it.
    """

    key: str
    source: str
    position: str
    file: str
    written: str
    name: str = ""
    media: list[Kept] = field(default_factory=list)

    def is_untouched(self, root: Path) -> bool:
        """Whether the file is still as the import wrote it."""
        with contextlib.suppress(OSError):
            return digest((root / self.file).read_bytes()) == self.written
        return False

    def is_gone(self, root: Path) -> bool:
        """Whether somebody took the file away."""
        return not (root / self.file).exists()


class Record:
    """Every entry of every import into one workspace, by key; the latest wins."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.entries: dict[str, Entry] = {}
        for path in sorted((root / FOLDER).glob("*.json")):
            for entry in _read(path):
                self.entries[entry.key] = entry

    def of_source(self, source: str) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.source == source]

    def contents(self, changed: Iterable[Entry], dropped: Iterable[str] = ()) -> dict[str, bytes]:
        """The record's files (path in the workspace, content) once `changed` are taken in and `dropped` keys out."""
        entries = dict(self.entries)
        for key in dropped:
            entries.pop(key, None)
        entries.update({entry.key: entry for entry in changed})
        by_source: dict[str, list[Entry]] = {}
        for entry in entries.values():
            by_source.setdefault(entry.source, []).append(entry)
        return {_path(source): _written(source, found) for source, found in by_source.items()}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def key_of(text: str) -> str:
    """A short stable key for a fingerprint."""
    return digest(text.encode())[:24]


def _path(source: str) -> str:
    return (FOLDER / f"{slug(source, 'import')}-{key_of(source)[:8]}.json").as_posix()


def _written(source: str, entries: list[Entry]) -> bytes:
    ordered = [asdict(entry) for entry in sorted(entries, key=lambda one: (one.file, one.key))]
    return (json.dumps({"source": source, "entries": ordered}, indent=1, ensure_ascii=False) + "\n").encode()


def _read(path: Path) -> list[Entry]:
    """The entries of one file; a record that cannot be understood is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [Entry(**{**one, "media": [Kept(**kept) for kept in one["media"]]}) for one in data["entries"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
