"""The files an import writes: each whole or not at all, and all of them or none."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...model.errors import InputError
from ...model.problem import Problem

STAGING = Path(".campaign")


@dataclass(slots=True)
class Writes:
    """What is to be written, by path in the workspace: contents, or a file to copy."""

    contents: dict[str, bytes] = field(default_factory=dict)
    copies: dict[str, Path] = field(default_factory=dict)

    def is_empty(self) -> bool:
        return not (self.contents or self.copies)


def write_all(root: Path, writes: Writes) -> None:
    """Stage everything beside the workspace's files, then move each into place; undone if it is interrupted.

    Raises InputError when the workspace cannot be written.
    """
    if writes.is_empty():
        return
    try:
        (root / STAGING).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root / STAGING, prefix="import-") as folder:
            _move(root, _stage(Path(folder), writes), Path(folder) / "before")
    except OSError as error:
        message = f"The workspace cannot be written: {error.strerror or error}."
        problem = Problem("import-not-writable", message, "Check the folder's permissions and free space.")
        raise InputError([problem]) from None


def _stage(folder: Path, writes: Writes) -> dict[str, Path]:
    staged: dict[str, Path] = {}
    for number, (name, content) in enumerate(writes.contents.items()):
        staged[name] = folder / f"c{number}"
        with staged[name].open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for number, (name, source) in enumerate(writes.copies.items()):
        staged[name] = folder / f"p{number}"
        shutil.copyfile(source, staged[name])
    return staged


def _move(root: Path, staged: Mapping[str, Path], before: Path) -> None:
    """Move each into place. What was there is kept until all are, and put back when one fails."""
    before.mkdir()
    done: list[tuple[Path, Path | None]] = []
    try:
        for number, (name, path) in enumerate(staged.items()):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            kept = before / str(number) if target.exists() else None
            if kept is not None:
                shutil.copyfile(target, kept)
            path.replace(target)
            done.append((target, kept))
    except BaseException:
        for target, kept in reversed(done):
            with contextlib.suppress(OSError):
                target.unlink() if kept is None else kept.replace(target)
        raise
