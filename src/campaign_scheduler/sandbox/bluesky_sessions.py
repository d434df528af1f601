"""Sessions and names on the stand-in for Bluesky, and what all its answers share."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from .bluesky_accounts import ACCESS, REFRESH, account_of, did, handle, read_token, token
from .posts import JSON
from .refusals import BLUESKY, rate_headers
from .request import answer, json_body, world_of

LARGEST_UPLOAD = 5_242_880
LOGINS, LOGINS_WITHIN = 30, 300


class Refusal(Exception):
    """An answer that ends the request."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"error": error, "message": message}


async def refused(request: Request, error: Exception) -> Response:
    """What a Refusal looks like from outside."""
    assert isinstance(error, Refusal)
    return answer(error.status, error.body)


async def create_session(request: Request) -> Response:
    """Any password works but one that begins with bad; `trust`, `trust.test` and the DID log in as trust."""
    body, world = await json_body(request) or {}, world_of(request)
    for name in ("identifier", "password"):
        if not isinstance(body.get(name), str):
            raise Refusal(400, "InvalidRequest", f'Missing required key "{name}" at $')
    identifier = str(body["identifier"])
    account = world.account_with("bluesky", identifier) or account_of(identifier)
    if not account or body["password"].startswith("bad") or not body["password"]:
        raise Refusal(401, "AuthenticationRequired", "Invalid identifier or password")
    _count_login(request, account)
    return _session(request, account)


def _count_login(request: Request, account: str) -> None:
    """Thirty in five minutes, as measured."""
    now = world_of(request).clock.lease_time()
    counted = request.app.state.__dict__.setdefault("logins", defaultdict(lambda: deque(maxlen=LOGINS)))[account]
    if len(counted) == LOGINS and now - counted[0] < LOGINS_WITHIN:
        raise Refusal(429, **BLUESKY[429])
    counted.append(now)


async def refresh_session(request: Request) -> Response:
    return _session(request, caller(request, REFRESH))


def _session(request: Request, account: str) -> Response:
    world = world_of(request)
    world.acquaint("bluesky", did(account), account)
    now = world.clock.lease_time()
    tokens = {"accessJwt": token(account, ACCESS, now), "refreshJwt": token(account, REFRESH, now)}
    home = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": f"{world.site}/bluesky"}
    document = {"id": did(account), "alsoKnownAs": [f"at://{handle(account)}"], "service": [home]}
    about = {"did": did(account), "handle": handle(account), "didDoc": document, "active": True}
    return said(request, tokens | about)


def caller(request: Request, scope: str = ACCESS) -> str:
    """The account of the token. A token that is wrong or has ended is 400, and only none at all is 401."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not text:
        raise Refusal(401, "AuthMissing", "Authentication Required")
    given = read_token(text)
    if given is None or given.scope != scope:
        raise Refusal(400, "InvalidToken", "Token could not be verified")
    if world_of(request).clock.lease_time() >= given.ends:
        raise Refusal(400, "ExpiredToken", "Token has expired")
    return given.account


async def resolve(request: Request) -> Response:
    """Only those who logged in have a handle."""
    name = request.query_params.get("handle", "")
    if "." not in name or " " in name:
        why = f'Invalid com.atproto.identity.resolveHandle params: Invalid handle (got "{name}")'
        raise Refusal(400, "InvalidRequest", why)
    account = account_of(name) if name.endswith(".test") else ""
    if not account or world_of(request).account_with("bluesky", did(account)) is None:
        raise Refusal(400, "HandleNotFound" if name.endswith(".test") else "InvalidRequest", "Unable to resolve handle")
    return said(request, {"did": did(account)})


async def describe(request: Request) -> Response:
    about = {"did": "did:web:sandbox", "availableUserDomains": [".test"], "inviteCodeRequired": False}
    return said(request, about | {"blobUploadLimit": LARGEST_UPLOAD, "links": {}, "contact": {}})


def said(request: Request, body: JSON) -> Response:
    resets_at = world_of(request).clock.now() + timedelta(minutes=5)
    return answer(200, body, rate_headers("bluesky", resets_at, limit=3000, left=2999))
