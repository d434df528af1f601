"""Mastodon's answers and payloads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from ...model.account import Profile
from ...model.delivery import Published, Seen
from ...model.rendered import RenderedPost
from ..kit.matching import Listed
from ..kit.parts import address, identity, instant, items, part, text

LARGEST_LIMIT = 2**53
"""A greater number is no limit but a mistake, and not every store keeps it."""
MENTION = re.compile(r"(?<![=/\w])@(\w+(?:[\w.-]+\w+)?)@[\w.-]+\w", re.IGNORECASE)


def status_payload(post: RenderedPost, media_ids: list[str]) -> dict[str, object]:
    """The JSON body of POST /api/v1/statuses."""
    body: dict[str, object] = {"status": post.text, "visibility": post.options.get("visibility", "public")}
    if media_ids:
        body["media_ids"] = media_ids
    if post.options.get("language"):
        body["language"] = post.options["language"].split("-")[0]
    return body


def published(answer: Mapping[str, object]) -> Published | None:
    """The acknowledgement in a Status, or None when it has no id. Only a Status has content: a picture's answer, or
    that of a post kept for later, proves nothing.
    """
    name = identity(answer.get("id"))
    if not name or not isinstance(answer.get("content"), str):
        return None
    return Published(name, address(answer, "url") or address(answer, "uri"))


def listed(answer: Mapping[str, object]) -> Listed | None:
    """A Status of a list, or None when it cannot be read."""
    found, moment, shown = published(answer), instant(answer.get("created_at")), words(text(answer, "content"))
    if found is None or moment is None or shown is None:
        return None
    return Listed(found, shown, len(items(answer, "media_attachments")), moment)


def seen(answer: Mapping[str, object], wanted: str) -> Seen | None:
    """What a reader sees of the Status `wanted`, or None when the answer is not that Status."""
    media = answer.get("media_attachments")
    if (
        identity(answer.get("id")) != wanted
        or not isinstance(answer.get("content"), str)
        or not isinstance(media, list)
    ):
        return None
    shown = words(text(answer, "content"))
    alts = tuple(text(one, "description") if isinstance(one, dict) else "" for one in media)
    return None if shown is None else Seen(shown, alts)


def local_mentions(text: str) -> str:
    """Words with mentions as a server shows them, without the other server's name."""
    return MENTION.sub(r"@\1", text)


class _Words(HTMLParser):
    """Text of a Status: paragraphs and breaks become line ends; links keep their whole address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def words(content: str) -> str | None:
    """What a reader sees of a Status's HTML; None where it is none."""
    reader = _Words()
    try:
        reader.feed(content)
        reader.close()
    except AssertionError:  # what the parser raises for a broken declaration
        return None
    return "".join(reader.parts).strip()


def profile(answer: Mapping[str, object], home: str, limits: Mapping[str, object]) -> Profile | None:
    """Who the token belongs to, or None when the answer does not say."""
    name = identity(answer.get("id"))
    if not name:
        return None
    handle = text(answer, "acct", "username")
    return Profile(name, handle, home, text(answer, "display_name"), address(answer, "url"), limits=limits)


def limits(instance: Mapping[str, object]) -> dict[str, object]:
    """The limits an instance names, v2 or v1, under our own names."""
    configuration = part(instance, "configuration")
    statuses, media = part(configuration, "statuses"), part(configuration, "media_attachments")
    named = {
        "max_characters": statuses.get("max_characters") or instance.get("max_toot_chars"),
        "max_media_attachments": statuses.get("max_media_attachments"),
        "characters_per_url": statuses.get("characters_reserved_per_url"),
        "description_limit": media.get("description_limit"),
        "image_size_limit": media.get("image_size_limit"),
        "image_matrix_limit": media.get("image_matrix_limit"),
    }
    kinds = [kind for kind in items(media, "supported_mime_types") if isinstance(kind, str)]
    numbers = {name: value for name, value in named.items() if isinstance(value, int) and 0 < value <= LARGEST_LIMIT}
    return {**numbers, **({"mime_types": kinds} if kinds else {})}
