"""Mastodon's answers and payloads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser

from ...model.account import Profile
from ...model.delivery import Published, Seen
from ...model.rendered import RenderedPost
from ..kit.matching import Listed

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
    """The acknowledgement in a Status, or None when it has no id."""
    identity = answer.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or not str(identity):
        return None
    return Published(str(identity), str(answer.get("url") or answer.get("uri") or ""))


def listed(answer: Mapping[str, object]) -> Listed | None:
    """A Status of a list, or None when it cannot be read."""
    found, moment = published(answer), created_at(answer)
    media = answer.get("media_attachments")
    if found is None or moment is None:
        return None
    return Listed(found, words(str(answer.get("content") or "")), len(media) if isinstance(media, list) else 0, moment)


def seen(answer: Mapping[str, object], identity: str) -> Seen | None:
    """What a reader sees of the Status `identity`, or None when the answer is not that Status."""
    media = answer.get("media_attachments")
    if str(answer.get("id")) != identity or not isinstance(answer.get("content"), str) or not isinstance(media, list):
        return None
    alts = tuple(str(one.get("description") or "") if isinstance(one, dict) else "" for one in media)
    return Seen(words(str(answer["content"])), alts)


def created_at(answer: Mapping[str, object]) -> datetime | None:
    """When a Status was made, in UTC."""
    try:
        moment = datetime.fromisoformat(str(answer.get("created_at")))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


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


def words(content: str) -> str:
    """What a reader sees of a Status's HTML."""
    reader = _Words()
    reader.feed(content)
    reader.close()
    return "".join(reader.parts).strip()


def profile(answer: Mapping[str, object], home: str, limits: Mapping[str, object]) -> Profile | None:
    """Who the token belongs to, or None when the answer does not say."""
    identity = answer.get("id")
    if not isinstance(identity, str | int) or not str(identity):
        return None
    handle = str(answer.get("acct") or answer.get("username") or "")
    return Profile(
        str(identity), handle, home, str(answer.get("display_name") or ""), str(answer.get("url") or ""), limits=limits
    )


def limits(instance: Mapping[str, object]) -> dict[str, object]:
    """The limits an instance names, v2 or v1, under our own names."""
    configuration = _part(instance, "configuration")
    statuses, media = _part(configuration, "statuses"), _part(configuration, "media_attachments")
    named = {
        "max_characters": statuses.get("max_characters") or instance.get("max_toot_chars"),
        "max_media_attachments": statuses.get("max_media_attachments"),
        "characters_per_url": statuses.get("characters_reserved_per_url"),
        "description_limit": media.get("description_limit"),
        "image_size_limit": media.get("image_size_limit"),
        "image_matrix_limit": media.get("image_matrix_limit"),
        "mime_types": media.get("supported_mime_types"),
    }
    return {name: value for name, value in named.items() if value}


def _part(whole: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
