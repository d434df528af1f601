"""A stand-in for LinkedIn's versioned API, with its habit of cutting a post at an unescaped bracket."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import consent
from .little_text import as_shown
from .posts import JSON, Media, Post, Stage
from .refusals import LINKEDIN
from .request import answer, caller, json_body, keep_picture, keep_post, number_in, part, world_of
from .world import GHOST_LIVES, World

OLDEST_VERSION = 202601
NEWEST_VERSION = 202611
LIMIT = 3000
ALT_LIMIT = 4086
MOST_PIXELS = 36_152_320
MOST_IMAGES = 20
FORMATS = {"image/png", "image/jpeg", "image/gif"}
REQUIRED = ("author", "commentary", "visibility", "distribution", "lifecycleState")
NAMES = {Stage.WAITING: "WAITING_UPLOAD", Stage.READY: "AVAILABLE", Stage.FAILED: "PROCESSING_FAILED"}


def _error(status: int, code: str = "", message: str = "", **more: object) -> Response:
    words = {"code": code, "message": message} if code else LINKEDIN[status]
    return answer(status, {"status": status, **words, **more})


def _refused(request: Request) -> Response | None:
    """Version and token are looked at before anything else. No version has a default."""
    version = request.headers.get("linkedin-version", "")
    if not version:
        way = "Please specify a version by adding the LinkedIn-Version header."
        return _error(400, "VERSION_MISSING", f"A version must be present. {way}")
    if not version.isdigit() or not OLDEST_VERSION <= int(version) <= NEWEST_VERSION:
        return _error(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    return _error(401) if caller(request) is None else None


def _may_act_for(request: Request, author: str) -> bool:
    """A member acts for himself, and here for every organisation."""
    return author.startswith("urn:li:organization:") or author == f"urn:li:person:{caller(request)}"


async def userinfo(request: Request) -> Response:
    account = caller(request)
    if account is None:
        return _error(401)
    return JSONResponse({"sub": account, "name": world_of(request).name_of(account)})


async def organization(request: Request) -> Response:
    identity, name = request.path_params["id"], world_of(request).name_of(caller(request) or "")
    about = {"id": int(identity), "localizedName": name, "vanityName": f"sandbox-{identity}"}
    return _refused(request) or JSONResponse(about)


async def initialize(request: Request) -> Response:
    refused, body, world = _refused(request), await json_body(request), world_of(request)
    owner = str(part(body, "initializeUploadRequest").get("owner", ""))
    if refused or request.query_params.get("action") != "initializeUpload" or not owner.startswith("urn:li:"):
        return refused or _error(400)
    if not _may_act_for(request, owner):
        return _error(403)
    urn = f"urn:li:image:C{world.new_id()}"
    world.expect_picture("linkedin", owner, urn)
    expires = _milliseconds(world.clock.now() + timedelta(days=1))
    url = f"{world.site}/linkedin/upload/{urn}"
    return JSONResponse({"value": {"uploadUrl": url, "image": urn, "uploadUrlExpiresAt": expires}})


async def put(request: Request) -> Response:
    """Any bytes are taken; whether they are a picture shows in its status."""
    world, urn = world_of(request), request.path_params["urn"]
    expected, data = world.picture("linkedin", urn), await request.body()
    if expected is None or caller(request) is None:
        return _error(401) if expected else Response(status_code=404)
    media = world.take_picture("linkedin", expected.owner, data, urn)
    if media.mime not in FORMATS or (media.width or 0) * (media.height or 0) > MOST_PIXELS:
        media.stage = Stage.FAILED
    keep_picture(request, media, data)
    return Response(status_code=201)


async def image(request: Request) -> Response:
    """A member's token may not read, an organisation's may."""
    refused, world = _refused(request), world_of(request)
    media = world.picture("linkedin", unquote(request.path_params["urn"]))
    if refused or media is None:
        return refused or _error(404, "NOT_FOUND", "Could not find entity")
    if ":organization:" not in media.owner:
        return _error(403, "ACCESS_DENIED", "Not enough permissions to access: images.GET", serviceErrorCode=100)
    state = _state(world.ask_after(media))
    return JSONResponse({"id": media.id, "owner": media.owner, "status": state})


def _state(stage: Stage) -> str:
    return NAMES.get(stage, "PROCESSING")


async def create(request: Request) -> Response:
    refused, body, world = _refused(request), await json_body(request) or {}, world_of(request)
    author, commentary = str(body.get("author", "")), str(body.get("commentary", ""))
    refused = refused or _wrong(request, body, author, commentary)
    if refused:
        return refused
    pictures, fault = _pictures(world, body, author)
    if fault:
        return fault
    urn = f"urn:li:share:{world.new_id()}"
    post = Post(
        "linkedin", caller(request) or "", author, as_shown(commentary), pictures, urn,
        f"{world.site}/p/linkedin/{urn}", world.clock.now(), wrote=commentary,
    )  # fmt: skip
    keep_post(request, post)
    return Response(status_code=201, headers={"x-restli-id": urn, "x-linkedin-id": urn})


def _wrong(request: Request, body: JSON, author: str, commentary: str) -> Response | None:
    missing = [name for name in REQUIRED if name not in body]
    if missing:
        message = f"ERROR :: /{missing[0]} :: field is required but not found and has no default value"
        return _error(422, "UNPROCESSABLE_ENTITY", message)
    if not _may_act_for(request, author):
        return _error(403)
    if len(commentary.encode("utf-16-le")) // 2 > LIMIT:
        return _too_long(commentary)
    return _duplicate(world_of(request), author, commentary)


def _too_long(commentary: str) -> Response:
    message = f"text length ({len(commentary)} characters) exceeded the maximum allowed ({LIMIT} characters)"
    fault = {"code": "FIELD_ARRAY_SIZE_TOO_HIGH", "maxLength": LIMIT, "description": message}
    kind = "com.linkedin.common.error.BadRequest"
    details = {"inputErrors": [fault]}
    return _error(400, "ILLEGAL_ARGUMENT", f"ShareCommentary {message}", errorDetailType=kind, errorDetails=details)


def _duplicate(world: World, author: str, commentary: str) -> Response | None:
    """The same words again, even a day after the first were deleted."""
    earlier = world.said("linkedin", author, commentary)
    gone = earlier.removed_at if earlier else None
    if earlier is None or (gone and world.clock.now() - gone > GHOST_LIVES):
        return None
    message = f"Content is a duplicate of {earlier.id}"
    fault = {"code": "DUPLICATE_POST", "description": message}
    return _error(422, "UNPROCESSABLE_ENTITY", message, errorDetails={"inputErrors": [fault]})


def _pictures(world: World, body: JSON, author: str) -> tuple[list[Media], Response | None]:
    content = part(body, "content")
    several = part(content, "multiImage").get("images")
    named = several if isinstance(several, list) else [content["media"]] if part(content, "media") else []
    if several is not None and not 2 <= len(named) <= MOST_IMAGES:
        return [], _error(400, "ILLEGAL_ARGUMENT", f"multiImage takes 2 to {MOST_IMAGES} images")
    found = []
    for one in named:
        media, alt = world.picture("linkedin", str(one.get("id", ""))), str(one.get("altText", ""))
        if media is None or media.owner != author:
            return [], _error(400, "ILLEGAL_ARGUMENT", "The owner of the image is not the author of the post")
        stage = world.stage_of(media)
        if stage is not Stage.READY or len(alt) > ALT_LIMIT:
            code = "ILLEGAL_ARGUMENT" if stage is Stage.READY else f"MEDIA_ASSET_{_state(stage)}"
            return [], _error(400, code, "The media asset cannot be used")
        media.alt = alt
        found.append(media)
    return found, None


async def posts(request: Request) -> Response:
    """Only organisations' lists can be read with the scopes that are given out."""
    refused, world = _refused(request), world_of(request)
    author = request.query_params.get("author", "")
    start, count = number_in(request, "start", 0), number_in(request, "count", 10)
    if refused:
        return refused
    if request.query_params.get("q") != "author" or start is None or not count:
        return _error(400)
    if ":organization:" not in author:
        message = "Not enough permissions to access: posts.FINDER-author"
        return _error(403, "ACCESS_DENIED", message, serviceErrorCode=100)
    found = [_post(post) for post in islice(world.listed("linkedin", author), start, start + min(count, 100))]
    return JSONResponse({"elements": found, "paging": {"start": start, "count": count, "links": []}})


