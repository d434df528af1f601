"""The pictures of a toolkit that waits, small, for its review."""

from __future__ import annotations

from ...rendering import PictureError
from ...rendering.thumbs import thumbnail
from ...toolkit.vault import cropped
from ..app import App
from .choosing import reviewed

WIDTH = 480


def picture(app: App, place: str, tile: str) -> tuple[str, bytes] | None:
    """A picture's kind and bytes, as a post would show it, encoded anew. None where there is nothing to show."""
    seen = reviewed(app, place)
    found = seen.tiles.get(tile)
    small = seen.gathered.preview(found.shown.sha256) if found is not None else None
    if found is None or small is None:
        return None
    try:
        return thumbnail(cropped(small, found.shown.crop) if found.shown.crop else small, WIDTH)
    except (PictureError, ValueError):
        return None
