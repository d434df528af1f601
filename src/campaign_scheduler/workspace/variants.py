"""Starter variants: shorter words for one network, for a person to read and edit, never over a file of theirs."""

from __future__ import annotations

from pathlib import Path

from .captions import FOLDER

STARTER = """\
---
# Begun by campaign check --fix-variants from {source}, cut to fit {title}.
# Read it and make it yours, then take out the next line: until then it is not scheduled.
starter: true
---
{words}
"""


def start_variant(root: Path, caption: str, platform: str, *, title: str, source: str, words: str) -> str | None:
    """Write `captions/<caption>.<platform>.md` and give its name; None when there is such a file already.

    Raises OSError when it cannot be written.
    """
    name = f"{FOLDER}/{caption}.{platform}.md"
    try:
        with (root / name).open("x", encoding="utf-8") as file:
            file.write(STARTER.format(source=source, title=title, words=words))
    except FileExistsError:
        return None
    return name
