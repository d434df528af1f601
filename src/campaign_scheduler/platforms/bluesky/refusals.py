"""What Bluesky's refusals mean. A token that has ended is 400 there, not 401."""

from __future__ import annotations

from datetime import timedelta

from ...model.account import Account
from ...model.clock import Clock
from ...model.errors import CredentialError, PlatformError, RateLimited, Unconfirmed
from ..kit.answer import Answer
from ..kit.errors import refusal, retry_at
from . import wire

TITLE = "Bluesky"
SESSION_ENDED = frozenset({"ExpiredToken", "InvalidToken"})
NOT_ALLOWED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated", "AuthFactorTokenRequired"})
SOON = timedelta(seconds=5)
AFTER_UPLOAD_WAS_LOST = timedelta(minutes=1)


def session_ended(answer: Answer) -> bool:
    """Whether the access token is refused, so that nothing was done."""
    return answer.status in (400, 401) and wire.error(answer) in SESSION_ENDED


def refused(answer: Answer, account: Account, clock: Clock, *, publishing: bool = False) -> PlatformError:
    """The error for an answer that is not a yes."""
    name, said = wire.error(answer), wire.said(answer)
    detail = f"HTTP {answer.status} {said}"
    if answer.status == 401 or name in NOT_ALLOWED:
        return not_accepted(account, detail)
    if name == "InvalidSwap":
        return Unconfirmed("Bluesky says that a post stands under this post's key already.", detail=detail)
    if session_ended(answer):
        words = "Bluesky had ended the session; a new one is made."
        return RateLimited(words, retry_at=clock.now() + SOON, detail=detail)
    if name == "BlobNotFound":
        words = "Bluesky had thrown the uploaded picture away; it is uploaded again."
        return RateLimited(words, retry_at=clock.now() + AFTER_UPLOAD_WAS_LOST, detail=detail)
    again = retry_at(answer, clock, "RateLimit-Reset")
    return refusal(answer, said, title=TITLE, account_id=account.id, publishing=publishing, retry_at=again)


def not_accepted(account: Account, detail: str) -> CredentialError:
    """The app password does not work."""
    return CredentialError(
        f"Bluesky does not accept the handle and app password of {account.id}.",
        remedy=f"Make a new app password (Settings, Privacy and security, App passwords) and set "
        f"CAMPAIGN_SECRETS__{account.id}__app_password, then campaign resume.",
        detail=detail,
    )
