"""Small helpers that every stand-in network uses."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .world import Post, World

MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def token_of(request: Request) -> str:
    """The bearer token, or the token of an OAuth 1.0a header; blank when there is none."""
    header = request.headers.get("authorization", "")
    if header.startswith("Bearer "):
        return header[7:].strip()
    if header.startswith("OAuth "):
        parts = dict(part.strip().split("=", 1) for part in header[6:].split(",") if "=" in part)
        signed = all(parts.get(name) for name in ("oauth_consumer_key", "oauth_signature", "oauth_timestamp"))
        return parts.get("oauth_token", "").strip('"') if signed else ""
    return ""


def account_of(request: Request) -> str | None:
    """The profile that the token belongs to; None when the token is missing or bad."""
    token = token_of(request)
    return None if not token or token.startswith("bad") else world_of(request).account_of(token)


async def json_body(request: Request) -> dict[str, Any] | None:
    """The body as a JSON object, or None."""
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def kind_of(data: bytes) -> str | None:
    """The picture's type by its first bytes, or None."""
    return next((mime for magic, mime in MAGIC.items() if data.startswith(magic)), None)


def made(request: Request, post: Post, response: Response) -> Response:
    """The answer to a publishing request; the fault layer may want to know which post it made."""
    request.scope["sandbox_post"] = post
    return response


def problem(status: int, body: object, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body, status, headers)
