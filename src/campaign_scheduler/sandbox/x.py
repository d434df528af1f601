"""A stand-in for X's API v2. Shapes follow the vendor's OpenAPI document 2.167."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice, takewhile

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..platforms.x.counting import is_valid
from . import consent, x_media
from .posts import JSON, Media, Post, Stage, stamp
from .request import caller, json_body, keep_post, number_in, part, world_of
from .world import World
from .x_answers import forbidden, invalid, missing, not_found, said, unauthorized
from .x_text import shown

POST_KEYS = {
    "card_uri",
    "community_id",
    "direct_message_deep_link",
    "edit_options",
    "for_super_followers_only",
    "geo",
    "made_with_ai",
    "media",
    "nullcast",
    "paid_partnership",
    "poll",
    "quote_tweet_id",
    "reply",
    "reply_settings",
    "share_with_followers",
    "text",
}
MEDIA_KEYS = {
    "call_to_actions",
    "description",
    "embeddable",
    "media_ids",
    "preview_media_id",
    "tagged_user_ids",
    "title",
}
MEDIA_ID = re.compile(r"[0-9]{1,19}")
MOST_MEDIA = 4
MOST_LOOKED_UP = 100
LONGEST_HANDLE = 15
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_PERMITTED = "You are not permitted to perform this action."


async def me(request: Request) -> Response:
    account, world = caller(request), world_of(request)
    if account is None:
        return unauthorized()
    about = {"id": world.profile_id("x", account), "name": world.name_of(account), "username": handle(account)}
    return said(request, {"data": about})


def handle(account: str) -> str:
    """The name after the @: X's have 15 letters at the most."""
    return account[:LONGEST_HANDLE]


async def create(request: Request) -> Response:
    account, body, world = caller(request), await json_body(request), world_of(request)
    if account is None:
        return unauthorized()
    wrong = _wrong_shape(body)
    if body is None or wrong:
        return invalid("", wrong)
    named = part(body, "media").get("media_ids", [])
    media = [one for one in (world.picture("x", name) for name in named) if one and _usable(world, one, account)]
    if len(media) != len(named):
        return invalid("media.media_ids", "Your media IDs are invalid.")
    text = str(body.get("text", "")).strip()
    if text and not is_valid(text):
        return forbidden(NOT_PERMITTED)
    earlier = world.said("x", account, text)
    if text and earlier is not None and earlier.removed_at is None:
        return forbidden(DUPLICATE)
    identity = str(world.new_id())
    post = Post(
        "x", account, account, text, media, identity,
        f"{world.site}/p/x/{identity}", world.clock.now(), wrote=text,
    )  # fmt: skip
    keep_post(request, post)
    return said(request, {"data": _tweet(world, post, set())}, 201)


def _wrong_shape(body: JSON | None) -> str:
    """What the document's schema does not allow; blank when nothing."""
    if body is None:
        return "The request's body is not a JSON object."
    unknown = sorted(set(body) - POST_KEYS) + sorted(set(part(body, "media")) - MEDIA_KEYS)
    if unknown:
        return f"$.{unknown[0]}: is not defined in the schema and the schema does not allow additional properties"
    if not isinstance(body.get("text", ""), str) or not (body.get("text", "").strip() or "media" in body):
        return "$.text: text, or media, is required"
    return "" if "media" not in body or _ids_fit(part(body, "media").get("media_ids")) else "$.media.media_ids: invalid"


def _ids_fit(ids: object) -> bool:
    right = isinstance(ids, list) and 1 <= len(ids) <= MOST_MEDIA
    return right and all(isinstance(one, str) and MEDIA_ID.fullmatch(one) for one in ids)  # type: ignore[attr-defined]


def _usable(world: World, media: Media, account: str) -> bool:
    return media.owner == account and world.stage_of(media) is Stage.READY


async def one(request: Request) -> Response:
    account, world, identity = caller(request), world_of(request), request.path_params["id"]
    if account is None:
        return unauthorized()
    post = world.post("x", identity)
    if post is None:
        return said(request, {"errors": [missing("tweet", identity)]})
    included = {"media": [_described(media, _media_fields(request)) for media in post.media]}
    more = {"includes": included} if post.media and _expands_media(request) else {}
    return said(request, {"data": _tweet(world, post, _fields(request)), **more})


def _expands_media(request: Request) -> bool:
    return "attachments.media_keys" in request.query_params.get("expansions", "").split(",")


