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
from .errors import LONGEST_DETAIL, retry_at
from .http import Door
from .hush import scrub

NO_REFUSALS = frozenset({408, 425, 429})
"""Client errors that say nothing about the tokens."""


def new_verifier() -> str:
    """RFC 7636: 43 to 128 letters; ours has 86."""
    return secrets.token_urlsafe(64)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).decode().rstrip("=")


def address(url: str, **parts: str) -> str:
    """Where a person is sent to; parts that are blank are left out."""
    return f"{url}?{urlencode({name: value for name, value in parts.items() if value})}"


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
