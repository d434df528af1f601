"""What a stand-in network reads from a request, and how it keeps what came with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse

from .bluesky_accounts import read_token
from .posts import Media, Post
from .world import World

TREATMENT = "sandbox.treatment"
SIGNED = ("consumer_key", "nonce", "signature", "signature_method", "timestamp", "token")
"""What an OAuth 1.0a header must have; the signature itself is not checked."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the fault layer asks of a request. `number` counts the requests of its step."""

    number: int = 0
    lie: bool = False
    hidden_for: float = 0.0


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def account_in(headers: Headers) -> str | None:
    """The profile that the token belongs to: `token-trust_x` is `trust_x`'s. None when it is missing or bad.

    Bluesky's tokens hold the name in themselves.
    """
    token = _token(headers.get("authorization", ""))
    if token.count(".") == 2:
        session = read_token(token)
        return session.account if session else None
    account = token.removeprefix("token-").partition("~")[0]
    return None if not account or token.startswith("bad") else account


def caller(request: Request) -> str | None:
    """The profile of the request's token, None also when it was taken back."""
    revoked = _token(request.headers.get("authorization", "")) in world_of(request).revoked
    return None if revoked else account_in(request.headers)


async def json_body(request: Request) -> dict[str, Any] | None:
    """The body as a JSON object, or None."""
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


async def form_body(request: Request, file: str = "") -> tuple[FormData, bytes | None]:
    """The body as a form, and the bytes of the file under a name, None when there is none."""
    async with request.form() as form:
        found = form.get(file)
        return form, await found.read() if isinstance(found, UploadFile) else None


def part(body: object, name: str) -> dict[str, Any]:
    """An object inside an object; an empty one where there is none."""
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def number_in(request: Request, name: str, otherwise: int) -> int | None:
    """A whole number of the query; None when it is none."""
    text = request.query_params.get(name, str(otherwise))
    return int(text) if text.isdecimal() else None


def keep_post(request: Request, post: Post) -> None:
    """Publish it, unless the network is to lie; not yet listed where it is to be hidden."""
    world, treatment = world_of(request), _treatment(request)
    post.request_number = treatment.number
    lag = treatment.hidden_for or world.habits.list_lag
    post.seen_from = world.clock.lease_time() + lag if lag else 0.0
    if not treatment.lie:
        world.publish(post)


def keep_picture(request: Request, media: Media, data: bytes) -> None:
    """Take a picture in, unless the network is to lie."""
    if not _treatment(request).lie:
        world_of(request).keep_picture(media, data)


def keep_alt(request: Request, media: Media, alt: str) -> None:
    """Set alt text, unless the network is to lie."""
    if not _treatment(request).lie:
        media.alt = alt


def answer(status: int, body: object, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body, status, headers)


def _treatment(request: Request) -> Treatment:
    found: Treatment = request.scope.get(TREATMENT, Treatment())
    return found


def _token(header: str) -> str:
    kind, _, rest = header.partition(" ")
    if kind == "Bearer":
        return rest.strip()
    if kind != "OAuth":
        return ""
    parts = dict(one.strip().split("=", 1) for one in rest.split(",") if "=" in one)
    given = {name.removeprefix("oauth_"): value.strip('"') for name, value in parts.items()}
    return given["token"] if all(given.get(name) for name in SIGNED) else ""
