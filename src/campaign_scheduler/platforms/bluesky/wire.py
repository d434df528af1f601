"""Bluesky's records and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ...model.asset import Rendition
from ...model.card import LinkCard
from ...model.delivery import Published, Seen
from ...model.rendered import RenderedPost
from ..kit.answer import Answer
from ..kit.parts import identity, part, text

COLLECTION = "app.bsky.feed.post"
PERMALINK = "https://bsky.app/profile/{handle}/post/{rkey}"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NO_HANDLE = "handle.invalid"
"""What servers say where a handle does not lead back to its account."""


def record(
    post: RenderedPost, blobs: Sequence[object], facets: Sequence[object], created_at: str, thumb: object = None
) -> dict[str, object]:
    """The post itself. `thumb` is the uploaded picture of its link card."""
    made: dict[str, object] = {"$type": COLLECTION, "text": post.text, "createdAt": created_at}
    language = post.options.get("language", "")
    if LANGUAGE.fullmatch(language):
        made["langs"] = [language]
    if facets:
        made["facets"] = list(facets)
    if blobs:
        images = [_image(blob, rendition) for blob, rendition in zip(blobs, post.media, strict=True)]
        made["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    elif post.card is not None:
        made["embed"] = {"$type": "app.bsky.embed.external", "external": _external(post.card, thumb)}
    return made


def _image(blob: object, rendition: Rendition) -> dict[str, object]:
    ratio = {"width": rendition.width, "height": rendition.height}
    return {"image": blob, "alt": rendition.alt, "aspectRatio": ratio}


def _external(card: LinkCard, thumb: object) -> dict[str, object]:
    made: dict[str, object] = {"uri": card.link, "title": card.title, "description": card.description}
    return made | ({"thumb": thumb} if thumb else {})


def put_record(did: str, rkey: str, made: Mapping[str, object]) -> dict[str, object]:
    """The body of putRecord. `swapRecord: null` means: only where nothing stands under this key."""
    return {"repo": did, "collection": COLLECTION, "rkey": rkey, "record": dict(made), "swapRecord": None}


def stamp(moment: datetime) -> str:
    """UTC with milliseconds and Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def error(answer: Answer) -> str:
    """The name of a refusal (`InvalidSwap`), or nothing."""
    return text(answer.mapping(), "error")


def said(answer: Answer) -> str:
    """The network's own words for a refusal, its name first."""
    message = text(answer.mapping(), "message")
    return f"{error(answer)}: {message}" if message else error(answer)


def blob(answer: Answer) -> dict[str, object] | None:
    """What an upload made, as a record names it; None where the answer does not say."""
    named = part(answer.mapping(), "blob")
    link, kind, size = identity(part(named, "ref").get("$link")), text(named, "mimeType"), named.get("size")
    if not link or not kind or not isinstance(size, int) or isinstance(size, bool) or not 0 < size < 2**53:
        return None
    return {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": size}


def address(did: str, rkey: str) -> str:
    """The lasting id of a post."""
    return f"at://{did}/{COLLECTION}/{rkey}"


def parts(uri: str) -> tuple[str, str]:
    """The account's id and the record's key in a post's id; blank where it is none."""
    place, _, rkey = uri.removeprefix("at://").rpartition("/")
    return place.partition("/")[0], rkey


def published(uri: str, handle: str, permalink: str = "") -> Published:
    """`permalink` is the pattern of a post's address; a server that stands in for the network has its own."""
    did, rkey = parts(uri)
    named = handle if handle and handle != NO_HANDLE else did
    pattern = permalink or PERMALINK
    return Published(uri, pattern.replace("{}", rkey).replace("{handle}", named).replace("{rkey}", rkey))


def same(found: object, sent: object) -> bool:
    """Whether a record says what was sent. The time it names may be that of an earlier try of the same delivery."""
    return isinstance(found, dict) and isinstance(sent, dict) and _told(found) == _told(sent)


def seen(made: object) -> Seen | None:
    """What a reader sees of a record, or None when it is no post."""
    if not isinstance(made, dict) or not isinstance(made.get("text"), str):
        return None
    _, alts, _ = _told(made)
    return Seen(made["text"], tuple(one if isinstance(one, str) else "" for one in alts))


def _told(made: Mapping[str, object]) -> tuple[object, list[object], list[object]]:
    embed = made.get("embed")
    parts = embed if isinstance(embed, dict) else {}
    images, external = parts.get("images"), parts.get("external")
    alts = [one.get("alt") if isinstance(one, dict) else None for one in images] if isinstance(images, list) else []
    card = [external.get(name) for name in ("uri", "title", "description")] if isinstance(external, dict) else []
    return made.get("text"), alts, card
