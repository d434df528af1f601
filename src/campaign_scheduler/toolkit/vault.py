"""The pictures of one import: original bytes in a folder of their own, each once, under its hash."""

from __future__ import annotations

import hashlib
import io
import itertools
import warnings
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from .kinds import HEAD, USABLE, picture_kind
from .limits import Limits

BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, MemoryError, KeyError, AttributeError)
PREVIEW = 800
"""Pixels on the longer side of the small copy that the review page shows."""
PREVIEW_ENDING = ".preview.jpg"
HASH_SIDE = 16
"""A difference hash of 16 by 16: 256 bits, enough to tell cards of one design with other words apart."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture's facts. `looks` is its difference hash in hex, `tint` its mean colour; blank when it cannot be opened.

    `problem` is why it can be no post's picture.
    """

    sha256: str
    kind: str
    size: int
    width: int = 0
    height: int = 0
    looks: str = ""
    tint: tuple[int, int, int] = (0, 0, 0)
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Stored:
        return cls(**{**data, "tint": tuple(data["tint"])})


class Vault:
    """Keeps originals in `folder`, looked at once each."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self._limits = limits
        self.stored: dict[str, Stored] = {}

    def keep(self, pieces: Iterable[bytes]) -> str:
        """Store a picture as it comes; gives its sha256."""
        digest, part = hashlib.sha256(), self.folder / "incoming.part"
        with part.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        name = digest.hexdigest()
        part.replace(self.folder / name)
        if name not in self.stored:
            self.stored[name] = look(self.folder / name, name, self._limits)
        return name

    def path(self, sha256: str) -> Path:
        return self.folder / sha256


def look(path: Path, sha256: str, limits: Limits) -> Stored:
    """The picture's kind, size and looks; never raises for what is in it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        kind = picture_kind(file.read(HEAD))
    plain = Stored(sha256, kind, size)
    if kind not in USABLE and kind not in ("bmp", "tiff", "avif"):
        return _with_problem(plain, _no_picture(kind, size))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _look_inside(path, plain, limits)
    except Image.DecompressionBombError:
        return _with_problem(plain, "it has far too many pixels to open safely")
    except BROKEN:
        return _with_problem(plain, "the picture is damaged")


def _look_inside(path: Path, plain: Stored, limits: Limits) -> Stored:
    with Image.open(path) as picture:
        width, height = picture.size
        if width * height > limits.pixels:
            sized = Stored(plain.sha256, plain.kind, plain.size, width, height)
            return _with_problem(sized, f"it has {width * height // 1_000_000} million pixels, too many to open safely")
        turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        picture.draft("RGB", (PREVIEW, PREVIEW))
        flat = ImageOps.exif_transpose(_flat(picture))
        small = flat.resize((64, 64), Image.Resampling.BOX)
        flat.thumbnail((PREVIEW, PREVIEW))
        flat.save(path.with_name(f"{path.name}{PREVIEW_ENDING}"), "JPEG", quality=82)
        width, height = (height, width) if turned else (width, height)
    problem = "" if plain.kind in USABLE else f"networks do not take {plain.kind.upper()} pictures"
    tint = small.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(tint, tuple)
    looks = _looks(small)
    return Stored(plain.sha256, plain.kind, plain.size, width, height, looks, (tint[0], tint[1], tint[2]), problem)


def _flat(picture: Image.Image) -> Image.Image:
    """In colour, on white where it is transparent, with its orientation still said."""
    exif = picture.getexif()
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        flat = Image.new("RGB", clear.size, "white")
        flat.paste(clear, mask=clear.getchannel("A"))
    else:
        flat = picture.convert("RGB")
    if 0x0112 in exif:
        flat.getexif()[0x0112] = exif[0x0112]
    return flat


def _looks(small: Image.Image) -> str:
    grey = small.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.BOX)
    values = grey.tobytes()
    bits = 0
    for row in range(HASH_SIDE):
        line = values[row * (HASH_SIDE + 1) : (row + 1) * (HASH_SIDE + 1)]
        for left, right in itertools.pairwise(line):
            bits = bits << 1 | (left > right)
    return f"{bits:064x}"


def _no_picture(kind: str, size: int) -> str:
    if not size:
        return "the picture is empty"
    names = {"emf": "a Windows drawing (EMF)", "wmf": "a Windows drawing (WMF)", "svg": "a drawing (SVG)"}
    if kind == "heic":
        return "it is an iPhone picture (HEIC) that networks do not take"
    return f"it is {names[kind]}, which networks do not take" if kind in names else "it is no picture that can be read"


def _with_problem(stored: Stored, problem: str) -> Stored:
    return Stored(
        stored.sha256, stored.kind, stored.size, stored.width, stored.height, stored.looks, stored.tint, problem
    )


def cropped(content: bytes, crop: tuple[float, float, float, float]) -> bytes:
    """A copy with the parts that the document hides cut away, as PNG (JPEG for a JPEG). Raises ValueError."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
            left, top, right, bottom = crop
            box = (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
            if box[2] - box[0] < 1 or box[3] - box[1] < 1:
                raise ValueError("nothing would be left")
            kind = "JPEG" if picture.format == "JPEG" else "PNG"
            out = io.BytesIO()
            picture.crop(box).save(out, kind, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}))
            return out.getvalue()
    except BROKEN as error:
        raise ValueError(str(error)) from None
