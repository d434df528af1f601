"""captions/*.md and *.txt become captions by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..model.problem import Severity
from ..spreadsheets.text import NotTextError, decode
from .caption_settings import LANGUAGE, with_settings
from .captions import ENDINGS, FOLDER, CaptionFile, CaptionSet
from .findings import Findings, nearest
from .words import clean, tell_about_words
from .yaml_source import Section, read_section


def read_captions(root: Path, variants: Mapping[str, str], findings: Findings) -> dict[str, CaptionSet]:
    """Every caption by name. `variants` maps what a person may write after the dot to the variant's name."""
    folder = root / FOLDER
    files: dict[str, dict[str, CaptionFile]] = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~")):
            _add(files, path, variants, findings)
    _tell_about_case(files, findings)
    return {name: CaptionSet(name, found) for name, found in files.items()}


def _add(files: dict[str, dict[str, CaptionFile]], path: Path, variants: Mapping[str, str], findings: Findings) -> None:
    name, _, written = path.stem.partition(".")
    file = f"{FOLDER}/{path.name}"
    variant = _variant(written, variants) if written else ""
    if variant is None:
        message = f"{written!r} is not a network, an account or a language.{nearest(written.lower(), variants)}"
        findings.add(
            "variant-unknown",
            message,
            f"Rename it: {name}.x{path.suffix} for X, {name}.cy{path.suffix} for Welsh.",
            file=file,
        )
        return
    caption = _read(path, file, name, variant, findings)
    if caption is None:
        return
    same = files.setdefault(name, {})
    if variant in same:
        findings.add(
            "caption-ambiguous",
            f"{file} and {same[variant].file} are the same caption.",
            "Keep one of them.",
            file=file,
        )
        return
    same[variant] = caption


def _variant(written: str, variants: Mapping[str, str]) -> str | None:
    if written.lower() in variants:
        return variants[written.lower()]
    return written if LANGUAGE.match(written) and len(written.split("-")[0]) == 2 else None


def _read(path: Path, file: str, name: str, variant: str, findings: Findings) -> CaptionFile | None:
    try:
        text, _ = decode(path.read_bytes())
    except NotTextError as error:
        findings.add("file-not-text", f"The caption is not text: {error}.", "Save it as plain text, UTF-8.", file=file)
        return None
    except OSError as error:
        findings.add(
            "file-unreadable",
            f"The caption cannot be opened: {error.strerror}.",
            "Check the file's permissions.",
            file=file,
        )
        return None
    front, body, line = _split(text.replace("\r\n", "\n").replace("\r", "\n"), file, findings)
    words, skipped = clean(body)
    if not words:
        findings.add(
            "caption-empty",
            "The caption has no words.",
            "Write the words below the settings, or delete the file.",
            file=file,
            line=line,
        )
        return None
    tell_about_words(words, file, line + skipped, findings)
    return with_settings(CaptionFile(name, variant, file, line + skipped, words), front, findings)


def _split(text: str, file: str, findings: Findings) -> tuple[Section | None, str, int]:
    """Front matter, body, and the line the body begins on."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, text, 1
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        findings.add(
            "front-matter-open",
            "The settings at the top are never closed.",
            "Write a line with --- below them.",
            file=file,
            line=1,
        )
        return None, "\n".join(lines[1:]), 2
    front = read_section("\n".join(lines[1:end]).encode(), file, findings, first_line=2)
    return front, "\n".join(lines[end + 1 :]), end + 2


def _tell_about_case(files: Mapping[str, object], findings: Findings) -> None:
    seen: dict[str, str] = {}
    for name in files:
        if name.lower() in seen:
            message = f"{seen[name.lower()]} and {name} differ only in capital letters."
            findings.add(
                "caption-case", message, "Rename one of them.", file=f"{FOLDER}/{name}.md", severity=Severity.WARNING
            )
        seen[name.lower()] = name
