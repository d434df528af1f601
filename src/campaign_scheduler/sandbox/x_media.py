"""X's pictures: at once or in pieces, then asked after, then described."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .posts import JSON, Media, Stage
from .request import caller, form_body, json_body, keep_alt, keep_picture, part, world_of
from .x_answers import invalid, not_found, said, unauthorized

LARGEST = 5 * 1024 * 1024
LARGEST_GIF = 15 * 1024 * 1024
ALT_LIMIT = 1000
MOST_SEGMENTS = 1000
LIVES = 86_400
CATEGORIES = {"tweet_image", "tweet_gif", "tweet_video", "dm_image", "dm_gif", "dm_video", "subtitles"}
UPLOAD_KEYS = {"media", "media_category", "additional_owners"}
INITIALIZE_KEYS = {"media_type", "total_bytes", "media_category", "additional_owners", "shared"}
MEDIA_TYPES = {"image/jpeg", "image/gif", "image/png", "image/webp", "image/bmp", "image/tiff", "video/mp4"}


@dataclass
class Session:
    """An upload in pieces."""

    account: str
    category: str
    total: int
    pieces: dict[int, bytes] = field(default_factory=dict)


async def upload(request: Request) -> Response:
    """At once, as JSON or multipart. Any field that is not known is refused."""
    account = caller(request)
    if account is None:
        return unauthorized()
    given, data = await _parts(request)
    if data is None or set(given) - UPLOAD_KEYS:
        return invalid("media", "the request has no media, or a field that is not known")
    return _taken(request, account, data, str(given.get("media_category")))


async def _parts(request: Request) -> tuple[JSON, bytes | None]:
    """The fields and the picture's bytes, None when there are none."""
    if "json" in request.headers.get("content-type", ""):
        given = await json_body(request) or {}
        return given, _decoded(given.get("media"))
    form, data = await form_body(request, "media")
    return dict(form), data


def _decoded(text: Any) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except binascii.Error:
        return None


def _taken(request: Request, account: str, data: bytes, category: str, identity: str = "") -> Response:
    media = world_of(request).take_picture("x", account, data, identity)
    if category not in CATEGORIES:
        return invalid("media_category", f"media_category {category} is not one of {sorted(CATEGORIES)}")
    if not media.mime:
        return invalid("media", "media type unrecognized")
    if media.bytes > (LARGEST_GIF if category == "tweet_gif" else LARGEST):
        return invalid("media", "file size exceeds the maximum for an image")
    keep_picture(request, media, data)
    return said(request, {"data": _media(media, media.stage)})


async def state(request: Request) -> Response:
    account, world = caller(request), world_of(request)
    if account is None:
        return unauthorized()
    media = world.picture("x", request.query_params.get("media_id", ""))
    if media is None or media.owner != account:
        return not_found("media", request.query_params.get("media_id", ""))
    return said(request, {"data": _media(media, world.ask_after(media))})


async def initialize(request: Request) -> Response:
    account, body, world = caller(request), await json_body(request), world_of(request)
    if account is None:
        return unauthorized()
    if body is None or set(body) - INITIALIZE_KEYS or body.get("media_type") not in MEDIA_TYPES:
        return invalid("media_type", "a field is not known, or the media_type is not")
    identity = str(world.new_id())
    _sessions(request)[identity] = Session(account, str(body.get("media_category")), int(body.get("total_bytes") or 0))
    data = {"id": identity, "media_key": f"3_{identity}", "expires_after_secs": LIVES}
    return said(request, {"data": data})


async def append(request: Request) -> Response:
    session = _sessions(request).get(request.path_params["id"])
    if session is None or session.account != caller(request):
        return not_found("media", request.path_params["id"]) if caller(request) else unauthorized()
    given, data = await _parts(request)
    index = str(given.get("segment_index", ""))
    if data is None or set(given) - {"media", "segment_index"} or not index.isdigit() or int(index) >= MOST_SEGMENTS:
        return invalid("segment_index", "media and segment_index are required")
    session.pieces[int(index)] = data
    expires = int(world_of(request).clock.now().timestamp()) + LIVES
    return said(request, {"data": {"expires_at": expires}})


async def finalize(request: Request) -> Response:
    identity, account = request.path_params["id"], caller(request)
    session = _sessions(request).get(identity)
    if session is None or session.account != account or account is None:
        return not_found("media", identity) if account else unauthorized()
    data = b"".join(piece for _, piece in sorted(session.pieces.items()))
    if len(data) != session.total:
        return invalid("total_bytes", f"{session.total} bytes were announced and {len(data)} came")
    del _sessions(request)[identity]
    return _taken(request, account, data, session.category, identity)


async def metadata(request: Request) -> Response:
    """Alt text."""
    account, body = caller(request), await json_body(request) or {}
    if account is None:
        return unauthorized()
    identity, alt = body.get("id"), part(part(body, "metadata"), "alt_text").get("text")
    media = world_of(request).picture("x", identity) if isinstance(identity, str) else None
    if media is None or media.owner != account:
        return not_found("media", str(identity))
    if not isinstance(alt, str) or not 1 <= len(alt) <= ALT_LIMIT:
        return invalid("metadata.alt_text.text", f"alt_text is 1 to {ALT_LIMIT} characters")
    keep_alt(request, media, alt)
    return said(request, {"data": {"id": identity, "associated_metadata": {"alt_text": {"text": alt}}}})


def _sessions(request: Request) -> dict[str, Session]:
    kept: dict[str, Session] = request.app.state.__dict__.setdefault("sessions", {})
    return kept


def _media(media: Media, stage: Stage) -> JSON:
    image = {"w": media.width, "h": media.height, "image_type": media.mime}
    whole: JSON = {"id": media.id, "media_key": f"3_{media.id}", "expires_after_secs": LIVES, "size": media.bytes}
    if stage is Stage.PROCESSING:
        return whole | {"processing_info": {"state": "in_progress", "check_after_secs": 0, "progress_percent": 50}}
    return whole | {"image": image}


ROUTES = [
    Route("/2/media/upload", upload, methods=["POST"], name="upload"),
    Route("/2/media/upload", state, methods=["GET"], name="wait"),
    Route("/2/media/upload/initialize", initialize, methods=["POST"], name="upload"),
    Route("/2/media/upload/{id}/append", append, methods=["POST"], name="upload"),
    Route("/2/media/upload/{id}/finalize", finalize, methods=["POST"], name="upload"),
    Route("/2/media/metadata", metadata, methods=["POST"], name="alt"),
]
