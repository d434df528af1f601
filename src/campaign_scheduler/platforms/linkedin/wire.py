"""LinkedIn's payloads and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ...model.delivery import Published, Seen
from ...model.rendered import RenderedPost
from ..kit.answer import Answer
from ..kit.matching import Listed
from ..kit.parts import identity, items, part, text
from .little_text import shown

POSTED = re.compile(r"urn:li:\w{1,40}:[\w-]{1,100}", re.ASCII)
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
    return text(answer.mapping(), "message")


def code(answer: Answer) -> str:
    """The error's code, its own or that of its first input error."""
    whole = answer.mapping()
    errors = items(part(whole, "errorDetails"), "inputErrors")
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    return text(first, "code") or text(whole, "code")


def existing(answer: Answer) -> str:
    """The urn that a duplicate refusal names, or nothing."""
    found = URN.search(said(answer))
    return found[0] if found else ""


def upload_target(answer: Answer) -> tuple[str, str]:
    """Where to put a picture and its urn; blanks when the answer has neither."""
    value = part(answer.mapping(), "value")
    urn = identity(value.get("image"))
    return text(value, "uploadUrl"), urn if urn.startswith("urn:li:") else ""


def posted(answer: Answer) -> str:
    """The urn of the post that was made, which LinkedIn gives in a header alone; blank when there is none."""
    urn = answer.headers.get("x-restli-id", "")
    return urn if POSTED.fullmatch(urn) else ""


def listed(element: Mapping[str, object], permalink: str) -> Listed | None:
    """A post of an organisation's list, or None when it cannot be read."""
    urn, moment = identity(element.get("id")), _moment(element.get("publishedAt") or element.get("createdAt"))
    if not urn or moment is None:
        return None
    words = shown(text(element, "commentary"))
    return Listed(Published(urn, permalink.format(urn)), words, len(_images(element)), moment)


def seen(element: Mapping[str, object], urn: str) -> Seen | None:
    """What a reader sees of the post `urn`, or None when the answer is not that post."""
    if element.get("id") != urn or not isinstance(element.get("commentary"), str):
        return None
    return Seen(shown(text(element, "commentary")), tuple(text(one, "altText") for one in _images(element)))


def _moment(milliseconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if isinstance(milliseconds, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None


def _images(element: Mapping[str, object]) -> list[Mapping[str, object]]:
    content = part(element, "content")
    many = items(part(content, "multiImage"), "images") or ([content["media"]] if "media" in content else [])
    return [one if isinstance(one, dict) else {} for one in many]
