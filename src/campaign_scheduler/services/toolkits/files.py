"""The files an import writes: each whole or not at all, and all of them or none."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ...model.errors import InputError
from ...model.problem import Problem
from ...store.locks import is_free, lock_soon
from .record import digest

STAGING = Path(".campaign")
PREFIX = "import-"
LOCK, JOURNAL = "lock", "journal.json"


@dataclass(slots=True)
class Writes:
    """What is to be written, by path in the workspace: contents, or a file to copy."""

    contents: dict[str, bytes] = field(default_factory=dict)
    copies: dict[str, Path] = field(default_factory=dict)


@contextmanager
def written(root: Path, writes: Writes) -> Iterator[None]:
    """Everything staged beside the workspace's files, then moved into place; undone when what is inside raises.

    A process that is killed leaves a journal by which the next import undoes it (`recover`). Raises InputError when the
    workspace cannot be written.
    """
    try:
        (root / STAGING).mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=root / STAGING, prefix=PREFIX))
    except OSError as error:
        raise _cannot(error) from None
    with (folder / LOCK).open("wb") as held:
        lock_soon(held)
        try:
            _move(root, folder, writes)
            yield
        except OSError as error:
            _undo(root, folder)
            raise _cannot(error) from None
        except BaseException:
            _undo(root, folder)
            raise
        (folder / JOURNAL).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def recover(root: Path) -> int:
    """Undo imports whose process was killed; one that is under way, in another process, is left alone. Gives how many
    were undone.
    """
    undone = 0
    for folder in sorted((root / STAGING).glob(f"{PREFIX}*")):
        if folder.is_dir() and is_free(folder / LOCK):
            undone += (folder / JOURNAL).exists()
            _undo(root, folder)
    return undone


def _cannot(error: OSError) -> InputError:
    message = f"The workspace cannot be written: {error.strerror or error}."
    return InputError([Problem("import-not-writable", message, "Check the folder's permissions and free space.")])


def _move(root: Path, folder: Path, writes: Writes) -> None:
    """Keep what is there, say in the journal what will be done, and only then do it."""
    staged = _stage(folder, writes)
    journal = [_kept(root, folder, name, path, number) for number, (name, path) in enumerate(staged.items())]
    _write(folder / JOURNAL, json.dumps(journal).encode())
    for name, path in staged.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(root / name)


def _stage(folder: Path, writes: Writes) -> dict[str, Path]:
    staged: dict[str, Path] = {}
    for number, (name, content) in enumerate(writes.contents.items()):
        staged[name] = folder / f"c{number}"
        _write(staged[name], content)
    for number, (name, source) in enumerate(writes.copies.items()):
        staged[name] = folder / f"p{number}"
        shutil.copyfile(source, staged[name])
    return staged


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _kept(root: Path, folder: Path, name: str, staged: Path, number: int) -> dict[str, str]:
    """One line of the journal: the file, the hash it will have, and the copy of what it replaces."""
    before = ""
    if (root / name).exists():
        before = f"before-{number}"
        shutil.copyfile(root / name, folder / before)
    return {"name": name, "sha256": digest(staged.read_bytes()), "before": before}


def _undo(root: Path, folder: Path) -> None:
    """Put back what was there; a file that somebody changed meanwhile is theirs and stays."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        for one in json.loads((folder / JOURNAL).read_text(encoding="utf-8")):
            _put_back(root / one["name"], one["sha256"], folder / one["before"] if one["before"] else None)
    shutil.rmtree(folder, ignore_errors=True)


def _put_back(target: Path, sha256: str, before: Path | None) -> None:
    with contextlib.suppress(OSError):
        if digest(target.read_bytes()) == sha256:
            target.unlink() if before is None else before.replace(target)
