"""The pictures of media/: a list to choose from, and new ones put there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ...model.errors import EditError
from ...rendering import PictureError
from ...rendering.pictures import kind_of
from ...workspace.pictures import PICTURES
from ..app import App

LARGEST = 40 * 1024 * 1024
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Shelved:
    """A picture's name within media/, and its alt text in alt.csv."""

    name: str
    alt: str


def put(app: App, name: str, content: bytes) -> str:
    """Keep an uploaded picture in media/ under a safe name of its own. Gives that name. Raises EditError."""
    if len(content) > LARGEST:
        raise EditError("the picture is larger than 40 MB", remedy="Export it smaller.", field="upload")
    try:
        ending = kind_of(content)
    except PictureError as error:
        raise EditError(f"{error.message.rstrip('.')}", remedy=error.remedy, field="upload") from None
    folder = app.root / "media"
    folder.mkdir(parents=True, exist_ok=True)
    stem, number = _stem(name), 1
    while True:
        path = folder / f"{stem}{'' if number == 1 else f'-{number}'}{ending}"
        if _write_new(path, content):
            return path.name
        number += 1


def _write_new(path: Path, content: bytes) -> bool:
    """False when there is a file of that name with other bytes; the same picture again is the same file."""
    same = [one for one in path.parent.glob(f"{path.stem}.*") if one.suffix.lower() in PICTURES and one != path]
    if same:
        return False
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return path.read_bytes() == content
    except OSError as error:
        raise EditError(f"the picture cannot be kept: {error.strerror}", field="upload") from None
    return True


def _stem(name: str) -> str:
    """Letters, digits and hyphens of the name it came with: nothing that a path or a spreadsheet would read."""
    stem = PurePosixPath(name.replace("\\", "/")).name.rpartition(".")[0] or name
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-") or "picture"