async def one(request: Request) -> Response:
    refused, world = _refused(request), world_of(request)
    post = world.post("linkedin", unquote(request.path_params["urn"]))
    if refused:
        return refused
    if request.method == "DELETE":
        return _deleted(request, world, post)
    return JSONResponse(_post(post)) if post else _error(404, "NOT_FOUND", "Could not find entity")


def _deleted(request: Request, world: World, post: Post | None) -> Response:
    if post is not None and not _may_act_for(request, post.author):
        return _error(403)
    if post is not None:
        world.remove(post)
    return Response(status_code=204)


def _post(post: Post) -> JSON:
    images = [{"id": media.id, "altText": media.alt} for media in post.media]
    content = {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}} if images else None
    created = _milliseconds(post.created_at)
    whole: JSON = {"id": post.id, "author": post.author, "commentary": post.wrote, "visibility": "PUBLIC"}
    times = {"createdAt": created, "publishedAt": created, "lastModifiedAt": created}
    return whole | times | {"lifecycleState": "PUBLISHED"} | ({"content": content} if content else {})


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


ROUTES = [
    Route("/v2/userinfo", userinfo, name="verify"),
    Route("/rest/organizations/{id:int}", organization, name="verify"),
    Route("/rest/images", initialize, methods=["POST"], name="upload"),
    Route("/rest/images/{urn:path}", image, name="wait"),
    Route("/upload/{urn:path}", put, methods=["PUT"], name="upload"),
    Route("/rest/posts", create, methods=["POST"], name="publish"),
    Route("/rest/posts", posts, methods=["GET"], name="find"),
    Route("/rest/posts/{urn:path}", one, methods=["GET"], name="find"),
    Route("/rest/posts/{urn:path}", one, methods=["DELETE"], name="delete"),
    Route("/oauth/v2/authorization", consent.authorize, methods=["GET", "POST"], name="authorize"),
    Route("/oauth/v2/accessToken", consent.token, methods=["POST"], name="token"),
    Route("/oauth/v2/introspectToken", consent.introspect, methods=["POST"], name="introspect"),
    Route("/oauth/v2/revoke", consent.revoke, methods=["POST"], name="revoke"),
]
