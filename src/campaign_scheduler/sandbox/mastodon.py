"""A stand-in for a Mastodon server (4.5 in its manners)."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import regex
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .requests import account_of, json_body, kind_of, made, problem, world_of
from .world import Media, Post

LIMIT = 500
PER_URL = 23
MOST_MEDIA = 4
ALT_LIMIT = 1500
LARGEST = 16_777_216
GRAPHEME = regex.compile(r"\X")
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}]")
UNAUTHORIZED = {"error": "The access token is invalid"}

INSTANCE = {
    "domain": "sandbox",
    "title": "Sandbox",
    "version": "4.5.0",
    "configuration": {
        "statuses": {
            "max_characters": LIMIT,
            "max_media_attachments": MOST_MEDIA,
            "characters_reserved_per_url": PER_URL,
        },
        "media_attachments": {
            "description_limit": ALT_LIMIT,
            "image_size_limit": LARGEST,
            "image_matrix_limit": 33_177_600,
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp"],
        },
    },
    "api_versions": {"mastodon": 7},
}


async def instance(request: Request) -> Response:
    return JSONResponse(INSTANCE)


async def verify(request: Request) -> Response:
    account = account_of(request)
    if account is None:
        return problem(401, UNAUTHORIZED)
    return _limited(request, JSONResponse(_account(request, account)))


async def upload(request: Request) -> Response:
    """202 and processing, as for every picture of some size on a real server."""
    account = account_of(request)
    if account is None:
        return problem(401, UNAUTHORIZED)
    form = await request.form()
    file = form.get("file")
    data = await file.read() if file is not None and not isinstance(file, str) else b""
    mime = kind_of(data)
    if mime is None or len(data) > LARGEST:
        return problem(422, {"error": "Validation failed: File content type is invalid, File is invalid"})
    world = world_of(request)
    media = world.keep_picture("mastodon", account, data, mime, str(world.next_id()))
    media.alt = str(form.get("description") or "")[:ALT_LIMIT]
    return _limited(request, JSONResponse(_media(request, media), 202))


async def media_status(request: Request) -> Response:
    account, media = account_of(request), world_of(request).media(request.path_params["id"])
    if account is None:
        return problem(401, UNAUTHORIZED)
    if media is None or media.account != account or media.attached:
        return problem(404, {"error": "Record not found"})
    if request.method == "PUT":
        body = await json_body(request) or dict(await request.form())
        media.alt = str(body.get("description") or "")[:ALT_LIMIT]
    elif media.polls_left > 0:
        media.polls_left -= 1
        return _limited(request, JSONResponse(_media(request, media), 206))
    return _limited(request, JSONResponse(_media(request, media)))


async def create(request: Request) -> Response:
    account = account_of(request)
    if account is None:
        return problem(401, UNAUTHORIZED)
    body = await json_body(request)
    if body is None:
        form = await request.form()
        body = {**form, "media_ids": form.getlist("media_ids[]")}
    world, key = world_of(request), request.headers.get("idempotency-key", "")
    again = world.by_key("mastodon", account, key) if key else None
    if again is not None:
        return JSONResponse(_status(request, again))
    text = str(body.get("status") or "").replace("\r\n", "\n")
    media = [world.media(str(one)) for one in body.get("media_ids") or []]
    refused = _refusal(text, media, account)
    if refused:
        return problem(422, {"error": refused})
    identity = str(world.next_id())
    link = f"{world.site}/p/mastodon/{identity}"
    post = world.publish("mastodon", account, text, [one for one in media if one], identity, link, idempotency_key=key)
    return made(request, post, _limited(request, JSONResponse(_status(request, post))))


def _refusal(text: str, media: list[Media | None], account: str) -> str:
    if not text and not media:
        return "Validation failed: Text can't be blank"
    if _length(text) > LIMIT:
        return f"Validation failed: Text character limit of {LIMIT} exceeded"
    if len(media) > MOST_MEDIA:
        return f"Cannot attach more than {MOST_MEDIA} files"
    if any(one is None or one.account != account or one.attached for one in media):
        return "Validation failed: Media not found or already attached to another post"
    if any(one is not None and one.polls_left > 0 for one in media):
        return "Cannot attach files that have not finished processing. Try again in a moment!"
    return ""


def _length(text: str) -> int:
    """Counted here on its own, so that the adapter's counter and this one check each other."""
    links = LINK.findall(text)
    rest = re.sub(r"(?<![=/\w])@(\w+)@[\w.-]+\w", r"@\1", LINK.sub("", text))
    return len(GRAPHEME.findall(rest)) + PER_URL * len(links)


