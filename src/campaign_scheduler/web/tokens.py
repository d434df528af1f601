"""The token that proves a form came from our own page, and the cookies that carry a session."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

SESSION = "campaign_session"
VISIT = "campaign_visit"
"""Names a browser that is not signed in, for the forms at the door."""
DEVICE = "campaign_device"
"""Names a browser that somebody signed in on before, so that guessing elsewhere does not keep them out."""
FIELD = "token"
YEAR = 365 * 24 * 3600


def proof(secret: str) -> str:
    """A form's token, made from what only this browser's cookie and we know."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()


def is_proof(given: str, secret: str) -> bool:
    """Compared in constant time."""
    return bool(secret) and hmac.compare_digest(given.encode(), proof(secret).encode())


def is_cross_site(request: Request) -> bool:
    """What browsers themselves say of where a form was sent from."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("host")


def new() -> str:
    return secrets.token_urlsafe(32)


def put(response: Response, name: str, value: str, *, secure: bool, lasts: int | None = None) -> None:
    """A cookie no script reads and no other site's form carries."""
    response.set_cookie(name, value, max_age=lasts, httponly=True, secure=secure, samesite="lax", path="/")


def drop(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", httponly=True, samesite="lax")
