"""A stand-in for a Bluesky server, as PDS 0.5.35 was seen to behave."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .bluesky_accounts import account_of, did, handle
from .bluesky_records import COLLECTION, TID, blob_cid, link_of, pictures_of, record_cid, wrong
from .bluesky_sessions import LARGEST_UPLOAD, Refusal, caller, create_session, describe, refresh_session, resolve, said
from .bluesky_text import record_of
from .posts import JSON, LETTERS, Media, Post
from .refusals import BLUESKY
from .request import json_body, keep_picture, keep_post, number_in, world_of
from .world import World

MOST_LISTED = 100
NEEDED = ("repo", "collection", "record")


async def upload(request: Request) -> Response:
    """Takes any bytes; what is a picture is told by its bytes, not by the header."""
    account, data, world = caller(request), await request.body(), world_of(request)
    if len(data) > LARGEST_UPLOAD:
        raise Refusal(413, **BLUESKY[413])
    cid = blob_cid(data)
    media = world.take_picture("bluesky", did(account), data, f"{did(account)}/{cid}")
    media.mime = media.mime or request.headers.get("content-type", "application/octet-stream")
    keep_picture(request, media, data)
    blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": media.mime, "size": media.bytes}
    return said(request, {"blob": blob})


async def put(request: Request) -> Response:
    """The same record again changes nothing. `swapRecord: null` refuses where another stands under the key."""
    account, body = caller(request), await _body(request)
    record = _good_record(account, body)
    world, uri = world_of(request), _uri(account, _good_key(body.get("rkey")))
    there = world.post("bluesky", uri)
    if there is not None and record_of(there) == record:
        return said(request, _named(uri, record))
    if there is not None and "swapRecord" in body and body["swapRecord"] != record_cid(record_of(there)):
        raise Refusal(400, "InvalidSwap", f"Record was at {record_cid(record_of(there))}")
    media = _media(world, account, record)
    if there is not None:
        world.remove(there)
    return _keep(request, account, uri, record, media)


async def create(request: Request) -> Response:
    """A key that is taken is an internal error, as on a real server."""
    account, body = caller(request), await _body(request)
    record = _good_record(account, body)
    world, uri = world_of(request), _uri(account, _good_key(body.get("rkey") or _tid(world_of(request))))
    if world.post("bluesky", uri) is not None:
        raise Refusal(500, **BLUESKY[500])
    return _keep(request, account, uri, record, _media(world, account, record))


async def _body(request: Request) -> JSON:
    body = await json_body(request)
    if body is None:
        raise Refusal(400, "InvalidRequest", "Request encoding (Content-Type) required but not provided")
    for name in NEEDED:
        if name not in body:
            raise Refusal(400, "InvalidRequest", f'Missing required key "{name}" at $')
    return body


def _good_record(account: str, body: JSON) -> JSON:
    if body["repo"] not in (did(account), handle(account)):
        raise Refusal(401, "AuthenticationRequired", "Authentication Required")
    why = wrong(body["record"])
    if why:
        raise Refusal(400, "InvalidRequest", why)
    record: JSON = body["record"]
    return record


def _good_key(rkey: object) -> str:
    if not isinstance(rkey, str) or not TID.fullmatch(rkey):
        message = f'Invalid record key for {COLLECTION}: Invalid TID string (got "{rkey}") at $'
        raise Refusal(400, "InvalidRequest", message)
    return rkey


def _media(world: World, account: str, record: JSON) -> list[Media]:
    """The pictures that a record names, each with the alt text that it has here."""
    found = []
    for blob, alt in pictures_of(record):
        media = world.picture("bluesky", f"{did(account)}/{link_of(blob)}")
        if media is None:
            raise Refusal(400, "BlobNotFound", f"Could not find blob: {link_of(blob)}")
        if blob["mimeType"] != media.mime:
            stored = f"Expected: {media.mime}, Got: {blob['mimeType']}"
            raise Refusal(400, "InvalidMimeType", f"Referenced Mimetype does not match stored blob. {stored}")
        if blob["size"] != media.bytes:
            stored = f"Expected: {media.bytes}, Got: {blob['size']}"
            raise Refusal(400, "InvalidSize", f"Referenced Size does not match stored blob. {stored}")
        found.append(replace(media, id=link_of(blob), alt=alt))
    return found


def _keep(request: Request, account: str, uri: str, record: JSON, media: list[Media]) -> Response:
    world, place = world_of(request), uri.rpartition("/")[2]
    post = Post(
        "bluesky", account, did(account), record["text"], media, uri,
        f"{world.site}/p/bluesky/{place}", world.clock.now(), wrote=json.dumps(record, ensure_ascii=False),
    )  # fmt: skip
    keep_post(request, post)
    return said(request, _named(uri, record) | {"commit": {"cid": record_cid({"uri": uri}), "rev": _tid(world)}})


def _named(uri: str, record: JSON) -> JSON:
    return {"uri": uri, "cid": record_cid(record), "validationStatus": "valid"}


async def get(request: Request) -> Response:
    """Reads the repository itself, so it never lags. Needs no token."""
    world, asked = world_of(request), request.query_params
    owner = _repo(world, asked.get("repo", ""))
    if not owner:
        raise Refusal(502, **BLUESKY[502])
    uri = f"at://{owner}/{asked.get('collection', '')}/{asked.get('rkey', '')}"
    post = world.post("bluesky", uri)
    if post is None:
        raise Refusal(400, "RecordNotFound", f"Could not locate record: {uri}")
    return said(request, _shown(post))


async def list_all(request: Request) -> Response:
    """Newest first; the cursor is the last key of the page before."""
    world, asked = world_of(request), request.query_params
    owner, limit = _repo(world, asked.get("repo", "")), number_in(request, "limit", 50)
    if not owner:
        raise Refusal(400, "InvalidRequest", f"Could not find repo: {asked.get('repo')}")
    if limit is None or not 1 <= limit <= MOST_LISTED:
        why = f"integer too big (maximum {MOST_LISTED}, got {asked.get('limit')})"
        raise Refusal(400, "InvalidRequest", f"Invalid com.atproto.repo.listRecords params: {why}")
    before = asked.get("cursor") or "~"
    mine = sorted(world.listed("bluesky", owner), key=lambda post: post.id, reverse=True)
    page = list(islice((post for post in mine if _rkey(post) < before), limit))
    cursor = {"cursor": _rkey(page[-1])} if page else {}
    return said(request, {"records": [_shown(post) for post in page]} | cursor)


async def delete(request: Request) -> Response:
    """What is gone already is deleted as well."""
    account, body, world = caller(request), await json_body(request) or {}, world_of(request)
    if body.get("repo") not in (did(account), handle(account)):
        raise Refusal(401, "AuthenticationRequired", "Authentication Required")
    post = world.post("bluesky", _uri(account, str(body.get("rkey"))))
    if post is None:
        return said(request, {})
    world.remove(post)
    return said(request, {"commit": {"cid": record_cid({"gone": post.id}), "rev": _tid(world)}})


def _shown(post: Post) -> JSON:
    record = record_of(post)
    return {"uri": post.id, "cid": record_cid(record), "value": record}


def _uri(account: str, rkey: str) -> str:
    return f"at://{did(account)}/{COLLECTION}/{rkey}"


def _rkey(post: Post) -> str:
    return post.id.rpartition("/")[2]


def _tid(world: World) -> str:
    number = int(world.clock.now().timestamp() * 1_000_000) << 10 | secrets.randbelow(1024)
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(13)))


def _repo(world: World, repo: str) -> str:
    """The DID of a repository that is kept here; blank for others."""
    owner = repo if repo.startswith("did:") else did(account_of(repo))
    known = world.account_with("bluesky", owner) or next(world.listed("bluesky", owner), None)
    return owner if known else ""


ROUTES = [
    Route("/xrpc/com.atproto.server.createSession", create_session, methods=["POST"], name="verify"),
    Route("/xrpc/com.atproto.server.refreshSession", refresh_session, methods=["POST"], name="verify"),
    Route("/xrpc/com.atproto.server.describeServer", describe, name="verify"),
    Route("/xrpc/com.atproto.identity.resolveHandle", resolve, name="verify"),
    Route("/xrpc/com.atproto.repo.uploadBlob", upload, methods=["POST"], name="upload"),
    Route("/xrpc/com.atproto.repo.putRecord", put, methods=["POST"], name="publish"),
    Route("/xrpc/com.atproto.repo.createRecord", create, methods=["POST"], name="publish"),
    Route("/xrpc/com.atproto.repo.getRecord", get, name="find"),
    Route("/xrpc/com.atproto.repo.listRecords", list_all, name="find"),
    Route("/xrpc/com.atproto.repo.deleteRecord", delete, methods=["POST"], name="delete"),
]