def _media_fields(request: Request) -> set[str]:
    return set(request.query_params.get("media.fields", "").split(","))


def _described(media: Media, fields: set[str]) -> JSON:
    """A picture without alt text has no such field."""
    about: JSON = {"media_key": f"3_{media.id}", "type": "photo"}
    return about | ({"alt_text": media.alt} if "alt_text" in fields and media.alt else {})


async def several(request: Request) -> Response:
    world, ids = world_of(request), request.query_params.get("ids", "").split(",")
    if caller(request) is None:
        return unauthorized()
    if not 1 <= len(ids) <= MOST_LOOKED_UP or not all(MEDIA_ID.fullmatch(name) for name in ids):
        return invalid("ids", f"ids are 1 to {MOST_LOOKED_UP} ids")
    found = {name: world.post("x", name) for name in ids}
    data = [_tweet(world, post, _fields(request)) for post in found.values() if post]
    errors = [missing("tweet", name) for name, post in found.items() if post is None]
    return said(request, {name: value for name, value in (("data", data), ("errors", errors)) if value})


async def delete(request: Request) -> Response:
    account, world = caller(request), world_of(request)
    if account is None:
        return unauthorized()
    post = world.post("x", request.path_params["id"])
    if post is not None and post.account != account:
        return forbidden(NOT_PERMITTED)
    if post is not None:
        world.remove(post)
    return said(request, {"data": {"deleted": True}})


async def timeline(request: Request) -> Response:
    account, world, asked = caller(request), world_of(request), request.query_params
    if account is None:
        return unauthorized()
    world.profile_id("x", account)
    owner = world.account_with("x", request.path_params["id"])
    size, start = number_in(request, "max_results", 10), _moment(asked.get("start_time", "1970-01-01T00:00:00Z"))
    if owner is None:
        return not_found("user", request.path_params["id"])
    if size is None or not 5 <= size <= 100 or start is None:
        return invalid("max_results", "max_results is 5 to 100, start_time is YYYY-MM-DDTHH:mm:ssZ")
    before = _last_of(asked["pagination_token"]) if "pagination_token" in asked else asked.get("until_id", "")
    found = takewhile(lambda post: post.created_at >= start, world.listed("x", owner, before=before))
    return _page(request, [*islice(found, size + 1)], size)


def _page(request: Request, found: list[Post], size: int) -> Response:
    page, world = found[:size], world_of(request)
    if not page:
        return said(request, {"meta": {"result_count": 0}})
    meta: JSON = {"result_count": len(page), "newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(found) > size:
        meta["next_token"] = base64.urlsafe_b64encode(page[-1].id.encode()).decode().rstrip("=")
    return said(request, {"data": [_tweet(world, post, _fields(request)) for post in page], "meta": meta})


def _last_of(token: str) -> str:
    """The id a page's token stands for; nothing is below one that cannot be read."""
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError:
        return "0"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _fields(request: Request) -> set[str]:
    """The document says post.fields, the guides and libraries tweet.fields."""
    asked = [request.query_params.get(name, "") for name in ("tweet.fields", "post.fields")]
    return set(",".join(asked).split(","))


def _tweet(world: World, post: Post, fields: Iterable[str]) -> JSON:
    given = shown(post)
    whole: JSON = {"id": post.id, "text": given.text, "edit_history_tweet_ids": [post.id]}
    more: JSON = {
        "created_at": stamp(post.created_at),
        "author_id": world.profile_id("x", post.account),
        "entities": {"urls": given.urls} if given.urls else None,
        "attachments": {"media_keys": [f"3_{media.id}" for media in post.media]} if post.media else None,
    }
    return whole | {name: more[name] for name in fields if more.get(name)}


ROUTES = [
    *x_media.ROUTES,
    Route("/2/users/me", me, name="verify"),
    Route("/2/users/{id}/tweets", timeline, name="find"),
    Route("/2/tweets", create, methods=["POST"], name="publish"),
    Route("/2/tweets", several, methods=["GET"], name="find"),
    Route("/2/tweets/{id}", one, methods=["GET"], name="find"),
    Route("/2/tweets/{id}", delete, methods=["DELETE"], name="delete"),
    Route("/i/oauth2/authorize", consent.authorize, methods=["GET", "POST"], name="authorize"),
    Route("/2/oauth2/token", consent.token, methods=["POST"], name="token"),
    Route("/2/oauth2/revoke", consent.revoke, methods=["POST"], name="revoke"),
]
