"""captions/*.md and *.txt: the words, and what their front matter says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..model.problem import Severity
from ..spreadsheets.text import NotTextError, decode
from .card import CardText, read_card
from .findings import Findings, nearest
from .words import clean, tell_about_words, web_address
from .yaml_source import Section, read_section, section

FOLDER = "captions"
ENDINGS = (".md", ".txt")
KEYS = ("link", "language", "tags", "media", "card", "starter", "hashtags", "platform", "links", "source")
"""`platform`, `links` and `source` tell a person what an import found; nothing else reads them."""
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?\Z")


@dataclass(frozen=True, slots=True)
class MediaReference:
    """A picture as named in front matter. `line` is where, for its alt text."""

    file: str
    line: int
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """One file. Whatever is None is what the file does not set."""

    name: str
    variant: str
    file: str
    line: int
    text: str
    link: str | None = None
    language: str | None = None
    tags: tuple[str, ...] | None = None
    media: tuple[MediaReference, ...] | None = None
    hashtags: tuple[str, ...] | None = None
    card: CardText | None = None


@dataclass(frozen=True, slots=True)
class CaptionSet:
    """A caption with its variants by name (`x`, `trust_x`, `cy`); the base is under the empty name."""

    name: str
    files: Mapping[str, CaptionFile] = field(default_factory=dict)

    @property
    def base(self) -> CaptionFile | None:
        return self.files.get("")

    def choose(self, names: Iterable[str]) -> CaptionFile | None:
        """The first of `names` (most particular first) that there is a variant for, else the base."""
        return next((self.files[name] for name in names if name in self.files), self.base)


def caption_name(text: str) -> str:
    """The caption that a cell means: `captions/launch.md` is `launch`."""
    return re.sub(r"\.(md|txt)\Z", "", text.removeprefix("captions/"), flags=re.IGNORECASE)


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
    return _with_front(CaptionFile(name, variant, file, line + skipped, words), front, findings)


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


def _with_front(caption: CaptionFile, front: Section | None, findings: Findings) -> CaptionFile:
    if front is None:
        return caption
    for key in front.values:
        if key not in KEYS:
            findings.add(
                "setting-unknown",
                f"There is no setting called {key}.{nearest(key, KEYS)}",
                f"Use one of: {', '.join(KEYS)}.",
                file=caption.file,
                line=front.line(key),
            )
    _tell_about_starter(front, caption.file, findings)
    values = front.values
    return CaptionFile(
        caption.name,
        caption.variant,
        caption.file,
        caption.line,
        caption.text,
        link=_link(front, caption.file, findings),
        language=_language(front, caption.file, findings),
        tags=words_of(values["tags"]) if "tags" in values else None,
        media=_media(front, caption.file, findings) if "media" in values else None,
        hashtags=_hashtags(values["hashtags"]) if "hashtags" in values else None,
        card=read_card(front, caption.file, findings),
    )


def _tell_about_starter(front: Section, file: str, findings: Findings) -> None:
    """Words that the program shortened are nobody's until somebody has read them."""
    if front.values.get("starter"):
        findings.add(
            "variant-starter",
            "The program began these words, and nobody has read them yet.",
            "Read them, edit them as you like, and take the line starter: true out.",
            file=file,
            line=front.line("starter"),
        )


def _link(front: Section, file: str, findings: Findings) -> str | None:
    if "link" not in front.values:
        return None
    text = str(front.values["link"] or "").strip()
    if text and not web_address(text):
        findings.add(
            "link-wrong",
            f"{text!r} is not a web address.",
            "Write it whole, with https://.",
            file=file,
            line=front.line("link"),
        )
        return None
    return text


def _language(front: Section, file: str, findings: Findings) -> str | None:
    text = str(front.values.get("language", "") or "").strip()
    if text and not LANGUAGE.match(text):
        findings.add(
            "language-wrong",
            f"{text!r} is not a language code.",
            "Write en, cy or en-GB.",
            file=file,
            line=front.line("language"),
        )
        return None
    return text or None


def words_of(value: Any) -> tuple[str, ...]:
    """Labels from a list or a line of them."""
    items = value if isinstance(value, list) else re.split(r"[,;]", str(value or ""))
    return tuple(dict.fromkeys(str(item).strip() for item in items if str(item).strip()))


def _hashtags(value: Any) -> tuple[str, ...]:
    """`[health, "#care"]` as `#health`, `#care`."""
    return tuple(f"#{one.lstrip('#')}" for one in words_of(value) if one.lstrip("#"))


def _media(front: Section, file: str, findings: Findings) -> tuple[MediaReference, ...]:
    value = front.values["media"]
    items = value if isinstance(value, CommentedSeq) else [value]
    found = [_reference(item, front.line("media"), file, findings) for item in items if item]
    return tuple(reference for reference in found if reference is not None)


def _reference(item: Any, line: int, file: str, findings: Findings) -> MediaReference | None:
    if isinstance(item, str):
        return MediaReference(item.strip(), line)
    part = section(item, 2) if isinstance(item, CommentedMap) else None
    if part is None or not part.values.get("file"):
        findings.add(
            "media-wrong",
            "A picture here has no file.",
            "Write media: [{file: voices.png, alt: what it shows}].",
            file=file,
            line=line,
        )
        return None
    for key in part.values:
        if key not in ("file", "alt", "credit", "decorative"):
            findings.add(
                "setting-unknown",
                f"A picture has no setting called {key}.",
                "Use file, alt and credit.",
                file=file,
                line=part.line(key),
            )
    if part.values.get("decorative"):
        refuse_decorative(file, part.line("decorative"), findings)
    alt = " ".join(str(part.values.get("alt", "") or "").split())
    return MediaReference(
        str(part.values["file"]).strip(),
        part.line("alt" if alt else "file"),
        alt,
        str(part.values.get("credit", "") or ""),
    )


def refuse_decorative(file: str, line: int, findings: Findings) -> None:
    """A feed has no decorative pictures: each is part of the post."""
    findings.add(
        "alt-decorative",
        "A picture in a post cannot be decorative.",
        "Write in alt what it shows, and take decorative out.",
        file=file,
        line=line,
    )


def _tell_about_case(files: Mapping[str, object], findings: Findings) -> None:
    seen: dict[str, str] = {}
    for name in files:
        if name.lower() in seen:
            message = f"{seen[name.lower()]} and {name} differ only in capital letters."
            findings.add(
                "caption-case", message, "Rename one of them.", file=f"{FOLDER}/{name}.md", severity=Severity.WARNING
            )
        seen[name.lower()] = name
