"""LinkedIn's payloads and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ...model.delivery import Published, Seen
from ...model.rendered import RenderedPost
from ..kit.answer import Answer
from ..kit.matching import Listed
from .little_text import shown

URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")


def post_payload(post: RenderedPost, author: str, images: Sequence[str]) -> dict[str, object]:
    """The JSON body of POST /rest/posts: one picture is `media`, two to twenty are `multiImage`."""
    body: dict[str, object] = {
        "author": author,
        "commentary": post.text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    named = [{"id": urn, "altText": media.alt} for urn, media in zip(images, post.media, strict=True)]
    if len(named) == 1:
        body["content"] = {"media": named[0]}
    elif named:
        body["content"] = {"multiImage": {"images": named}}
    return body


def said(answer: Answer) -> str:
    """The message of an error, or nothing."""
    message = answer.mapping().get("message")
    return message if isinstance(message, str) else ""


def code(answer: Answer) -> str:
    """The error's code, its own or that of its first input error."""
    whole = answer.mapping()
    details = whole.get("errorDetails")
    errors = details.get("inputErrors") if isinstance(details, dict) else None
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return str(first.get("code") or whole.get("code") or "")


def existing(answer: Answer) -> str:
    """The urn that a duplicate refusal names, or nothing."""
    found = URN.search(said(answer))
    return found[0] if found else ""


def upload_target(answer: Answer) -> tuple[str, str]:
    """Where to put a picture and its urn; blanks when the answer has neither."""
    value = answer.mapping().get("value")
    if not isinstance(value, dict):
        return "", ""
    return str(value.get("uploadUrl") or ""), str(value.get("image") or "")


def listed(element: Mapping[str, object], permalink: str) -> Listed | None:
    """A post of an organisation's list, or None when it cannot be read."""
    urn, created = element.get("id"), element.get("publishedAt") or element.get("createdAt")
    if not isinstance(urn, str) or not isinstance(created, int | float):
        return None
    moment = datetime.fromtimestamp(created / 1000, UTC)
    words = shown(str(element.get("commentary") or ""))
    return Listed(Published(urn, permalink.format(urn)), words, _pictures(element), moment)


def seen(element: Mapping[str, object], urn: str) -> Seen | None:
    """What a reader sees of the post `urn`, or None when the answer is not that post."""
    if element.get("id") != urn or not isinstance(element.get("commentary"), str):
        return None
    return Seen(shown(str(element["commentary"])), tuple(str(one.get("altText") or "") for one in _images(element)))


def _pictures(element: Mapping[str, object]) -> int:
    return len(_images(element))


def _images(element: Mapping[str, object]) -> list[Mapping[str, object]]:
    content = element.get("content")
    if not isinstance(content, dict):
        return []
    many = content.get("multiImage")
    images = many.get("images") if isinstance(many, dict) else [content["media"]] if "media" in content else []
    return [one if isinstance(one, dict) else {} for one in images] if isinstance(images, list) else []
