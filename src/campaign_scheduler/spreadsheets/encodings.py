"""Which encoding a stranger's text file is in: by its marks and bytes, with charset-normalizer for the rest.

Our own files are read by `text.decode`, which need not guess.
"""

from __future__ import annotations

import codecs
import logging
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from .text import NotTextError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
SAMPLE = 200_000
USUAL = re.compile("[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u00a3\u20ac\u00a0\u00e0-\u00f6\u00f8-\u00ff]")
RARE = re.compile("[^\\W\\d_a-zA-Z]|[\u00a9\u00ae\u2122\u00b0\u00b7\u00bd\u00ab\u00bb\u00bf\u00a1]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and what its encoding is called on screen. `certain` is False where only likelihood decided."""

    text: str
    encoding: str
    certain: bool = True


def decoded(content: bytes) -> Decoded:
    """The text. Raises NotTextError when the bytes are no text."""
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return Decoded(_strictly(content, codec), name)
    if (wide := _wide(content)) is not None:
        return Decoded(_strictly(content, wide), "UTF-16")
    if b"\x00" in content:
        raise NotTextError("it holds bytes that no text has")
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _likely(content)


def _strictly(content: bytes, codec: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise NotTextError(f"it is not {codec} text at byte {error.start}") from None
    if "\x00" in text:
        raise NotTextError("it holds bytes that no text has")
    return text


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Western text is zero."""
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and even < len(sample) * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) * 0.3 and odd < len(sample) * 0.05 else None


def _likely(content: bytes) -> Decoded:
    """Windows or Mac, by which of them makes letters and quotation marks rather than odd signs; else any."""
    scores = {codec: _score(content[:SAMPLE], codec) for codec in NAMES}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] > 0:
        try:
            return Decoded(content.decode(best), NAMES[best], certain=False)
        except UnicodeDecodeError:
            pass
    return _any(content)


def _score(content: bytes, codec: str) -> float:
    """Between -1 and 1: how usual the characters beyond ASCII are in people's writing."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return -1.0
    beyond = re.sub(r"[\x00-\x7f]", "", text)
    good = len(USUAL.findall(beyond))
    fair = len(RARE.findall(beyond)) - len(re.findall("[\u00e0-\u00f6\u00f8-\u00ff]", beyond))
    good -= 2 * len(re.findall("(?<=[a-z])[\u2013\u2014\u201c\u201d\u2022\u2026\u00a3\u20ac](?=[a-z])", text))
    return (good + 0.3 * fair - (len(beyond) - good - max(0, fair))) / max(1, len(beyond))


def _any(content: bytes) -> Decoded:
    logging.getLogger("charset_normalizer").setLevel(logging.ERROR)
    found = from_bytes(content[:SAMPLE]).best()
    if found is None:
        raise NotTextError("its encoding cannot be told")
    return Decoded(_strictly(content, found.encoding), found.encoding, certain=False)
