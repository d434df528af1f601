"""A stand-in for a Mastodon server (4.5 in its manners)."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import consent
from .mastodon_html import PER_URL, as_html, length
from .posts import JSON, Media, Post, Stage, stamp
from .refusals import MASTODON, rate_headers
from .request import answer, caller, form_body, json_body, keep_alt, keep_picture, keep_post, number_in, world_of
from .world import World

VERSION = "4.5.0"
LIMIT = 500
MOST_MEDIA = 4
ALT_LIMIT = 1500
LARGEST = 16_777_216
MOST_PIXELS = 33_177_600
VISIBILITIES = ("public", "unlisted", "private", "direct")
CONFIGURATION: JSON = {
    "statuses": {
        "max_characters": LIMIT,
        "max_media_attachments": MOST_MEDIA,
        "characters_reserved_per_url": PER_URL,
    },
    "media_attachments": {
        "description_limit": ALT_LIMIT,
        "image_size_limit": LARGEST,
        "image_matrix_limit": MOST_PIXELS,
        "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp"],
    },
}


async def instance_v1(request: Request) -> Response:
    return JSONResponse({"uri": "sandbox", "title": "Sandbox", "version": VERSION, "configuration": CONFIGURATION})


async def instance_v2(request: Request) -> Response:
    about = {"domain": "sandbox", "title": "Sandbox", "version": VERSION, "api_versions": {"mastodon": 7}}
    return JSONResponse(about | {"configuration": CONFIGURATION})


async def verify(request: Request) -> Response:
    account = caller(request)
    return _refused(401) if account is None else _said(request, _account(world_of(request), account))


async def upload(request: Request) -> Response:
    """202 while the picture is processed, as for every picture of some size on a real server."""
    account, world, (form, data) = caller(request), world_of(request), await form_body(request, "file")
    if account is None:
        return _refused(401)
    if data is None:
        return _invalid("File can't be blank")
    alt = str(form.get("description") or "")
    media = world.take_picture("mastodon", account, data)
    wrong = _wrong_picture(world, media, alt)
    if wrong:
        return _invalid(wrong)
    media.alt = alt
    keep_picture(request, media, data)
    return _said(request, _media(world, media), 202 if media.stage is Stage.PROCESSING else 200)


def _wrong_picture(world: World, media: Media, alt: str) -> str:
    if not media.mime:
        return "File content type is invalid, File is invalid"
    largest = _limit(world, media.owner, "image_size_limit", LARGEST)
    if media.bytes > largest:
        return f"File file size must be less than {largest // 1024 // 1024} MB"
    if (media.width or 0) * (media.height or 0) > _limit(world, media.owner, "image_matrix_limit", MOST_PIXELS):
        return "File images are too large"
    return _wrong_alt(world, media.owner, alt)


def _wrong_alt(world: World, account: str, alt: str) -> str:
    most = _limit(world, account, "description_limit", ALT_LIMIT)
    return f"Description is too long (maximum is {most} characters)" if len(alt) > most else ""


def _limit(world: World, account: str, name: str, usual: int) -> int:
    """What this server allows an account: as the account's own server does, where that is known."""
    value = world.limits.get(account, {}).get(name)
    return value if isinstance(value, int) else usual


async def media_status(request: Request) -> Response:
    account, world = caller(request), world_of(request)
    if account is None:
        return _refused(401)
    media = world.picture("mastodon", request.path_params["id"])
    if media is None or media.owner != account or media.attached:
        return _refused(404)
    if request.method == "PUT":
        return await _describe(request, media)
    processing = world.ask_after(media) is Stage.PROCESSING
    return _said(request, _media(world, media), 206 if processing else 200)


async def _describe(request: Request, media: Media) -> Response:
    body = await json_body(request)
    form, _ = await form_body(request)
    alt = str((form if body is None else body).get("description") or "")
    wrong = _wrong_alt(world_of(request), media.owner, alt)
    if wrong:
        return _invalid(wrong)
    keep_alt(request, media, alt)
    return _said(request, _media(world_of(request), media))


async def create(request: Request) -> Response:
    account, body, world = caller(request), await _status_body(request), world_of(request)
    if account is None:
        return _refused(401)
    key = request.headers.get("idempotency-key", "")
    again = world.by_key("mastodon", account, key) if key else None
    if again is not None:
        return _said(request, _status(world, again))
    text = str(body.get("status") or "").replace("\r\n", "\n")
    named = [str(one) for one in body.get("media_ids") or []]
    media = {one: world.picture("mastodon", one) for one in named}
    wrong = _wrong_status(world, body, media, account)
    if wrong:
        return answer(422, {"error": wrong})
    identity = str(world.new_id())
    post = Post(
        "mastodon", account, account, text, [one for one in media.values() if one], identity,
        f"{world.site}/p/mastodon/{identity}", world.clock.now(), wrote=text, idempotency_key=key,
    )  # fmt: skip
    keep_post(request, post)
    return _said(request, _status(world, post))


async def _status_body(request: Request) -> JSON:
    body = await json_body(request)
    if body is not None:
        return body
    form, _ = await form_body(request)
    return {**form, "media_ids": [*form.getlist("media_ids[]"), *form.getlist("media_ids")]}