async def statuses(request: Request) -> Response:
    account = account_of(request)
    if account is None:
        return problem(401, UNAUTHORIZED)
    found = world_of(request).listed("mastodon", _owner(request.path_params["id"]))
    before = request.query_params.get("max_id")
    if before:
        found = [post for post in found if int(post.id) < int(before)]
    limit = min(int(request.query_params.get("limit", "20")), 40)
    return _limited(request, JSONResponse([_status(request, post) for post in found[:limit]]))


async def status(request: Request) -> Response:
    post = world_of(request).post("mastodon", request.path_params["id"])
    account = account_of(request)
    if account is None:
        return problem(401, UNAUTHORIZED)
    if post is None or (request.method == "DELETE" and post.account != account):
        return problem(404, {"error": "Record not found"})
    if request.method == "DELETE":
        post.removed_at = world_of(request).clock.now()
    return _limited(request, JSONResponse(_status(request, post)))


def _owner(identity: str) -> str:
    return bytes.fromhex(f"{int(identity):x}").decode()


def _account(request: Request, account: str) -> dict[str, object]:
    name = account.replace("_", " ").title()
    return {
        "id": str(int(account.encode().hex(), 16)),
        "username": account,
        "acct": account,
        "display_name": name,
        "url": f"{world_of(request).site}/#{account}",
    }


def _media(request: Request, media: Media) -> dict[str, object]:
    ready = media.polls_left == 0
    url = f"{world_of(request).site}/_sandbox/media/{media.sha256}" if ready else None
    return {"id": media.id, "type": "image", "url": url, "preview_url": url, "description": media.alt or None}


def _status(request: Request, post: Post) -> dict[str, object]:
    return {
        "id": post.id,
        "uri": post.permalink,
        "url": post.permalink,
        "created_at": post.created_at.isoformat().replace("+00:00", "Z"),
        "content": _html(post.text),
        "account": _account(request, post.account),
        "media_attachments": [_media(request, media) for media in post.media],
    }


def _html(text: str) -> str:
    """Paragraphs, breaks, and links shortened for the eye, as a real server writes them."""
    parts = []
    for paragraph in re.split(r"\n{2,}", text):
        pieces, last = [], 0
        for link in LINK.finditer(paragraph):
            pieces += [html.escape(paragraph[last : link.start()]), _link(link[0])]
            last = link.end()
        pieces.append(html.escape(paragraph[last:]))
        parts.append("<p>" + "".join(pieces).replace("\n", "<br />") + "</p>")
    return "".join(parts)


def _link(url: str) -> str:
    scheme, rest = re.match(r"(https?://(?:www\.)?)(.*)", url).groups()  # type: ignore[union-attr]
    shown, hidden = html.escape(rest[:30]), html.escape(rest[30:])
    ellipsis = ' class="ellipsis"' if hidden else ""
    spans = (
        f'<span class="invisible">{scheme}</span><span{ellipsis}>{shown}</span><span class="invisible">{hidden}</span>'
    )
    return f'<a href="{html.escape(url)}" rel="nofollow noopener" target="_blank">{spans}</a>'


def _limited(request: Request, response: Response) -> Response:
    reset = world_of(request).clock.now() + timedelta(minutes=5)
    response.headers["X-RateLimit-Limit"] = "300"
    response.headers["X-RateLimit-Remaining"] = "299"
    response.headers["X-RateLimit-Reset"] = reset.isoformat().replace("+00:00", "Z")
    return response


ROUTES = [
    *(Route(f"/api/{version}/instance{slash}", instance) for version in ("v1", "v2") for slash in ("", "/")),
    Route("/api/v1/accounts/verify_credentials", verify),
    Route("/api/v1/accounts/{id}/statuses", statuses),
    Route("/api/v2/media", upload, methods=["POST"]),
    Route("/api/v1/media/{id}", media_status, methods=["GET", "PUT"]),
    Route("/api/v1/statuses", create, methods=["POST"]),
    Route("/api/v1/statuses/{id}", status, methods=["GET", "DELETE"]),
]
