"""Where each picture goes: its original bytes under a clean name, and a cropped copy where the document crops it."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from ...toolkit import Gathered, Shown
from ...toolkit.vault import cropped
from .record import Kept


class MediaPlan:
    """Plans the pictures of one import. The same bytes are never written twice, another file never replaced."""

    def __init__(self, root: Path, gathered: Gathered) -> None:
        self._gathered = gathered
        self._by_hash = _hashes(root / "media")
        self._names = {path.lower() for path in _files(root / "media")}
        self._crops: dict[tuple[str, tuple[float, float, float, float]], str] = {}
        self.copies: dict[str, Path] = {}
        self.contents: dict[str, bytes] = {}

    def use(self, shown: Shown) -> None:
        """Settle the picture's path, and plan its copy when the workspace does not hold its bytes."""
        if shown.sha256 not in self._by_hash:
            path = self._free(shown.path)
            self._by_hash[shown.sha256] = path
            self.copies[path] = self._gathered.path(shown.sha256)
        shown.path = self._by_hash[shown.sha256]
        if shown.crop is not None:
            self._crop(shown)

    def shown_path(self, shown: Shown) -> str:
        """The file a post should show."""
        return shown.crop_path or shown.path

    def kept(self, shown: Shown) -> Kept | None:
        """What the record remembers of it."""
        stored = self._gathered.stored.get(shown.sha256)
        return Kept(shown.path, stored.as_json()) if stored is not None else None

    def _crop(self, shown: Shown) -> None:
        assert shown.crop is not None
        key = (shown.sha256, shown.crop)
        if key not in self._crops:
            self._crops[key] = self._cropped(shown)
        shown.crop_path = self._crops[key]

    def _cropped(self, shown: Shown) -> str:
        assert shown.crop is not None
        try:
            content = cropped(self._gathered.path(shown.sha256).read_bytes(), shown.crop)
        except (ValueError, OSError):
            return ""
        there = self._by_hash.get(hashlib.sha256(content).hexdigest())
        if there is not None:
            return there
        stem = PurePosixPath(shown.path)
        path = self._free(str(stem.with_name(f"{stem.stem}-cropped{'.jpg' if stem.suffix == '.jpg' else '.png'}")))
        self.contents[path] = content
        return path

    def _free(self, path: str) -> str:
        number, name, wanted = 1, path, PurePosixPath(path)
        while name.lower() in self._names:
            number += 1
            name = str(wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}"))
        self._names.add(name.lower())
        return name


def _files(folder: Path) -> list[str]:
    """Every file of the media folder, by its path in the workspace."""
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [f"media/{path.relative_to(folder).as_posix()}" for path in paths if path.is_file()]


def _hashes(folder: Path) -> dict[str, str]:
    """The same by hash."""
    found: dict[str, str] = {}
    for name in _files(folder):
        with (folder.parent / name).open("rb") as file:
            found.setdefault(hashlib.file_digest(file, "sha256").hexdigest(), name)
    return found
