"""Callers of the stand-in networks that know nothing of our adapters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import requests

Say = Callable[[str], requests.Response]
"""Publishes a text."""
ORGANISATION = "urn:li:organization:1"


@dataclass
class Caller:
    """requests with a base address and headers; nothing is followed or repeated."""

    base: str
    headers: dict[str, str]
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **parts: object) -> requests.Response:
        url = path if path.startswith("http") else f"{self.base}{path}"
        given = self.headers | (headers or {})
        return self.session.request(method, url, headers=given, allow_redirects=False, timeout=10, **parts)  # type: ignore[arg-type]

    def with_account(self, account: str) -> Caller:
        """The same for another profile."""
        return replace(self, headers=self.headers | {"Authorization": f"Bearer token-{account}"})

    def get(self, path: str, **parts: object) -> requests.Response:
        return self.call("GET", path, **parts)  # type: ignore[arg-type]

    def post(self, path: str, **parts: object) -> requests.Response:
        return self.call("POST", path, **parts)  # type: ignore[arg-type]

    def put(self, path: str, **parts: object) -> requests.Response:
        return self.call("PUT", path, **parts)  # type: ignore[arg-type]

    def delete(self, path: str, **parts: object) -> requests.Response:
        return self.call("DELETE", path, **parts)  # type: ignore[arg-type]


def share(commentary: str, author: str = ORGANISATION, **more: object) -> dict[str, object]:
    """The body of a LinkedIn post."""
    fixed = {"visibility": "PUBLIC", "distribution": {"feedDistribution": "MAIN_FEED"}, "lifecycleState": "PUBLISHED"}
    return {"author": author, "commentary": commentary, **fixed, **more}


def log_in(bluesky: Caller, account: str) -> Caller:
    """The same with a session; its headers also hold the account's id, which a server passes over."""
    body = {"identifier": f"{account}.test", "password": "abcd"}
    session = bluesky.post("/com.atproto.server.createSession", json=body).json()
    headers = {"Authorization": f"Bearer {session['accessJwt']}", "X-Did": session["did"]}
    return replace(bluesky, headers=headers)


def record(bluesky: Caller, text: str, **more: object) -> dict[str, object]:
    """The body of a Bluesky post; `more` is added to the record, and `rkey` and `swapRecord` to the body."""
    body = {name: more.pop(name) for name in ("rkey", "swapRecord") if name in more}
    made = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-25T05:00:00.000Z", **more}
    return {"repo": bluesky.headers["X-Did"], "collection": "app.bsky.feed.post", "record": made, **body}
