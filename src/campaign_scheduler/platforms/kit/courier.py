"""How a platform gives something to a person: a port, since only `notify` knows mail, Teams and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ...model.account import Account
from ...model.article import ArticleCopy
from ...model.asset import Rendition
from ...model.errors import Unavailable
from .transmission import Transmission


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a person receives. `without` is added where pictures and files cannot come along."""

    title: str
    body: str
    without: str = ""
    pictures: tuple[tuple[str, Rendition], ...] = ()
    """Each with the file name it has there."""
    article: ArticleCopy | None = None
    """Comes along as a Word file, where files can."""


class Courier(Protocol):
    """Brings a parcel to the person of an account."""

    def check(self, account: Account) -> None:
        """Raise CredentialError where there is no address that can be used. Sends nothing."""
        ...

    def hand_over(self, parcel: Parcel, account: Account, transmission: Transmission) -> None:
        """Send it once, before the transmission's deadline.

        Raises Unavailable (nothing left), CredentialError (certainly not taken), or Unconfirmed.
        """
        ...


class NoCourier:
    """Where nobody was given to the program."""

    def check(self, account: Account) -> None:
        raise Unavailable("This program has no way to reach people.")

    def hand_over(self, parcel: Parcel, account: Account, transmission: Transmission) -> None:
        self.check(account)
