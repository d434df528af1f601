"""What the first bytes of a picture tell: its kind and its size. No picture library: the sandbox judges on its own."""

from __future__ import annotations

import struct
from dataclasses import dataclass

START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that carry width and height."""


@dataclass(frozen=True, slots=True)
class Look:
    """Width and height are in pixels, None where they cannot be read."""

    mime: str
    width: int | None = None
    height: int | None = None

    @property
    def pixels(self) -> int:
        return (self.width or 0) * (self.height or 0)


def look(data: bytes) -> Look | None:
    """None when the bytes are no PNG, JPEG, GIF or WebP."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _sized("image/png", ">II", data[16:24])
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _sized("image/gif", "<HH", data[6:10])
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _sized(mime: str, form: str, data: bytes) -> Look:
    if len(data) != struct.calcsize(form):
        return Look(mime)
    width, height = struct.unpack(form, data)
    return Look(mime, width, height)


def _jpeg(data: bytes) -> Look:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Look("image/jpeg", width, height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return Look("image/jpeg")


def _webp(data: bytes) -> Look:
    if data[12:16] == b"VP8X" and len(data) >= 30:
        return Look("image/webp", *(1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27)))
    if data[12:16] == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return Look("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if data[12:16] == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return Look("image/webp", width & 0x3FFF, height & 0x3FFF)
    return Look("image/webp")
