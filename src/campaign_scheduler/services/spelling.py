"""Looks the workspace's captions over for slips: warnings of `check`, drafts' captions included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..model.problem import Problem, Severity
from ..rules.spelling import Slip, slips
from ..spreadsheets.text import NotTextError, decode
from ..workspace.captions import CaptionFile
from ..workspace.reader import read_parts
from .app import App

WORDS = Path("config") / "words.txt"
MOST = 5
"""Words told of one caption; more is another language, or no text at all."""


def spelling(app: App) -> list[Problem]:
    """One warning for each doubtful word."""
    parts = read_parts(app.root, platforms=app.capabilities())
    language = parts.campaign.language if parts.campaign is not None else ""
    known = own_words(app.root)
    files = [file for caption in parts.captions.values() for file in caption.files.values()]
    return [problem for file in files for problem in _of_file(file, language or "en-GB", known)]


def own_words(root: Path) -> frozenset[str]:
    """The workspace's own words, in small letters: one a line, `#` begins a remark."""
    try:
        text, _ = decode((root / WORDS).read_bytes())
    except (OSError, NotTextError):
        return frozenset()
    lines = (line.partition("#")[0].strip().lower().replace("’", "'") for line in text.splitlines())
    return frozenset(line for line in lines if line)


def _of_file(file: CaptionFile, language: str, known: frozenset[str]) -> Iterator[Problem]:
    variant = file.variant if len(file.variant) == 2 else ""
    found = slips(file.text, file.language or variant or language, known)
    for slip in list({one.word.lower(): one for one in reversed(found)}.values())[::-1][:MOST]:
        yield _problem(file, slip)


def _problem(file: CaptionFile, slip: Slip) -> Problem:
    line = file.line + file.text.count("\n", 0, slip.start)
    meant = f" Did you mean {slip.meant!r}?" if slip.meant else ""
    message = f"{slip.word!r} may be a slip.{meant}"
    remedy = f"Correct it, or write {slip.word.lower()} into config/words.txt."
    return Problem("spelling", message, remedy, Severity.WARNING, file.file, line)
