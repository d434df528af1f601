"""Opens a picture safely and makes it fit: the one pipeline for every network.

What is sent carries no metadata; orientation and colours survive; PNG artwork stays PNG while it fits, since small
text suffers in JPEG. The same input gives the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ..model.capabilities import ImageLimits
from .formats import MIMES, PictureError
from .gif import without_comments

MOST_PIXELS = 120_000_000
"""A picture with more is refused before it is decoded: larger than any camera's, and a known way to exhaust memory."""

Image.init()
READABLE = tuple(kind for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF") if kind in Image.OPEN)
QUALITIES = (95, 92, 88, 84, 80, 75)
SHRINK = 0.85
SAVE_AS = "Open it and export it as JPEG or PNG."


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as it will be sent."""

    data: bytes
    format: str
    width: int
    height: int

    @property
    def mime(self) -> str:
        return MIMES[self.format]


def fit(content: bytes, limits: ImageLimits) -> Fitted:
    """The picture within `limits`. Raises PictureError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata, which does not matter here
        return _fit(content, limits)


def _fit(content: bytes, limits: ImageLimits) -> Fitted:
    picture = _open(content)
    if getattr(picture, "is_animated", False):
        return _animated(content, picture, limits)
    source = "JPEG" if picture.format == "MPO" else str(picture.format)
    plain = _plain(picture)
    for size in _sizes(plain.size, limits):
        resized = plain if size == plain.size else plain.resize(size, Image.Resampling.LANCZOS)
        for made in _encodings(resized, source, limits):
            if len(made.data) <= limits.max_bytes.value:
                return made
    raise PictureError("picture-too-large", "It cannot be made small enough for this network.", "Export it smaller.")


ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "GIF": ".gif", "WEBP": ".webp"}


def kind_of(content: bytes) -> str:
    """The file ending of a picture that can be opened whole, by its bytes alone. Raises PictureError."""
    picture = _open(content)
    ending = ENDINGS.get(str(picture.format))
    if ending is None:
        raise PictureError("picture-kind", "It is not a picture of a kind that networks take.", SAVE_AS)
    return ending


def plain(content: bytes) -> Image.Image:
    """The picture upright and in sRGB, the first frame of one that moves. Raises PictureError."""
    return _plain(_open(content))


def _open(content: bytes) -> Image.Image:
    if not content:
        raise PictureError("picture-empty", "The file is empty.", "Put the picture there again.")
    try:
        picture = Image.open(io.BytesIO(content), formats=READABLE)
        _refuse_bomb(picture)
        picture.load()
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise _bomb("far too many") from None
    except UnidentifiedImageError:
        raise PictureError("picture-kind", "It is not a picture of a kind that networks take.", SAVE_AS) from None
    except Exception as error:  # a decoder may raise anything for a file that is not whole
        what = "cut short" if "truncated" in str(error) else "damaged"
        raise PictureError("picture-damaged", f"The file is {what}.", "Export or copy it again.") from None
    return picture


def _refuse_bomb(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        raise _bomb(f"{pixels // 1_000_000} million")


def _bomb(pixels: str) -> PictureError:
    return PictureError("picture-bomb", f"It has {pixels} pixels, too many to open safely.", "Export it smaller.")


def _animated(content: bytes, picture: Image.Image, limits: ImageLimits) -> Fitted:
    """An animation is sent frame for frame or not at all: one frame of it might say something else."""
    small = len(content) <= limits.max_bytes.value
    pixels = picture.width * picture.height
    fits = small and (limits.max_pixels is None or pixels <= limits.max_pixels.value)
    if picture.format == "GIF" and "GIF" in limits.formats.value and fits:
        return Fitted(_without_comments(content), "GIF", picture.width, picture.height)
    raise PictureError("picture-animated", "This network does not take this animation.", "Use a still picture here.")


def _without_comments(content: bytes) -> bytes:
    try:
        return without_comments(content)
    except ValueError:
        raise PictureError("picture-damaged", "The file is damaged.", "Export or copy it again.") from None


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB, eight bits a channel, without metadata."""
    upright = _upright(picture)
    if upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
        upright = _eight_bits(upright)
    mode = "RGBA" if _is_transparent(upright) else "RGB"
    coloured = _to_srgb(upright, mode)
    return Image.frombytes(mode, coloured.size, coloured.tobytes())


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # metadata that nobody can read turns nothing
        return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    wide = picture.convert("I")
    return wide.point(lambda value: value * (1 / 256)).convert("L")


def _is_transparent(picture: Image.Image) -> bool:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        return picture.convert("RGBA").getchannel("A").getextrema() != (255, 255)
    return False


def _to_srgb(picture: Image.Image, mode: str) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L", "RGBA"):
        return picture.convert(mode)
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        solid = picture.convert("RGB") if alpha else picture
        converted = ImageCms.profileToProfile(solid, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert(mode)
    if converted is None:
        return picture.convert(mode)
    if alpha and mode == "RGBA":
        converted.putalpha(alpha)
    return converted.convert(mode)


def _sizes(size: tuple[int, int], limits: ImageLimits) -> Iterator[tuple[int, int]]:
    """The sizes to try, the original first where it is allowed, down to a sixteenth of a side."""
    width, height = size
    scale = 1.0
    if limits.max_side is not None:
        scale = min(scale, limits.max_side.value / max(width, height))
    if limits.max_pixels is not None:
        scale = min(scale, (limits.max_pixels.value / (width * height)) ** 0.5)
    smallest = scale / 16
    while scale >= smallest:
        yield max(1, int(width * scale)), max(1, int(height * scale))
        scale *= SHRINK


def _encodings(picture: Image.Image, source: str, limits: ImageLimits) -> Iterator[Fitted]:
    """What may be tried at this size, the best first."""
    allowed = limits.formats.value
    if "PNG" in allowed and (source != "JPEG" or "JPEG" not in allowed):
        yield _encoded(picture, "PNG", optimize=True)
    if "JPEG" in allowed:
        flat = _flattened(picture)
        for quality in QUALITIES:
            yield _encoded(flat, "JPEG", quality=quality, subsampling=0, optimize=True)


def _flattened(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encoded(picture: Image.Image, kind: str, **options: object) -> Fitted:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return Fitted(out.getvalue(), kind, picture.width, picture.height)
