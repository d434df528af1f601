"""A stand-in for X's API v2. Shapes follow the vendor's OpenAPI document 2.167."""

from __future__ import annotations

import base64
import re
import time
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..platforms.x.counting import is_valid
from ..platforms.x.links import links
from .requests import account_of, json_body, kind_of, made, problem, world_of
from .world import Media, Post

LARGEST = 5 * 1024 * 1024
MEDIA_CATEGORIES = {"tweet_image", "tweet_gif", "tweet_video", "dm_image", "dm_gif", "dm_video", "subtitles"}
POST_KEYS = {
    "text",
    "media",
    "poll",
    "reply",
    "quote_tweet_id",
    "reply_settings",
    "geo",
    "made_with_ai",
    "paid_partnership",
    "edit_options",
    "share_with_followers",
    "community_id",
    "nullcast",
}
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."


def _problem(status: int, title: str, detail: str) -> Response:
    return problem(status, {"title": title, "detail": detail, "type": "about:blank", "status": status})


UNAUTHORIZED = (401, "Unauthorized", "Unauthorized")


async def me(request: Request) -> Response:
    account = account_of(request)
    if account is None:
        return _problem(*UNAUTHORIZED)
    user = {"id": _user_id(account), "name": account.replace("_", " ").title(), "username": account[:15]}
    return _limited(JSONResponse({"data": user}))


async def upload(request: Request) -> Response:
    """One-shot upload, JSON or multipart; only `media`, `media_category` and `additional_owners` are known."""
    account = account_of(request)
    if account is None:
        return _problem(*UNAUTHORIZED)
    if request.method == "GET":
        return _media_state(request, request.query_params.get("media_id", ""))
    given, data = await _upload_parts(request)
    unknown = set(given) - {"media", "media_category", "additional_owners"}
    if unknown or given.get("media_category") not in MEDIA_CATEGORIES:
        return _problem(400, "Invalid Request", "One or more parameters to your request was invalid.")
    mime = kind_of(data)
    if mime is None or len(data) > LARGEST:
        return _problem(400, "Invalid Request", "media type unrecognized or file too large")
    world = world_of(request)
    media = world.keep_picture("x", account, data, mime, str(world.next_id()))
    return _limited(JSONResponse({"data": _media(media)}))


async def _upload_parts(request: Request) -> tuple[dict[str, Any], bytes]:
    if request.headers.get("content-type", "").startswith("application/json"):
        given = await json_body(request) or {}
        return given, base64.b64decode(str(given.get("media", "")))
    form = await request.form()
    file = form.get("media")
    data = await file.read() if file is not None and not isinstance(file, str) else b""
    return dict(form), data


def _media_state(request: Request, identity: str) -> Response:
    media = world_of(request).media(identity)
    if media is None:
        return _problem(404, "Not Found Error", "Could not find media.")
    media.polls_left = max(0, media.polls_left - 1)
    return _limited(JSONResponse({"data": _media(media)}))


def _media(media: Media) -> dict[str, object]:
    whole: dict[str, object] = {
        "id": media.id,
        "media_key": f"3_{media.id}",
        "expires_after_secs": 86400,
        "size": media.size,
    }
    if media.polls_left:
        whole["processing_info"] = {"state": "in_progress", "check_after_secs": 0, "progress_percent": 50}
    return whole


async def metadata(request: Request) -> Response:
    account, body = account_of(request), await json_body(request) or {}
    if account is None:
        return _problem(*UNAUTHORIZED)
    media = world_of(request).media(str(body.get("id", "")))
    alt = str(((body.get("metadata") or {}).get("alt_text") or {}).get("text", ""))
    if media is None or media.account != account or len(alt) > 1000 or not alt:
        return _problem(400, "Invalid Request", "One or more parameters to your request was invalid.")
    media.alt = alt
    return _limited(JSONResponse({"data": {"id": media.id, "associated_metadata": {"alt_text": {"text": alt}}}}))


async def create(request: Request) -> Response:
    account, body = account_of(request), await json_body(request)
    if account is None:
        return _problem(*UNAUTHORIZED)
    if body is None or set(body) - POST_KEYS or not _ids_fit(body):
        return _problem(400, "Invalid Request", "One or more parameters to your request was invalid.")
    world = world_of(request)
    text = str(body.get("text") or "")
    media = [world.media(one) for one in (body.get("media") or {}).get("media_ids", [])]
    if not text and not media:
        return _problem(400, "Invalid Request", "text or media is required")
    if text and not is_valid(text):
        return _problem(403, "Forbidden", "You are not permitted to perform this action.")
    if any(one is None or one.account != account or one.polls_left for one in media):
        return _problem(400, "Invalid Request", "Your media IDs are invalid.")
    if world.said("x", account, text) is not None:
        return _problem(403, "Forbidden", DUPLICATE)
    identity = str(world.next_id())
    link = f"{world.site}/p/x/{identity}"
    post = world.publish("x", account, text, [one for one in media if one], identity, link)
    data = {"id": identity, "text": _shortened(post)[0], "edit_history_tweet_ids": [identity]}
    return made(request, post, _limited(JSONResponse({"data": data}, 201)))


