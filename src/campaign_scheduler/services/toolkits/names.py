"""Names for captions that no file of the workspace has."""

from __future__ import annotations

from pathlib import Path

from ...toolkit.naming import slug


class Names:
    """Gives each caption a name of its own."""

    def __init__(self, root: Path) -> None:
        folder = root / "captions"
        files = folder.iterdir() if folder.is_dir() else ()
        self._taken = {path.name.partition(".")[0].lower() for path in files}

    def free(self, words: str) -> str:
        """`listen-to-the-voices`, or with a number behind it."""
        stem, number = slug(words, "post"), 1
        name = stem
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return name
