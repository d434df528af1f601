"""Small copies of pictures for a page that is sent by mail: never more bytes than there is room for."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from ..model.asset import Rendition

ROOM = 12_000_000
"""Bytes that all pictures of a page may take together."""
MOST = 120_000
"""Bytes of one picture at the most."""
SIZES = ((800, 80), (640, 76), (480, 70), (320, 64), (200, 50))
"""Longest side in pixels, and WebP quality, the best first."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small copy as WebP."""

    data: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture itself as an address."""
        return f"data:image/webp;base64,{base64.b64encode(self.data).decode()}"


def thumbnails(pictures: Mapping[str, Rendition], room: int = ROOM) -> dict[str, Thumbnail]:
    """A small copy of each picture, by the same name; none of those that there is no room for."""
    share = min(MOST, room // max(len(pictures), 1))
    made = {name: _small(rendition, share) for name, rendition in pictures.items()}
    return {name: thumbnail for name, thumbnail in made.items() if thumbnail is not None}


def _small(rendition: Rendition, share: int) -> Thumbnail | None:
    with Image.open(io.BytesIO(rendition.read())) as opened:
        opened.draft("RGB", (SIZES[0][0], SIZES[0][0]))
        picture = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "PA", "P") else "RGB")
    for side, quality in SIZES:
        picture.thumbnail((side, side))
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=2)
        if out.tell() <= share:
            return Thumbnail(out.getvalue(), picture.width, picture.height)
    return None