def _ids_fit(body: dict[str, Any]) -> bool:
    media = body.get("media")
    if media is None:
        return True
    ids = media.get("media_ids") if isinstance(media, dict) else None
    right = isinstance(ids, list) and 1 <= len(ids) <= 4
    return right and all(isinstance(one, str) and re.fullmatch(r"[0-9]{1,19}", one) for one in ids or [])


async def one(request: Request) -> Response:
    account, world = account_of(request), world_of(request)
    if account is None:
        return _problem(*UNAUTHORIZED)
    post = world.post("x", request.path_params["id"])
    if request.method == "DELETE":
        if post is not None and post.account == account:
            post.removed_at = world.clock.now()
        return _limited(JSONResponse({"data": {"deleted": post is not None}}))
    if post is None:
        return _problem(404, "Not Found Error", "Could not find tweet.")
    return _limited(JSONResponse({"data": _tweet(post)}))


async def timeline(request: Request) -> Response:
    if account_of(request) is None:
        return _problem(*UNAUTHORIZED)
    owner = _owner(request.path_params["id"])
    found = world_of(request).listed("x", owner)
    start = request.query_params.get("start_time")
    if start:
        since = datetime.fromisoformat(start)
        found = [post for post in found if post.created_at >= since]
    size = min(max(int(request.query_params.get("max_results", "10")), 5), 100)
    offset = int(request.query_params.get("pagination_token", "0") or 0)
    page = found[offset : offset + size]
    meta: dict[str, object] = {"result_count": len(page)}
    if offset + size < len(found):
        meta["next_token"] = str(offset + size)
    body = {"data": [_tweet(post) for post in page], "meta": meta} if page else {"meta": meta}
    return _limited(JSONResponse(body))


async def token(request: Request) -> Response:
    form = await request.form()
    if form.get("grant_type") != "refresh_token" or not form.get("refresh_token"):
        return problem(400, {"error": "invalid_request"})
    refreshed = str(form["refresh_token"])
    return JSONResponse(
        {"token_type": "bearer", "expires_in": 7200, "access_token": refreshed, "refresh_token": refreshed}
    )


def _tweet(post: Post) -> dict[str, object]:
    text, urls = _shortened(post)
    whole: dict[str, object] = {
        "id": post.id,
        "text": text,
        "created_at": post.created_at.isoformat().replace("+00:00", "Z"),
        "edit_history_tweet_ids": [post.id],
    }
    if urls:
        whole["entities"] = {"urls": urls}
    if post.media:
        whole["attachments"] = {"media_keys": [f"3_{media.id}" for media in post.media]}
    return whole


def _shortened(post: Post) -> tuple[str, list[dict[str, object]]]:
    """The text with every link rewritten to t.co, as X gives it back, and what each stands for."""
    parts: list[str] = []
    urls: list[dict[str, object]] = []
    last = 0
    for number, (start, end) in enumerate(links(post.text)):
        short = f"https://t.co/{post.id[-6:]}{number:04d}"
        parts += [post.text[last:start], short]
        urls.append({"url": short, "expanded_url": _whole(post.text[start:end])})
        last = end
    text = "".join([*parts, post.text[last:]])
    if post.media:
        short = f"https://t.co/m{post.id[-9:]}"
        urls.append(
            {"url": short, "expanded_url": f"https://x.com/i/status/{post.id}/photo/1", "media_key": f"3_{post.id}"}
        )
        text = f"{text} {short}".strip()
    return text, urls


def _whole(link: str) -> str:
    return link if link.lower().startswith("http") else f"http://{link}"


def _user_id(account: str) -> str:
    return str(int(account.encode().hex(), 16))


def _owner(identity: str) -> str:
    return bytes.fromhex(f"{int(identity):x}").decode()


def _limited(response: Response) -> Response:
    response.headers["x-rate-limit-limit"] = "100"
    response.headers["x-rate-limit-remaining"] = "99"
    response.headers["x-rate-limit-reset"] = str(int(time.time()) + 900)
    return response


ROUTES = [
    Route("/2/users/me", me),
    Route("/2/users/{id}/tweets", timeline),
    Route("/2/media/upload", upload, methods=["POST", "GET"]),
    Route("/2/media/metadata", metadata, methods=["POST"]),
    Route("/2/tweets", create, methods=["POST"]),
    Route("/2/tweets/{id}", one, methods=["GET", "DELETE"]),
    Route("/2/oauth2/token", token, methods=["POST"]),
]
