"""A draft as a caption file: front matter that says what was found and why, and the words as they stand."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from ...toolkit import Draft
from ...workspace.caption_writer import front_matter
from .media import MediaPlan


def caption_content(draft: Draft, media: MediaPlan) -> str:
    """The whole file."""
    return f"{front_matter(_settings(draft, media), draft.caption)}{draft.caption}\n"


def _settings(draft: Draft, media: MediaPlan) -> dict[str, object]:
    given: dict[str, Any] = {
        "platform": draft.platform,
        "language": draft.language,
        "link": _link(draft),
        "hashtags": draft.field_tags,
        "links": [{"text": text, "url": url} for text, url in draft.links if text != url],
        "media": [_picture(media.shown_path(one), one.alt) for one in draft.media],
        "source": _source(draft),
    }
    kept = {name: value for name, value in given.items() if value}
    if draft.by_hand and not draft.media:
        kept["media"] = []  # said aloud, or a picture of the caption's name would be taken for it
    return kept


def _picture(path: str, alt: str) -> dict[str, str]:
    file = str(PurePosixPath(path).relative_to("media"))
    return {"file": file, "alt": alt} if alt else {"file": file}


def _link(draft: Draft) -> str:
    """The one address that the words hide: a post would not show it, so it is put below them."""
    hidden = list(
        dict.fromkeys(url for _, url in draft.links if url not in draft.caption and _bare(url) not in draft.caption)
    )
    return hidden[0] if len(hidden) == 1 else ""


def _bare(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")


def _source(draft: Draft) -> dict[str, object]:
    found: dict[str, object] = {
        "file": draft.file,
        "position": draft.source,
        "confidence": round(draft.confidence, 2),
        "reason": draft.reason,
        "notes": draft.notes,
    }
    return {name: value for name, value in found.items() if value not in ("", [])}
