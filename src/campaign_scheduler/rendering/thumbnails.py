"""A picture small enough to be on a page with many others. Never sent anywhere."""

from __future__ import annotations

import io

from PIL import Image

from .pictures import PictureError


def thumbnail(data: bytes, side: int) -> tuple[str, bytes]:
    """Its kind (`image/jpeg`) and bytes, at most `side` pixels wide and high; of an animation, the first frame.

    Raises PictureError.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            small = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError("picture-damaged", f"The picture cannot be shown: {error}", "Export it again.") from None
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=86, subsampling=0, optimize=True, progressive=True)
    return "image/jpeg", out.getvalue()
