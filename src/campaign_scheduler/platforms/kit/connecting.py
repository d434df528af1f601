"""How a person connects an account: what a network needs for it, as data, and the few calls it takes.

A platform that can be connected has a `connecting` of this shape. Nothing here prints, asks or opens a browser, so a
page and a terminal can drive the same calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from ...model.account import Account
from .interface import Platform


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of the checklist that goes to the IT department: who does what, how long it takes, what it costs."""

    who: str
    what: str
    takes: str
    costs: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked for before she is sent to the network. `field` is the secret's name in the vault."""

    field: str
    label: str
    where: str
    is_secret: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission the token must have, why, and how to get it. `or_any` are wider ones that hold it too."""

    name: str
    why: str
    how: str
    or_any: tuple[str, ...] = ()

    def is_in(self, granted: frozenset[str]) -> bool:
        return not granted.isdisjoint((self.name, *self.or_any))


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a person is to say yes (blank: nowhere, `finish` can be called at once), and what `finish` needs."""

    address: str
    kept: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a network gave. No `scopes` means that it did not say, which stands for all that were asked for.

    `lives` is how long the token lives (None: until it is revoked); `renewable_for` how long it can be renewed without
    a person (None: not known, where `can_renew`).
    """

    secrets: Mapping[str, str] = field(repr=False)
    scopes: frozenset[str] = frozenset()
    lives: timedelta | None = None
    can_renew: bool = False
    renewable_for: timedelta | None = None


class Connector(Protocol):
    """How one platform is connected. Every call raises PlatformError, never with a secret in it."""

    title: str
    callback_host: str
    """The name of this machine in the address that the network sends a person back to; blank where it sends nobody."""
    shows_code: bool
    """Whether the network can show the code on a page of its own, to be copied."""
    takes_bare_code: bool
    """Whether a code alone may be pasted: it is bound to this very start, or the network shows it to be copied."""

    def checklist(self, account: Account) -> tuple[Duty, ...]:
        """What must be there before an account like this can be connected."""
        ...

    def questions(self, account: Account) -> tuple[Question, ...]: ...

    def scopes(self, account: Account) -> tuple[Scope, ...]:
        """What the token must be allowed to do."""
        ...

    def begin(self, account: Account, given: Mapping[str, str], *, redirect: str, state: str) -> Begun:
        """`redirect` is where the network sends the person back to; blank where the code is to be copied by hand."""
        ...

    def finish(self, account: Account, kept: Mapping[str, str], code: str) -> Grant:
        """Turn the code into tokens."""
        ...

    def renew(self, account: Account) -> Grant:
        """New tokens for those in `account.credentials`. Raises CredentialError when the network certainly says no."""
        ...

    def revoke(self, account: Account) -> bool:
        """Tell the network to forget the tokens; False where it has no call for that."""
        ...


def connector_of(platform: Platform) -> Connector | None:
    """How a platform is connected, or None for one whose secrets can only be put into the environment."""
    return getattr(platform, "connecting", None)
