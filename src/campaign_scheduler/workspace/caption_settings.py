"""What a caption's front matter sets: link, language, tags, pictures, hashtags, card."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from .captions import CaptionFile, MediaReference, words_of
from .card import read_card
from .findings import Findings, nearest
from .words import web_address
from .yaml_source import Section, section

KEYS = ("link", "language", "tags", "media", "card", "starter", "hashtags", "platform", "links", "source")
"""`platform`, `links` and `source` tell a person what an import found; nothing else reads them."""
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?\Z")


def with_settings(caption: CaptionFile, front: Section | None, findings: Findings) -> CaptionFile:
    """The caption with what its front matter says, if it has any."""
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
