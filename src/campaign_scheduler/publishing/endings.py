"""Turns what happened in an attempt into how it ended. The only place where errors become outcomes.

The rule behind it: once the publishing request may have begun to leave, only a clean refusal or a clean
acknowledgement is certain. Everything else, foreseen or not, is unconfirmed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..model.capabilities import Capabilities
from ..model.delivery import HANDED_OVER, Outcome, Published, State
from ..model.errors import (
    CampaignError,
    ContentRejected,
    CredentialError,
    HandedOver,
    PlatformError,
    RateLimited,
    Unavailable,
)
from ..platforms.kit.transmission import Left, Transmission
from ..store.claims import Claim, Ending
from ..store.read_backs import NOT_PLANNED, PlannedReading
from . import timing


def published(
    answer: Published, transmission: Transmission, now: datetime, read_back: PlannedReading = NOT_PLANNED
) -> Ending:
    """The network acknowledged the post with an id."""
    return Ending(
        Outcome.PUBLISHED,
        State.PUBLISHED,
        now,
        left=transmission.left.value,
        sent_at=transmission.first_byte_at,
        published=answer,
        read_back=read_back,
    )


def not_sent(error: Exception, claim: Claim, now: datetime) -> Ending:
    """The attempt ended before its intent: nothing can have been published, whatever went wrong."""
    if isinstance(error, ContentRejected | CredentialError | RateLimited):
        return _refused(error, claim, now)
    return _try_again(error, claim, now)


def after_sending(error: Exception, claim: Claim, transmission: Transmission, now: datetime) -> Ending:
    """The publishing request was due or under way when `error` came."""
    if isinstance(error, ContentRejected | CredentialError | RateLimited):
        return _refused(error, claim, now, transmission)
    if isinstance(error, Unavailable) and transmission.left is Left.NOTHING:
        return _try_again(error, claim, now)
    return unconfirmed(error, transmission, now)


def unconfirmed(error: Exception, transmission: Transmission, now: datetime) -> Ending:
    """No certain answer came."""
    return Ending(
        Outcome.UNCONFIRMED,
        State.UNCONFIRMED,
        now,
        reason_code="unconfirmed",
        reason=f"We're not sure it went out: {_message(error)}",
        detail=_detail(error),
        left=transmission.left.value,
        sent_at=transmission.first_byte_at,
        check_at=now + timing.FIRST_LOOK,
    )


def handed_over(error: HandedOver, able: Capabilities, transmission: Transmission, now: datetime) -> Ending:
    """A person has it now, and only they can say what becomes of it."""
    reminders = able.handover.reminders if able.handover else ()
    return replace(
        unconfirmed(error, transmission, now),
        reason_code=HANDED_OVER,
        reason=_message(error),
        check_at=now + reminders[0] if reminders else None,
    )


def abandoned(now: datetime) -> Ending:
    """A condition of sending no longer held just before the intent: nothing was sent."""
    return Ending(
        Outcome.ABANDONED,
        State.SCHEDULED,
        now,
        reason_code="not-sent-yet",
        reason="It was stopped or changed just before it was sent; nothing left.",
    )


def named_another_post(ending: Ending) -> Ending:
    """An acknowledgement that names a post of another delivery proves nothing about this one."""
    return replace(
        ending,
        outcome=Outcome.UNCONFIRMED,
        state=State.UNCONFIRMED,
        published=None,
        reason_code="another-post",
        reason="The network answered with the address of a post that is already in the log.",
        check_at=ending.at + timing.FIRST_LOOK,
    )


def _refused(error: PlatformError, claim: Claim, now: datetime, transmission: Transmission | None = None) -> Ending:
    left = transmission.left.value if transmission else Left.NOTHING.value
    sent_at = transmission.first_byte_at if transmission else None
    if isinstance(error, RateLimited):
        state, outcome, code, again = State.SCHEDULED, Outcome.RATE_LIMITED, "rate-limited", error.retry_at
    elif isinstance(error, CredentialError):
        state, outcome, code, again = State.SCHEDULED, Outcome.CREDENTIAL, "account-paused", now
    else:
        state, outcome, code, again = State.FAILED, Outcome.REJECTED, "refused", now
    return Ending(
        outcome,
        state,
        now,
        reason_code=code,
        reason=_message(error),
        detail=_detail(error),
        left=left,
        sent_at=sent_at if state is State.FAILED else None,
        next_attempt_at=max(again, now),
    )


def _try_again(error: Exception, claim: Claim, now: datetime) -> Ending:
    return Ending(
        Outcome.UNAVAILABLE,
        State.SCHEDULED,
        now,
        reason_code="not-sent-yet",
        reason=f"Nothing was sent yet: {_message(error)}",
        detail=_detail(error),
        next_attempt_at=now + timing.back_off(claim.attempt),
    )


def _message(error: Exception) -> str:
    if isinstance(error, CampaignError):
        return " ".join(_sentence(part) for part in (error.message, error.remedy) if part.strip())
    return f"something unforeseen went wrong ({type(error).__name__})"


def _sentence(words: str) -> str:
    """A network's own words often come without their full stop."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", ":", "…", ")")) else f"{words}."


def _detail(error: Exception) -> str:
    """For the log. An unforeseen error's own words may hold anything, a secret too, so only its kind is kept."""
    return error.detail or error.message if isinstance(error, PlatformError) else type(error).__name__
