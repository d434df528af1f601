"""Puts an account together for one delivery: what was frozen at apply, and the secrets of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model.account import Account, Credentials
from ..model.errors import CredentialError
from ..store.claims import Claim
from ..store.recovery import Unsure

CredentialsOf = Callable[[str], Credentials]


def account_of(about: Claim | Unsure, credentials_of: CredentialsOf) -> Account:
    """The account as it was when the delivery was scheduled (address and options), with its present credentials.

    Raises CredentialError for secrets of another server: what was connected at one is never sent to the next.
    """
    if isinstance(about, Claim):
        return scheduled_account(
            about.key.account_id, about.platform, about.base_url, about.options, credentials_of, about.account_name
        )
    return scheduled_account(about.account_id, about.platform, about.base_url, about.options, credentials_of)


def scheduled_account(
    account_id: str,
    platform: str,
    base_url: str,
    options: Mapping[str, str],
    credentials_of: CredentialsOf,
    name: str = "",
) -> Account:
    """The same from its parts. Raises CredentialError."""
    secrets = credentials_of(account_id)
    check_server(account_id, base_url, secrets)
    return Account(account_id, platform, name, base_url, options, credentials=secrets)


def check_server(account_id: str, base_url: str, secrets: Credentials) -> None:
    """Raises CredentialError where the secrets were connected at another server than `base_url`."""
    if secrets.server is not None and secrets.server != base_url:
        raise CredentialError(
            f"{account_id} was connected at {secrets.server or 'the network itself'}, and its address is now "
            f"{base_url or 'the network itself'}.",
            remedy=f"Connect it there: campaign accounts connect {account_id}.",
        )
