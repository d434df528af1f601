"""Alt text that a program made up says nothing to the person who needs it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

GENERIC = re.compile(
    r"(?:(?:img|dsc|dscn|pxl|image|picture|photo|photograph|graphic|screen ?shot|shape|object|content placeholder|"
    r"figure|chart|diagram|logo|icon|banner|artwork|untitled|bild|grafik|graphique)[\s_-]*)+[\d\s._-]*",
    re.IGNORECASE,
)
SAYS_SO = re.compile(
    r"automatically generated|description générée automatiquement|automatisch generiert|ai[- ]generated content may",
    re.IGNORECASE,
)
FILE = re.compile(r"\S*\.(?:png|jpe?g|gif|webp|heic|tiff?|bmp|svg|emf)|[A-Za-z]:\\.*", re.IGNORECASE)
PATH_OR_HASH = re.compile(r"(?:https?://\S+|[0-9a-f-]{16,})", re.IGNORECASE)


def is_machine_made(alt: str, name: str = "") -> str:
    """Why this is no alt text, or an empty string."""
    words = " ".join(alt.split())
    if not words:
        return "there is none"
    if SAYS_SO.search(words):
        return "a program made it up"
    if GENERIC.fullmatch(words):
        return f"“{words}” is only a number"
    stem = PurePosixPath(name).stem.lower()
    if FILE.fullmatch(words) or PATH_OR_HASH.fullmatch(words) or (stem and words.lower() == stem):
        return f"“{words[:40]}” is a file's name"
    return ""
