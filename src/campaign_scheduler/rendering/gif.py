"""An animated GIF without what only programs read: comments, and other programs' own blocks."""

from __future__ import annotations

EXTENSION, IMAGE, END = 0x21, 0x2C, 0x3B
COMMENT, APPLICATION = 0xFE, 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""The two application blocks that say how often it plays."""


def without_comments(data: bytes) -> bytes:
    """The same animation, byte for byte but for those blocks. Raises ValueError where it is not whole."""
    try:
        return _walked(data)
    except IndexError:
        raise ValueError("the GIF is cut short") from None


def _walked(data: bytes) -> bytes:
    place = 13 + _table(data[10])
    kept = [data[:place]]
    while data[place] != END:
        start, place = place, _after(data, place)
        if not _is_metadata(data, start):
            kept.append(data[start:place])
    return b"".join([*kept, bytes([END])])


def _table(flags: int) -> int:
    """How many bytes of colours follow."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after(data: bytes, place: int) -> int:
    """Where the block that begins at `place` ends."""
    if data[place] == EXTENSION:
        return _after_parts(data, place + 2)
    if data[place] == IMAGE:
        return _after_parts(data, place + 10 + _table(data[place + 9]) + 1)
    raise ValueError("an unknown block in the GIF")


def _after_parts(data: bytes, place: int) -> int:
    while data[place]:
        place += 1 + data[place]
    return place + 1


def _is_metadata(data: bytes, start: int) -> bool:
    if data[start] != EXTENSION:
        return False
    kind = data[start + 1]
    return kind == COMMENT or (kind == APPLICATION and data[start + 3 : start + 14] not in LOOPS)
