"""Rules about alt text: every picture has one that says what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ..model.asset import Asset
from ..model.problem import Problem, Severity
from ..rendering import Rendering
from .context import Context

FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|webp|heic)", re.IGNORECASE)
MACHINE_MADE = re.compile(
    r"(img|dsc|image|picture|photo|graphic|screenshot)[\s_-]*\d*|.*automatically generated.*", re.IGNORECASE | re.DOTALL
)


def missing(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """A feed has no decorative pictures, so alt text is always needed."""
    for rendering, asset in _pictures(renderings):
        if not asset.alt.strip():
            file, line = _where(asset)
            message = f"{asset.name} has no alt text."
            remedy = f"In media/alt.csv, say what {PurePosixPath(asset.name).name} shows, with every word in it."
            yield Problem("alt-missing", message, remedy, Severity.ERROR, file, line, rendering.post.id)


def file_name(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """A file's name, or words a program made up, tell a blind reader nothing."""
    for rendering, asset in _pictures(renderings):
        alt = asset.alt.strip()
        is_name = bool(FILE_NAME.fullmatch(alt)) or alt.lower() == PurePosixPath(asset.name).stem.lower()
        if alt and (is_name or MACHINE_MADE.fullmatch(alt)):
            file, line = _where(asset)
            message = f"The alt text of {asset.name} is {alt[:60]!r}, which says nothing of the picture."
            severity = Severity.ERROR if is_name else Severity.WARNING
            yield Problem(
                "alt-says-nothing", message, "Write what the picture shows.", severity, file, line, rendering.post.id
            )


def repeats_the_words(renderings: Sequence[Rendering], context: Context) -> Iterator[Problem]:
    """Someone who listens would hear the same twice."""
    for rendering, asset in _pictures(renderings):
        words = rendering.post.wordings[rendering.account.id].text
        if asset.alt and " ".join(asset.alt.split()) == " ".join(words.split()):
            file, line = _where(asset)
            message = f"The alt text of {asset.name} is the caption again."
            yield Problem(
                "alt-repeats", message, "Write what the picture shows.", Severity.WARNING, file, line, rendering.post.id
            )


def _pictures(renderings: Sequence[Rendering]) -> Iterator[tuple[Rendering, Asset]]:
    """Each picture with its alt text once, however many posts show it."""
    seen: set[tuple[str, str]] = set()
    for rendering in renderings:
        for asset in rendering.post.wordings[rendering.account.id].assets:
            if (asset.name, asset.alt_from) not in seen:
                seen.add((asset.name, asset.alt_from))
                yield rendering, asset


def _where(asset: Asset) -> tuple[str, int | None]:
    file, _, line = asset.alt_from.rpartition(":")
    return (file, int(line)) if line.isdigit() and file else (asset.alt_from, None)
