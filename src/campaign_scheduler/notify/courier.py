"""Brings a post to the person who makes it by hand, by any address that apprise understands."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies

from ..model.account import Account
from ..model.article import ArticleCopy
from ..model.clock import steady
from ..model.errors import CredentialError, PlatformError, SettingsError, Unavailable, Unconfirmed
from ..platforms.kit.courier import Parcel
from ..platforms.kit.transmission import Transmission
from .targets import File, Sending, Target, one_target

FIELD = "notify"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REACH_WITHIN = 5.0
"""Seconds to open a connection to see whether anybody is there."""
REFUSED = re.compile(r"error=4\d\d")


class Courier:
    """`everyone` are the addresses of CAMPAIGN_NOTIFY, for accounts that name no other."""

    def __init__(self, everyone: Sequence[str]) -> None:
        self._everyone = tuple(everyone)
        self._targets: dict[str, Target] = {}

    def check(self, account: Account) -> None:
        self.targets(account)

    def targets(self, account: Account) -> tuple[Target, ...]:
        """Where the account's person is reached. Raises CredentialError."""
        try:
            found = tuple(self._target(address) for address in self._addresses(account))
        except SettingsError:
            found = ()
        if not found:
            raise _nobody(account)
        return found

    def hand_over(self, parcel: Parcel, account: Account, transmission: Transmission) -> None:
        there = [one for one in self.targets(account) if not one.hangs and is_there(one)]
        if not there:
            raise Unavailable(
                f"The address of {account.id}'s person could not be reached.",
                remedy="It is tried again by itself; if it stays so, check the address.",
            )
        files = [(name, picture.mime, picture.read()) for name, picture in parcel.pictures]
        files += [_word_file(parcel.article)] if parcel.article else []
        transmission.begin()
        under_way = [_begin(one, parcel, files) for one in there]
        errors = [_result(one, transmission.deadline) for one in under_way]
        transmission.finish()
        if all(errors):
            raise _not_taken(account, errors)

    def _addresses(self, account: Account) -> Sequence[str]:
        """A stand-in's address first, then a secret, the account's own option, and else everyone."""
        if account.base_url:
            return (_as_web_hook(account.base_url),)
        if account.credentials.get(FIELD):
            return account.credentials[FIELD].split()
        given = account.options.get(FIELD, "").strip()
        if given.isdigit():
            return self._everyone[int(given) - 1 : int(given)] if int(given) else ()
        return given.split() or self._everyone

    def _target(self, address: str) -> Target:
        """The same one each time: it knows whether an earlier message still hangs."""
        if address not in self._targets:
            self._targets[address] = one_target(address, f"of {FIELD}")
        return self._targets[address]


def _word_file(article: ArticleCopy) -> File:
    """The article as it was scheduled; its pictures come as files of their own."""
    from ..toolkit.pack import PackArticle
    from ..toolkit.word_writer import article_document

    return f"{article.name}.docx", WORD, article_document(PackArticle(article.title, article.body))


def is_there(target: Target) -> bool:
    """Whether a connection can be opened, where it is known to what. Behind a proxy nobody can tell, so it is tried."""
    if target.host is None or (target.is_web_hook and get_environ_proxies(f"https://{target.host[0]}")):
        return True
    try:
        socket.create_connection(target.host, timeout=REACH_WITHIN).close()
    except OSError:
        return False
    return True


def _begin(target: Target, parcel: Parcel, files: Sequence[File]) -> Sending | None:
    if files and not target.takes_files:
        return target.begin(parcel.title, f"{parcel.body}\n\n{parcel.without}")
    return target.begin(parcel.title, parcel.body, files)


def _result(sending: Sending | None, deadline: float) -> str:
    return "it has not answered the last one yet" if sending is None else sending.result(deadline - steady())


def _not_taken(account: Account, errors: Sequence[str]) -> PlatformError:
    """A clear no is certain; anything else may have arrived."""
    person, detail = account.options.get("person", "the person"), "; ".join(errors)
    if all(REFUSED.search(error) for error in errors):
        remedy = f"Set CAMPAIGN_SECRETS__{account.id}__{FIELD} to an address that works, then campaign resume."
        return CredentialError(f"The address of {person} does not take messages.", remedy=remedy, detail=detail)
    return Unconfirmed(f"it may not have reached {person} ({detail}).", detail=detail)


def _nobody(account: Account) -> CredentialError:
    return CredentialError(
        f"There is no address to give the posts of {account.id} to.",
        remedy=f"Set CAMPAIGN_SECRETS__{account.id}__{FIELD} to one, as docs/platforms/manual.md shows.",
    )


def _as_web_hook(base_url: str) -> str:
    parts = urlsplit(base_url)
    return f"{'jsons' if parts.scheme == 'https' else 'json'}://{parts.netloc}{parts.path.rstrip('/')}/"
