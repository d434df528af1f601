"""A whole import: every file given read by a worker of its own, and what was found brought together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .artwork import Loose, match_artwork
from .draft import Aside, Draft, Found, found_from
from .kinds import kind_of, picture_kind
from .limits import Limits, Refused
from .naming import name_media
from .progress import Check, Step, Tell, always, nobody
from .same import drop_repeats
from .vault import PREVIEW_ENDING, Stored
from .worker_process import run_worker

SKIPPED = (".ds_store", "thumbs.db", "desktop.ini")


@dataclass(slots=True)
class Gathered:
    """What an import found, its pictures' facts, and the folder their original bytes are in, by hash."""

    found: Found = field(default_factory=Found)
    stored: dict[str, Stored] = field(default_factory=dict)
    pictures: list[Loose] = field(default_factory=list)
    refused: int = 0
    vault: Path = Path()
    left_out: list[Draft] = field(default_factory=list)
    """Drafts that a person looked at and does not want; they are still in the document."""

    def path(self, sha256: str) -> Path:
        """The original bytes of a picture."""
        return self.vault / sha256

    def preview(self, sha256: str) -> bytes | None:
        """A small JPEG copy to look at, made by the worker; None where the picture cannot be opened."""
        path = self.vault / f"{sha256}{PREVIEW_ENDING}"
        return path.read_bytes() if path.is_file() else None


def gather(paths: Sequence[Path], folder: Path, limits: Limits, tell: Tell = nobody, check: Check = always) -> Gathered:
    """Read files and folders. `folder` is an empty one of the caller's, for the time of the import.

    A file that is refused is a warning and never stops the rest. Raises Cancelled when `check` does.
    """
    gatherer = Gatherer(folder, limits, tell, check)
    for path in paths:
        gatherer.take(path)
    return gatherer.finish()


class Gatherer:
    """One import under way."""

    def __init__(self, folder: Path, limits: Limits, tell: Tell, check: Check) -> None:
        self._folder = folder
        self._limits = limits
        self._tell = tell
        self._check = check
        self._members = 0
        self._all = Gathered(vault=folder / "vault")
        self._all.vault.mkdir(parents=True, exist_ok=True)

    def take(self, path: Path) -> None:
        """One file or folder as it was given."""
        if path.is_dir():
            self._take_folder(path)
            return
        self._attempt(path.name, lambda: self._take_file(path, path.name))

    def finish(self) -> Gathered:
        """Full-size pictures in place of small ones, repeats dropped, names given."""
        found = self._all.found
        match_artwork(found, self._all.pictures, self._all.stored)
        drop_repeats(found)
        name_media(found, self._all.stored)
        return self._all

    def _attempt(self, name: str, action: Callable[[], None]) -> None:
        try:
            action()
        except Refused as refused:
            self._all.refused += 1
            self._all.found.warnings.append(f"{name}: {refused.message}. {refused.remedy}".strip())
            self._all.found.set_aside.append(Aside(name, "file", refused.message, name=name))
        except OSError as error:
            self._all.refused += 1
            self._all.found.warnings.append(f"{name}: it cannot be opened ({error.strerror}).")

    def _take_file(self, path: Path, name: str) -> None:
        kind = kind_of(path)
        if kind == "zip":
            self._take_zip(path, name)
        elif _is_picture(path):
            self._take_pictures([(path, name)])
        else:
            self._take_document(path, name)

    def _take_document(self, path: Path, name: str) -> None:
        self._tell(Step(name))
        job = {"task": "document", "path": str(path.resolve()), "name": name}
        answer = self._work(job, name)
        self._all.found.add(found_from(answer["found"]))

    def _take_zip(self, path: Path, name: str) -> None:
        self._members += 1
        members = self._folder / f"members-{self._members}"
        members.mkdir()
        job = {"task": "unpack", "path": str(path.resolve()), "name": name, "members": str(members)}
        answer = self._work(job, name)
        found = self._all.found
        found.warnings += answer["warnings"]
        found.set_aside += [Aside(name, "file", reason, sha256, one) for one, reason, sha256 in answer["set_aside"]]
        self._all.pictures += [Loose(one, sha256) for one, sha256 in answer["pictures"]]
        for one, member in answer["documents"]:
            self._attempt(one, lambda one=one, member=member: self._take_document(Path(member), one))  # type: ignore[misc]
        if not (answer["documents"] or answer["pictures"]):
            found.warnings.append(f"{name}: nothing in it can be read.")

    def _take_folder(self, folder: Path) -> None:
        files = list(self._files(folder))
        pictures = [(path, name) for path, name in files if _is_picture(path)]
        known = {path for path, _ in pictures}
        if pictures:
            self._attempt(folder.name, lambda: self._take_pictures(pictures))
        for path, name in files:
            if path not in known:
                self._attempt(name, lambda path=path, name=name: self._take_file(path, name))  # type: ignore[misc]

    def _files(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """The folder's files in order of name; links that lead elsewhere are not followed."""
        count = 0
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(one for one in folders if not one.startswith((".", "__MACOSX")))
            for name in sorted(names):
                path = Path(place) / name
                if name.startswith((".", "~$")) or name.lower() in SKIPPED or path.is_symlink():
                    continue
                count += 1
                if count > self._limits.members:
                    self._all.found.warnings.append(
                        f"{folder.name}: it holds more files than is safe; the rest was left."
                    )
                    return
                yield path, f"{folder.name}/{path.relative_to(folder).as_posix()}"

    def _take_pictures(self, pictures: Sequence[tuple[Path, str]]) -> None:
        listed = [{"path": str(path.resolve()), "name": name} for path, name in pictures]
        answer = self._work({"task": "look", "path": "", "pictures": listed}, pictures[0][1])
        self._all.pictures += [Loose(name, sha256) for name, sha256 in answer["pictures"]]

    def _work(self, job: Mapping[str, object], name: str) -> dict[str, Any]:
        answer = run_worker(
            {**job, "vault": str(self._all.vault)},
            self._folder,
            self._limits,
            lambda at: self._tell(Step(name, at)),
            self._check,
        )
        self._all.stored.update({one: Stored.from_json(data) for one, data in answer.get("stored", {}).items()})
        if "refused" in answer:
            raise Refused(answer["refused"], answer.get("remedy", ""))
        return answer


def _is_picture(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(picture_kind(file.read(4096)))
    except OSError:
        return False
