"""A stand-in for LinkedIn's versioned API, with its habit of cutting a post at an unescaped bracket."""

from __future__ import annotations

import re
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .requests import account_of, json_body, kind_of, made, problem, world_of
from .world import Media, Post

OLDEST_VERSION = 202601
NEWEST_VERSION = 202611
LIMIT = 3000
RESERVED = set("|{}@[]()<>#*_~")
FORMATS = {"image/png", "image/jpeg", "image/gif"}


def _error(status: int, code: str, message: str, **more: object) -> Response:
    return problem(status, {"status": status, "code": code, "message": message, **more})


def _refused(request: Request) -> Response | None:
    """Version and token are looked at before anything else."""
    version = request.headers.get("linkedin-version", "")
    if request.url.path.find("/rest/") >= 0:
        if not version:
            return _error(
                400,
                "VERSION_MISSING",
                "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
            )
        if not version.isdigit() or not OLDEST_VERSION <= int(version) <= NEWEST_VERSION:
            return _error(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    if account_of(request) is None:
        return _error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", serviceErrorCode=65602)
    return None


async def userinfo(request: Request) -> Response:
    refused = _refused(request)
    account = account_of(request) or ""
    return refused or JSONResponse({"sub": account, "name": account.replace("_", " ").title()})


async def organization(request: Request) -> Response:
    refused = _refused(request)
    name = f"Organisation {request.path_params['id']}"
    return refused or JSONResponse(
        {"id": int(request.path_params["id"]), "localizedName": name, "vanityName": "sandbox"}
    )


async def initialize(request: Request) -> Response:
    refused = _refused(request)
    if refused:
        return refused
    body = await json_body(request) or {}
    owner = (body.get("initializeUploadRequest") or {}).get("owner", "")
    if not str(owner).startswith("urn:li:"):
        return _error(400, "ILLEGAL_ARGUMENT", "owner is required")
    world = world_of(request)
    urn = f"urn:li:image:C{world.next_id()}"
    world.keep_picture("linkedin", str(owner), b"", "", urn).polls_left = -1
    url = f"{world.site}/linkedin/upload/{urn}"
    return JSONResponse({"value": {"uploadUrl": url, "image": urn, "uploadUrlExpiresAt": 9_999_999_999_999}})


async def put(request: Request) -> Response:
    world, urn = world_of(request), request.path_params["urn"]
    media, data = world.media(urn), await request.body()
    mime = kind_of(data)
    if media is None:
        return Response(status_code=404)
    if mime not in FORMATS:
        media.polls_left = -2
        return Response(status_code=201)
    world.keep_picture("linkedin", media.account, data, mime, urn)
    return Response(status_code=201)


async def image(request: Request) -> Response:
    refused = _refused(request)
    media = world_of(request).media(unquote(request.path_params["urn"]))
    if refused or media is None:
        return refused or _error(404, "NOT_FOUND", "not found")
    state = _state(media)
    if media.polls_left > 0:
        media.polls_left -= 1
    return JSONResponse({"id": media.id, "owner": media.account, "status": state})


def _state(media: Media) -> str:
    named = {-1: "WAITING_UPLOAD", -2: "PROCESSING_FAILED", 0: "AVAILABLE"}
    return named.get(media.polls_left, "PROCESSING")


async def create(request: Request) -> Response:
    refused = _refused(request)
    if refused:
        return refused
    body = await json_body(request) or {}
    author, commentary = str(body.get("author", "")), str(body.get("commentary", ""))
    missing = [
        name for name in ("author", "commentary", "visibility", "distribution", "lifecycleState") if name not in body
    ]
    if missing:
        return _error(
            422, "UNPROCESSABLE", f"ERROR :: /{missing[0]} :: field is required but not found and has no default value"
        )
    if len(commentary.encode("utf-16-le")) // 2 > LIMIT:
        return _too_long(commentary)
    world = world_of(request)
    pictures, fault = _pictures(request, body, author)
    if fault:
        return fault
    earlier = world.said("linkedin", author, commentary)
    if earlier is not None:
        message = f"Content is a duplicate of {earlier.id}"
        return _error(422, "DUPLICATE_POST", message, errorDetails={"inputErrors": [{"code": "DUPLICATE_POST"}]})
    identity = f"urn:li:share:{world.next_id()}"
    link = f"{world.site}/p/linkedin/{identity}"
    post = world.publish("linkedin", author, as_shown(commentary), pictures, identity, link, raw=commentary)
    return made(request, post, Response(status_code=201, headers={"x-restli-id": identity}))


def _too_long(commentary: str) -> Response:
    message = (
        f"ShareCommentary text length ({len(commentary)} characters) exceeded the maximum allowed ({LIMIT} characters)"
    )
    details = {"inputErrors": [{"code": "FIELD_ARRAY_SIZE_TOO_HIGH", "maxLength": LIMIT}]}
    return _error(
        400, "ILLEGAL_ARGUMENT", message, errorDetailType="com.linkedin.common.error.BadRequest", errorDetails=details
    )


def _pictures(request: Request, body: dict[str, object], author: str) -> tuple[list[Media], Response | None]:
    content = body.get("content")
    if not isinstance(content, dict):
        return [], None
    named = [content["media"]] if "media" in content else (content.get("multiImage") or {}).get("images", [])
    if "multiImage" in content and not 2 <= len(named) <= 20:
        return [], _error(400, "ILLEGAL_ARGUMENT", "multiImage takes 2 to 20 images")
    found: list[Media] = []
    for one in named:
        media = world_of(request).media(str(one.get("id", "")))
        if media is None or media.account != author:
            return [], _error(400, "ILLEGAL_ARGUMENT", "image owner does not match author")
        if media.polls_left != 0:
            return [], _error(400, f"MEDIA_ASSET_{_state(media)}", "Media asset is not ready")
        media.alt = str(one.get("altText", ""))
        found.append(media)
    return found, None


def as_shown(commentary: str) -> str:
    """What readers see: cut without a word at the first reserved character that is not escaped."""
    shown, index = [], 0
    while index < len(commentary):
        letter = commentary[index]
        if letter == "\\" and index + 1 < len(commentary):
            shown.append(commentary[index + 1])
            index += 2
            continue
        if letter in RESERVED and not _is_hashtag(commentary, index):
            break
        shown.append(letter)
        index += 1
    return "".join(shown)


def _is_hashtag(text: str, index: int) -> bool:
    before = text[index - 1] if index else " "
    return text[index] == "#" and bool(re.match(r"\w", text[index + 1 : index + 2])) and not before.isalnum()


async def posts(request: Request) -> Response:
    """Only organisations' lists can be read with the scopes that are given out."""
    refused = _refused(request)
    if refused:
        return refused
    author = request.query_params.get("author", "")
    if request.query_params.get("q") != "author" or ":organization:" not in author:
        return _error(
            403, "ACCESS_DENIED", "Not enough permissions to access: posts.FINDER-author", serviceErrorCode=100
        )
    found = world_of(request).listed("linkedin", author)[: int(request.query_params.get("count", "10"))]
    return JSONResponse({"elements": [_post(post) for post in found], "paging": {"start": 0, "count": len(found)}})


async def one(request: Request) -> Response:
    refused = _refused(request)
    world = world_of(request)
    post = world.post("linkedin", unquote(request.path_params["urn"]))
    if refused:
        return refused
    if request.method == "DELETE":
        if post is not None:
            post.removed_at = world.clock.now()
        return Response(status_code=204)
    return JSONResponse(_post(post)) if post else _error(404, "NOT_FOUND", "not found")


def _post(post: Post) -> dict[str, object]:
    images = [{"id": media.id, "altText": media.alt} for media in post.media]
    content = {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}} if images else None
    created = int(post.created_at.timestamp() * 1000)
    whole: dict[str, object] = {"id": post.id, "author": post.account, "commentary": post.raw, "createdAt": created}
    return whole | {"publishedAt": created, "lifecycleState": "PUBLISHED"} | ({"content": content} if content else {})


async def token(request: Request) -> Response:
    form = await request.form()
    if not form.get("client_id"):
        return problem(400, {"error": "invalid_request"})
    return JSONResponse({"access_token": f"token-{form.get('code')}", "expires_in": 5_184_000})


ROUTES = [
    Route("/v2/userinfo", userinfo),
    Route("/rest/organizations/{id}", organization),
    Route("/rest/images", initialize, methods=["POST"]),
    Route("/rest/images/{urn:path}", image),
    Route("/upload/{urn:path}", put, methods=["PUT"]),
    Route("/rest/posts", create, methods=["POST"]),
    Route("/rest/posts", posts, methods=["GET"]),
    Route("/rest/posts/{urn:path}", one, methods=["GET", "DELETE"]),
    Route("/oauth/v2/accessToken", token, methods=["POST"]),
]
