"""Who is who on the stand-in for Bluesky, and the tokens of its sessions.

Tokens are shaped as a real server's: three parts, the middle one JSON with the times. Their signature is not checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass

ACCESS = "com.atproto.appPass"
REFRESH = "com.atproto.refresh"
LIVES = {ACCESS: 7200, REFRESH: 90 * 86_400}
"""Seconds."""
DOMAIN = ".test"


@dataclass(frozen=True, slots=True)
class Token:
    """`ends` is on the clock of `lease_time`, which a demo does not speed up."""

    account: str
    scope: str
    ends: float


def did(account: str) -> str:
    """A lasting id, always the same for the same account."""
    return "did:plc:" + base64.b32encode(hashlib.sha256(account.encode()).digest())[:24].decode().lower()


def handle(account: str) -> str:
    """`trust_bluesky` is @trust-bluesky.test."""
    return account.replace("_", "-") + DOMAIN


def account_of(identifier: str) -> str:
    """The account that a handle of any domain, or a bare name, means; blank for what is neither."""
    name = identifier.lower().removeprefix("token-").partition(".")[0]
    return "" if ":" in name or name.startswith("@") else name.replace("-", "_")


def token(account: str, scope: str, now: float) -> str:
    """A token that begins now; the times that clients read are the real clock's."""
    begins = int(time.time())
    told = {"scope": scope, "sub": did(account), "iat": begins, "exp": begins + LIVES[scope]}
    told |= {"name": account, "ends": now + LIVES[scope]}
    return ".".join((_part({"typ": "at+jwt", "alg": "HS256"}), _part(told), "c2lnbmF0dXJl"))


def read_token(text: str) -> Token | None:
    """None for what is no token of ours."""
    try:
        middle = text.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return Token(str(told["name"]), str(told["scope"]), float(told["ends"]))
    except (ValueError, IndexError, KeyError, TypeError):
        return None


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
