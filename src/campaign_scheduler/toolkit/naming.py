"""Clean names for what is written: short, plain, each its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from .draft import Found, Shown
from .vault import Stored

LONGEST = 40
MEANINGLESS = re.compile(
    r"(?:image|picture|photo|img|dsc|graphic|media|untitled|screenshot|screen-shot|content-placeholder)?[-\d]*",
    re.IGNORECASE,
)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\Z", re.IGNORECASE)


def slug(words: str, default: str = "post") -> str:
    """Small letters, digits and hyphens: a file's name on every system."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"https?://\S+", " ", plain)
    joined = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    short = joined[:LONGEST] if len(joined) <= LONGEST else joined[:LONGEST].rsplit("-", 1)[0]
    return default if not short or RESERVED.match(short) else short.strip("-")


def name_media(found: Found, stored: Mapping[str, Stored]) -> None:
    """Give each picture the path it would have in a workspace: by its own name, else by its caption's words."""
    taken: dict[str, str] = {}
    by_hash: dict[str, str] = {}
    for shown, words in _every(found):
        if shown.sha256 not in by_hash:
            kind = stored[shown.sha256].kind if shown.sha256 in stored else "png"
            by_hash[shown.sha256] = _free(_stem(shown, words), kind or "png", taken, shown.sha256)
        shown.path = by_hash[shown.sha256]
        if shown.crop is not None:
            path = PurePosixPath(shown.path)
            ending = ".jpg" if path.suffix == ".jpg" else ".png"
            shown.crop_path = str(path.with_name(f"{path.stem}-cropped{ending}"))


def _every(found: Found) -> Iterator[tuple[Shown, str]]:
    for draft in found.drafts:
        for shown in draft.media:
            yield shown, draft.caption
    for article in found.articles:
        for shown in article.media:
            yield shown, article.title
    for draft in found.drafts:
        for shown in draft.possible:
            yield shown, "unpaired"
    for shown in found.unpaired:
        yield shown, "unpaired"


def _stem(shown: Shown, words: str) -> str:
    for name in (shown.name, shown.label if "." in shown.label else ""):
        stem = slug(PurePosixPath(name.replace("\\", "/")).stem, "")
        if stem and not MEANINGLESS.fullmatch(stem):
            return stem
    return slug(shown.alt if words == "unpaired" else words, "picture")


def _free(stem: str, kind: str, taken: dict[str, str], sha256: str) -> str:
    number, path = 1, f"media/{stem}.{kind}"
    while taken.setdefault(path, sha256) != sha256:
        number += 1
        path = f"media/{stem}-{number}.{kind}"
    return path
