"""Keeps what was posted in a file, so that a sandbox may be stopped and started again."""

from __future__ import annotations

import json
from pathlib import Path

from ..model.errors import SettingsError
from .posts import Post, post_from


class Ledger:
    """A file of JSON lines, only ever added to: a later line of a post counts instead of an earlier one.

    Pictures lie in a folder beside it, named by their SHA-256.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pictures = path.with_name(f"{path.name}.pictures")
        self._pictures.mkdir(parents=True, exist_ok=True)

    def posts(self) -> list[Post]:
        """Every post kept, in order, removed ones too. Raises SettingsError for a file that is something else."""
        if not self._path.exists():
            return []
        kept: dict[tuple[str, str], Post] = {}
        for number, line in enumerate(self._path.read_text(encoding="utf-8").splitlines(), start=1):
            post = self._read(number, line)
            kept[post.platform, post.id] = post
        return list(kept.values())

    def pictures(self) -> dict[str, bytes]:
        """Every picture kept, by SHA-256."""
        return {path.name: path.read_bytes() for path in self._pictures.iterdir()}

    def add(self, post: Post) -> None:
        """Keep a post as it now is."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(post.as_json(), ensure_ascii=False) + "\n")

    def add_picture(self, digest: str, data: bytes) -> None:
        """Keep a picture's bytes; the same picture is kept once."""
        path = self._pictures / digest
        if not path.exists():
            path.write_bytes(data)

    def _read(self, number: int, line: str) -> Post:
        try:
            return post_from(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            remedy = "Name another file with --state."
            raise SettingsError(f"line {number} of {self._path} is no post of a sandbox", remedy=remedy) from error
