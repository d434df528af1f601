"""Text as people's programs write it: which encoding, decided by the bytes."""

from __future__ import annotations

import codecs

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotTextError(ValueError):
    """The bytes are no text in an encoding that people's programs write."""


def decode(content: bytes) -> tuple[str, str]:
    """The text and the codec to write it back with: UTF-8 or UTF-16 by mark, UTF-8, else Windows-1252.

    Raises NotTextError.
    """
    for bom, codec in BOMS:
        if content.startswith(bom):
            return _decode(content, codec), codec
    if b"\x00" in content:
        raise NotTextError("it holds bytes that no text has")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(content, "cp1252"), "cp1252"


def encode(text: str, codec: str, like: bytes) -> bytes:
    """The text in `codec`, with the same byte order as `like` where that matters."""
    if codec == "utf-16" and like.startswith(codecs.BOM_UTF16_BE):
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    if codec == "utf-16":
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    return text.encode(codec)


def _decode(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise NotTextError(f"it is not {codec} text at byte {error.start}") from None
