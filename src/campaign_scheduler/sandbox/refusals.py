"""How each network words its errors.

Sources: the vendors' own documentation and bodies seen in public bug reports, read 2026-11-22.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from .posts import JSON

MASTODON: Mapping[int, JSON] = {
    401: {"error": "The access token is invalid"},
    403: {"error": "This action is outside the authorized scopes"},
    404: {"error": "Record not found"},
    422: {"error": "Validation failed: Text can't be blank"},
    429: {"error": "Too many requests"},
    503: {"error": "Remote data could not be fetched"},
}
X_TITLES = {401: "Unauthorized", 403: "Forbidden", 429: "Too Many Requests", 503: "Service Unavailable"}
X: Mapping[int, JSON] = {
    402: {
        "title": "CreditsDepleted",
        "detail": "Your enrolled account does not have any credits to fulfill this request.",
        "type": "https://api.x.com/2/problems/credits",
    },
    403: {"title": "Forbidden", "detail": "You are not permitted to perform this action.", "type": "about:blank"},
    500: {
        "title": "Internal Server Error",
        "detail": "Something is broken.",
        "type": "https://api.x.com/2/problems/internal-error",
    },
    **{
        status: {"title": title, "detail": title, "type": "about:blank"}
        for status, title in X_TITLES.items()
        if status != 403
    },
}
BLUESKY: Mapping[int, JSON] = {
    400: {"error": "ExpiredToken", "message": "Token has expired"},
    401: {"error": "AuthenticationRequired", "message": "Authentication Required"},
    413: {"error": "PayloadTooLarge", "message": "request entity too large"},
    429: {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"},
    500: {"error": "InternalServerError", "message": "Internal Server Error"},
    502: {"error": "UpstreamFailure", "message": "Upstream service unreachable"},
}
LINKEDIN: Mapping[int, JSON] = {
    400: {"code": "ILLEGAL_ARGUMENT", "message": "Syntax exception in the request"},
    401: {
        "code": "EXPIRED_ACCESS_TOKEN",
        "message": "The token used in the request has expired",
        "serviceErrorCode": 65602,
    },
    403: {
        "code": "ACCESS_DENIED",
        "message": "Not enough permissions to access: posts.CREATE",
        "serviceErrorCode": 100,
    },
    422: {"code": "UNPROCESSABLE_ENTITY", "message": "ERROR :: /author :: field is required but not found"},
    426: {"code": "NONEXISTENT_VERSION", "message": "Requested version 20250101 is not active"},
    429: {
        "code": "TOO_MANY_REQUESTS",
        "message": "Resource level throttle limit for calls to this resource is reached.",
        "serviceErrorCode": 101,
    },
    500: {"message": "Internal Server Error"},
}


def body_of(platform: str, status: int) -> tuple[bytes, str]:
    """The body and its media type; a proxy's web page where the network itself has no words for `status`."""
    known = {"mastodon": MASTODON, "x": X, "linkedin": LINKEDIN, "bluesky": BLUESKY}
    words = known.get(platform, {}).get(status)
    if words is None:
        return f"<html><head><title>{status}</title></head><body>{status}</body></html>".encode(), "text/html"
    whole = words if platform in ("mastodon", "bluesky") else {**words, "status": status}
    return json.dumps(whole).encode(), "application/json"


def rate_headers(platform: str, resets_at: datetime, *, limit: int, left: int) -> dict[str, str]:
    """ISO 8601 on Mastodon, epoch seconds on X and Bluesky; LinkedIn sends none."""
    if platform == "mastodon":
        reset = resets_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": reset}
    if platform == "x":
        reset = str(int(resets_at.timestamp()))
        return {"x-rate-limit-limit": str(limit), "x-rate-limit-remaining": str(left), "x-rate-limit-reset": reset}
    if platform == "bluesky":
        reset = str(int(resets_at.timestamp()))
        policy = {"RateLimit-Reset": reset, "RateLimit-Policy": f"{limit};w=300"}
        return {"RateLimit-Limit": str(limit), "RateLimit-Remaining": str(left)} | policy
    return {}
