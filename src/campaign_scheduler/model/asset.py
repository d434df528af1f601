"""Pictures: the original a person gave us, and the original fitted to one platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asset:
    """An original image with its alt text.

    `path` is absolute; `name` is relative to the workspace, with forward slashes. `alt_from` says where the alt
    text was written (`calendar.csv:12`, `captions/voices.md:4`, `media/alt.csv:3`). `sha256` is of the bytes on disk.
    """

    path: Path
    name: str
    sha256: str
    alt: str
    alt_from: str
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Rendition:
    """An asset as one platform will receive it: exactly these bytes, with this alt text.

    `read` gives the bytes (their hash is `sha256`). `width` and `height` in pixels, `size` in bytes.
    """

    sha256: str
    source_sha256: str
    source_name: str
    mime: str
    width: int
    height: int
    size: int
    alt: str
    alt_from: str
    read: Callable[[], bytes] = field(compare=False, repr=False)
