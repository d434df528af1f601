"""Pictures for pages: what is stored or would be sent, and the media folder's, re-encoded small."""

from __future__ import annotations

from ..rendering import PictureError
from ..rendering.thumbs import thumbnail
from ..store import agenda
from .app import App

SHELF_WIDTH = 320


def fitted(app: App, sha256: str, width: int | None) -> tuple[str, bytes] | None:
    """A picture's kind and bytes by the hash of what is sent; with `width`, made no wider. None when unknown."""
    with app.store() as store, store.read() as connection:
        stored = agenda.picture(connection, sha256)
    data = stored[1] if stored else app.fitter.kept(sha256)
    if data is None:
        return None
    try:
        return thumbnail(data, width)
    except PictureError:
        return None


def original(app: App, name: str) -> tuple[str, bytes] | None:
    """A picture of media/ by its name there, made small. None for any other name, or what is no picture."""
    folder = (app.root / "media").resolve()
    try:
        path = (folder / name).resolve()
        if not name or not path.is_relative_to(folder) or not path.is_file() or path.name.startswith("."):
            return None
        return thumbnail(path.read_bytes(), SHELF_WIDTH)
    except (OSError, ValueError, PictureError):
        return None
