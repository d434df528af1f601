"""What Bluesky's refusals mean. A token that has ended is 400 there, not 401."""

from __future__ import annotations

from datetime import timedelta

from ...model.account import Account
from ...model.clock import Clock
from ...model.errors import CredentialError, PlatformError, RateLimited, Unconfirmed
from ..kit.answer import Answer
from ..kit.credentials import suspended, wrong_kind
from ..kit.errors import refusal, retry_at
from . import wire

TITLE = "Bluesky"
SESSION_ENDED = frozenset({"ExpiredToken", "InvalidToken"})
CLOSED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})
ASKS_TWICE = "AuthFactorTokenRequired"
"""Only the account's own password is asked for a second factor; an app password never is."""
SOON = timedelta(seconds=5)
AFTER_UPLOAD_WAS_LOST = timedelta(minutes=1)


def session_ended(answer: Answer) -> bool:
    """Whether the access token is refused, so that nothing was done."""
    return answer.status in (400, 401) and wire.error(answer) in SESSION_ENDED


def refused(answer: Answer, account: Account, clock: Clock, *, publishing: bool = False) -> PlatformError:
    """The error for an answer that is not a yes."""
    name, said = wire.error(answer), wire.said(answer)
    detail = f"HTTP {answer.status} {said}"
    if name in CLOSED or "suspended" in said.lower() or "taken down" in said.lower():
        return suspended(TITLE, account.id, detail)
    if name == ASKS_TWICE:
        return wrong_kind(TITLE, account.id, "an app password, not the account's own password", detail)
    if answer.status == 401:
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
        remedy="Make a new app password (Settings, Privacy and security, App passwords), then campaign accounts "
        f"connect {account.id} (or set CAMPAIGN_SECRETS__{account.id}__app_password), then campaign resume --account "
        f"{account.id}.",
        detail=detail,
    )
