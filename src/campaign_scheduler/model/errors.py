"""Everything that can be raised, in one tree.

    CampaignError
      InputError                 files a person can mend; carries problems
      SettingsError              the program's own settings or store cannot be used
      PlanError                  a plan that is stale or unsafe
      DeliveryError              not found, claim lost, illegal move
      NotAllowedError            a person's role does not allow it
      EditError                  an edit in the web page cannot be saved
      PlatformError              what a network (or the way to it) answered
        ContentRejected          certainly not published; change the post
        CredentialError          certainly not published; reconnect the account
        RateLimited              certainly not published; wait until `retry_at`
        Unavailable              certainly not published; nothing of the publishing request left this machine
        Unconfirmed              the publishing request may have left and no certain answer came
          HandedOver             a person was given the post, and only they can say what became of it

Adapters translate foreign errors into PlatformError once, at the border. Any other exception out of `send`
counts as Unconfirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .problem import Problem


class CampaignError(Exception):
    """Base of every error of ours. `remedy` says what to do next, in plain words."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class InputError(CampaignError):
    """Files a person wrote cannot be used as they are. Carries every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = len(problems)
        super().__init__(f"{count} problem{'' if count == 1 else 's'} found")
        self.problems = tuple(problems)


class SettingsError(CampaignError):
    """The program's settings, or the store they point to, cannot be used."""


class PlanError(CampaignError):
    """A plan cannot be applied: files or deliveries moved since it was shown, or a brake stopped it."""


class DeliveryError(CampaignError):
    """A delivery was not found, is claimed by another, or may not make that move."""


class NotAllowedError(CampaignError):
    """A person's role does not allow what they asked for, or they could not prove who they are."""


class EditError(CampaignError):
    """An edit cannot be saved as it is. `field` names the form's field it is about, where it is about one."""

    def __init__(self, message: str, *, remedy: str = "", field: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.field = field


class PlatformError(CampaignError):
    """What a network answered, translated. `detail` is kept for the log; it never holds a secret."""

    def __init__(self, message: str, *, remedy: str = "", detail: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.detail = detail


class ContentRejected(PlatformError):
    """The network certainly refused this content. Change the post.

    `existing_permalink` is set where the refusal names a post that is already there (a duplicate).
    """

    def __init__(self, message: str, *, remedy: str = "", detail: str = "", existing_permalink: str = "") -> None:
        super().__init__(message, remedy=remedy, detail=detail)
        self.existing_permalink = existing_permalink


class CredentialError(PlatformError):
    """The network does not accept the account's credentials. The account is paused until it is reconnected."""


class RateLimited(PlatformError):
    """The network certainly refused because of a limit. Try again at `retry_at` (UTC)."""

    def __init__(self, message: str, *, retry_at: datetime, remedy: str = "", detail: str = "") -> None:
        super().__init__(message, remedy=remedy, detail=detail)
        self.retry_at = retry_at


class Unavailable(PlatformError):
    """Certainly not published: no byte of a publishing request left, or a preparation step failed."""


class Unconfirmed(PlatformError):
    """The publishing request may have left and no certain answer came. Never sent again without proof."""


class HandedOver(Unconfirmed):
    """A person was given the post and makes it by hand; what becomes of it only they can say."""
