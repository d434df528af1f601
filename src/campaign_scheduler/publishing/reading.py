"""One reading of a live post: what the network shows, in our words. Only ever reads."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model.account import Account
from ..model.capabilities import Capabilities, Reading
from ..model.delivery import CannotTell, Gone, ReadBack, Seen
from ..model.errors import ContentRejected, CredentialError, PlatformError, RateLimited
from ..platforms.kit.comparing import differences
from ..platforms.kit.interface import Platform
from ..store.read_backs import Outside, PlannedReading
from . import timing
from .accounts import CredentialsOf, scheduled_account

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reading showed. `passing` says that another reading may show more, at `not_before` at the earliest."""

    code: ReadBack
    words: str = ""
    passing: bool = False
    not_before: datetime | None = None


def planned(reading: Reading, now: datetime) -> PlannedReading:
    """The first reading of a post that is published now, or why there is none."""
    if reading.by_itself:
        return PlannedReading(now + timing.FIRST_READ)
    return PlannedReading(None, ReadBack.ON_REQUEST if reading.possible else ReadBack.NOT_CHECKABLE, reading.why_not)


class Reader:
    """Reads live posts, each as the account that it was published on."""

    def __init__(self, platforms: Mapping[str, Platform], credentials_of: CredentialsOf) -> None:
        self._platforms = platforms
        self._credentials_of = credentials_of

    def able(self, post: Outside) -> Capabilities:
        """What the post's account can do."""
        account = Account(post.account_id, post.platform, "", post.base_url, post.options)
        return self._platforms[post.platform].capabilities(account)

    def account(self, post: Outside) -> Account:
        """With its secrets of today. Raises CredentialError for those of another server."""
        return scheduled_account(post.account_id, post.platform, post.base_url, post.options, self._credentials_of)

    def platform(self, post: Outside) -> Platform:
        return self._platforms[post.platform]

    def read(self, post: Outside) -> Shown:
        """Never raises: what goes wrong is part of what is known."""
        if post.platform not in self._platforms:
            return Shown(ReadBack.UNREAD, f"the network {post.platform} is not installed")
        try:
            answer = self.platform(post).read(post.published, self.account(post))
        except PlatformError as error:
            return _failed(error)
        except Exception as error:
            log.error("unforeseen %s while reading a post back", type(error).__name__)
            return Shown(ReadBack.UNREAD, f"reading went wrong ({type(error).__name__})", passing=True)
        return self._judged(post, answer)

    def _judged(self, post: Outside, answer: Seen | Gone | CannotTell) -> Shown:
        if isinstance(answer, CannotTell):
            return Shown(ReadBack.NOT_CHECKABLE, answer.reason)
        if isinstance(answer, Gone) and post.doubtful:
            return Shown(ReadBack.NOT_CHECKABLE, "under the address that a person gave, the network knows no post")
        if isinstance(answer, Gone):
            return Shown(ReadBack.GONE, "The network says that there is no such post.", passing=True)
        found = differences(post.words, post.alts, answer, self.able(post).reading.shown)
        return Shown(ReadBack.DIFFERS, " ".join(found), passing=True) if found else Shown(ReadBack.SAME)


def _failed(error: PlatformError) -> Shown:
    """A refusal is final until a person mends it; everything else may pass."""
    final = isinstance(error, ContentRejected | CredentialError)
    again = error.retry_at if isinstance(error, RateLimited) else None
    return Shown(ReadBack.UNREAD, error.message.rstrip("."), passing=not final, not_before=again)
