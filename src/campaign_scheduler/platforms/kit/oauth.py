"""OAuth 2 as the networks share it: addresses, the proof that a code is ours (PKCE), and the token call."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from ...model.account import Account
from ...model.clock import Clock
from ...model.errors import CredentialError, PlatformError, RateLimited, Unavailable
from .answer import Answer
from .connecting import Grant
from .errors import LONGEST_DETAIL, retry_at
from .http import Door
from .hush import scrub

NO_REFUSALS = frozenset({408, 425, 429})
"""Client errors that say nothing about the tokens."""
APP = ("client_id", "client_secret")
"""The app's own secrets, which every renewal needs again."""


def new_verifier() -> str:
    """RFC 7636: 43 to 128 letters; ours has 86."""
    return secrets.token_urlsafe(64)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).decode().rstrip("=")


def address(url: str, **parts: str) -> str:
    """Where a person is sent to; parts that are blank are left out."""
    return f"{url}?{urlencode({name: value for name, value in parts.items() if value})}"


def for_code(code: str, redirect: str, **proof: str) -> dict[str, str]:
    """The form that turns a code into tokens; `redirect` is the one that the code was given to."""
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, **proof}


def for_renewal(account: Account) -> dict[str, str]:
    """The form that turns a refresh token into new tokens."""
    return {"grant_type": "refresh_token", "refresh_token": account.credentials["refresh_token"]}


class TokenCall:
    """The calls to a network's token and revocation addresses."""

    def __init__(self, door: Door, clock: Clock, title: str) -> None:
        self._door = door
        self._clock = clock
        self._title = title

    def tokens(
        self, url: str, account: Account, form: Mapping[str, str], basic: tuple[str, str] | None = None
    ) -> Mapping[str, object]:
        """The answer, with an access token in it.

        Raises CredentialError for a clean no in the network's own words, RateLimited, and Unavailable for all else:
        a proxy's page, a fault, an answer that cannot be read. Those prove nothing about the tokens.
        """
        answer = self._ask(url, form, basic)
        told = answer.mapping()
        if answer.ok and isinstance(told.get("access_token"), str) and told["access_token"]:
            return told
        raise self._refused(answer, account, (*form.values(), *(basic or ())))

    def is_revoked(self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None = None) -> bool:
        return self._ask(url, form, basic).ok

    def about(self, url: str, form: Mapping[str, str]) -> Mapping[str, object]:
        """What a network says of a token; empty where it says nothing, or cannot be asked now."""
        try:
            answer = self._ask(url, form, None)
        except PlatformError:
            return {}
        return answer.mapping() if answer.ok else {}

    def _ask(self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None) -> Answer:
        return self._door.request("POST", url, data=dict(form), auth=basic)

    def _refused(self, answer: Answer, account: Account, sent: tuple[str, ...]) -> PlatformError:
        told = answer.mapping()
        error = told.get("error")
        said = scrub(str(told.get("error_description") or error or ""), sent)
        detail = f"HTTP {answer.status} {scrub(str(error or ''), sent)} {said}".strip()[:LONGEST_DETAIL]
        if answer.status == 429:
            return RateLimited(
                f"{self._title} asks to wait.",
                retry_at=retry_at(answer, self._clock, "x-rate-limit-reset"),
                detail=detail,
            )
        is_clean = 400 <= answer.status < 500 and isinstance(error, str) and answer.status not in NO_REFUSALS
        if is_clean:
            return CredentialError(
                f"{self._title} gave no token for {account.id}: {said}.",
                remedy=f"Connect it again: campaign accounts connect {account.id}.",
                detail=detail,
            )
        return Unavailable(f"{self._title} gave no token (HTTP {answer.status}).", detail=detail)


def grant(told: Mapping[str, object], client: Mapping[str, str], *, refresh: str = "") -> Grant:
    """What an answer with tokens gives, the app's secrets beside them.

    `refresh` is the token to go on renewing with where the network gives no new one.
    """
    kept = {name: client[name] for name in APP if client.get(name)} | {"access_token": str(told["access_token"])}
    new = told.get("refresh_token") or refresh
    if isinstance(new, str) and new:
        kept["refresh_token"] = new
    return Grant(
        kept,
        granted(told),
        seconds(told, "expires_in"),
        can_renew="refresh_token" in kept,
        renewable_for=seconds(told, "refresh_token_expires_in"),
    )


def seconds(told: Mapping[str, object], name: str) -> timedelta | None:
    """A length of time in an answer; None where there is none that makes sense."""
    value = told.get(name)
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**9:
        return None
    return timedelta(seconds=float(value))


def granted(told: Mapping[str, object]) -> frozenset[str]:
    """The scopes of an answer; some networks part them by commas."""
    value = told.get("scope")
    return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else frozenset()
