"""Smaller pictures for a page, always encoded anew, so that what a browser gets is never a file somebody uploaded."""

from __future__ import annotations

import io

from PIL import Image

from .pictures import plain

QUALITY = 82


def thumbnail(content: bytes, width: int | None) -> tuple[str, bytes]:
    """The picture's kind and bytes, no wider than `width` pixels. Raises PictureError."""
    picture = plain(content)
    if width is not None and picture.width > width:
        picture = picture.resize(
            (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
        )
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=2)
    return "image/webp", out.getvalue()