def _wrong_status(world: World, body: JSON, media: dict[str, Media | None], account: str) -> str:
    text, warning = str(body.get("status") or ""), str(body.get("spoiler_text") or "")
    if not text.strip() and not media:
        return "Validation failed: Text can't be blank"
    most = _limit(world, account, "max_characters", LIMIT)
    per_url = _limit(world, account, "characters_per_url", PER_URL)
    if length(warning + text.replace("\r\n", "\n"), per_url) > most:
        return f"Validation failed: Text character limit of {most} exceeded"
    if body.get("visibility", "public") not in VISIBILITIES:
        return "Validation failed: Visibility is not included in the list"
    return _wrong_media(world, media, account)


def _wrong_media(world: World, media: dict[str, Media | None], account: str) -> str:
    most = _limit(world, account, "max_media_attachments", MOST_MEDIA)
    if len(media) > most:
        return f"Cannot attach more than {most} files"
    missing = [name for name, one in media.items() if one is None or one.owner != account or one.attached]
    if missing:
        return f"Media {', '.join(missing)} not found or already attached to another post"
    if any(one is not None and world.stage_of(one) is Stage.PROCESSING for one in media.values()):
        return "Cannot attach files that have not finished processing. Try again in a moment!"
    return ""


async def statuses(request: Request) -> Response:
    account, world = caller(request), world_of(request)
    if account is None:
        return _refused(401)
    world.profile_id("mastodon", account)
    owner = world.account_with("mastodon", request.path_params["id"])
    limit = number_in(request, "limit", 20)
    if owner is None or not limit:
        return _refused(404)
    found = world.listed("mastodon", owner, before=request.query_params.get("max_id", ""))
    page = [_status(world, post) for post in islice(found, min(limit, 40))]
    answered = _said(request, page)
    if page:
        following = request.url.include_query_params(max_id=page[-1]["id"])
        answered.headers["Link"] = f'<{following}>; rel="next"'
    return answered


async def status(request: Request) -> Response:
    account, world = caller(request), world_of(request)
    post = world.post("mastodon", request.path_params["id"])
    if request.method == "DELETE" and account is None:
        return _refused(401)
    if post is None or (request.method == "DELETE" and post.account != account):
        return _refused(404)
    if request.method == "GET":
        return _said(request, _status(world, post))
    world.remove(post)
    return _said(request, _status(world, post) | {"text": post.wrote})


def _account(world: World, account: str) -> JSON:
    return {
        "id": world.profile_id("mastodon", account),
        "username": account,
        "acct": account,
        "display_name": world.name_of(account),
        "url": f"{world.site}/#{account}",
    }


def _media(world: World, media: Media) -> JSON:
    url = f"{world.site}/_sandbox/media/{media.sha256}" if world.stage_of(media) is Stage.READY else None
    size = {"width": media.width, "height": media.height}
    about = {"id": media.id, "type": "image", "url": url, "preview_url": url, "remote_url": None}
    return about | {"meta": {"original": size}, "description": media.alt or None}


def _status(world: World, post: Post) -> JSON:
    return {
        "id": post.id,
        "uri": post.permalink,
        "url": post.permalink,
        "created_at": stamp(post.created_at),
        "visibility": "public",
        "reblog": None,
        "content": as_html(post.text, world.site),
        "account": _account(world, post.account),
        "media_attachments": [_media(world, media) for media in post.media],
    }


def _said(request: Request, body: object, status: int = 200) -> Response:
    resets_at = world_of(request).clock.now() + timedelta(minutes=5)
    return answer(status, body, rate_headers("mastodon", resets_at, limit=300, left=299))


def _invalid(why: str) -> Response:
    return answer(422, {"error": f"Validation failed: {why}"})


def _refused(status: int) -> Response:
    return answer(status, MASTODON[status])


ROUTES = [
    *(Route(f"/api/v1/instance{slash}", instance_v1, name="verify") for slash in ("", "/")),
    *(Route(f"/api/v2/instance{slash}", instance_v2, name="verify") for slash in ("", "/")),
    Route("/api/v1/apps", consent.register, methods=["POST"], name="apps"),
    Route("/oauth/authorize", consent.authorize, methods=["GET", "POST"], name="authorize"),
    Route("/oauth/token", consent.token, methods=["POST"], name="token"),
    Route("/oauth/revoke", consent.revoke, methods=["POST"], name="revoke"),
    Route("/api/v1/accounts/verify_credentials", verify, name="verify"),
    Route("/api/v1/accounts/{id}/statuses", statuses, name="find"),
    Route("/api/v2/media", upload, methods=["POST"], name="upload"),
    Route("/api/v1/media/{id}", media_status, methods=["GET"], name="wait"),
    Route("/api/v1/media/{id}", media_status, methods=["PUT"], name="alt"),
    Route("/api/v1/statuses", create, methods=["POST"], name="publish"),
    Route("/api/v1/statuses/{id}", status, methods=["GET"], name="find"),
    Route("/api/v1/statuses/{id}", status, methods=["DELETE"], name="delete"),
]
