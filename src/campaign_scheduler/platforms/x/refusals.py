"""What X's refusals mean."""

from __future__ import annotations

from ...model.account import Account
from ...model.clock import Clock
from ...model.errors import ContentRejected, CredentialError, PlatformError
from ..kit.answer import Answer
from ..kit.credentials import lacks_scope, suspended, wrong_kind
from ..kit.errors import refusal, retry_at
from . import wire
from .connecting import SCOPES

TITLE = "X"


def refused(
    answer: Answer, account: Account, clock: Clock, *, publishing: bool, of_media: bool = False
) -> PlatformError:
    """The error for an answer that is not a yes."""
    said = wire.said(answer)
    detail = f"HTTP {answer.status} {said}"
    if answer.status in (402, 403):
        found = _money(answer, account, said, detail) or _not_allowed(answer, account, said, detail, of_media)
        if found is not None:
            return found
    again = retry_at(answer, clock, "x-rate-limit-reset")
    return refusal(answer, said, title=TITLE, account_id=account.id, publishing=publishing, retry_at=again)


def _money(answer: Answer, account: Account, said: str, detail: str) -> CredentialError | None:
    kind = wire.kind(answer)
    if answer.status != 402 and "usage-capped" not in kind and "credits" not in said.lower():
        return None
    return CredentialError(
        f"X's credits for {account.id} are used up, or its spending limit is reached.",
        remedy=f"Buy credits or raise the limit in X's developer console, then campaign resume --account {account.id}.",
        detail=detail,
    )


def _not_allowed(answer: Answer, account: Account, said: str, detail: str, of_media: bool) -> PlatformError | None:
    kind, words = wire.kind(answer), said.lower()
    if "duplicate" in words or "duplicate" in kind:
        remedy = "Look at the account: the post may be there already. Otherwise write other words."
        return ContentRejected("X says that this account has said this already.", remedy=remedy, detail=detail)
    if any(word in words or word in kind for word in ("suspended", "locked", "deactivated")):
        return suspended(TITLE, account.id, detail)
    if "unsupported-authentication" in kind or "unsupported authentication" in words or "application-only" in words:
        return wrong_kind(TITLE, account.id, "the token of a user, not the bearer token of an app", detail)
    if "oauth1" in kind or "oauth1 app permissions" in words:
        return lacks_scope(TITLE, account.id, [one for one in SCOPES if one.name == "tweet.write"], detail)
    if "client-not-enrolled" in kind or "client-forbidden" in kind:
        return _not_enrolled(account, detail)
    if "scope" in words or of_media or words == "forbidden":
        needs = ("media.write",) if of_media else ("tweet.write",)
        return lacks_scope(TITLE, account.id, [one for one in SCOPES if one.name in needs], detail)
    return None


def _not_enrolled(account: Account, detail: str) -> CredentialError:
    return CredentialError(
        f"X does not let the app of {account.id} use its API: the app belongs to no project, or has no plan.",
        remedy="In X's developer console put the app into a project and buy credits; then connect again: "
        f"campaign accounts connect {account.id}.",
        detail=detail,
    )
