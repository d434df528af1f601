"""Puts an account together for one delivery: what was frozen at apply, and the secrets of today."""

from __future__ import annotations

from collections.abc import Callable

from ..model.account import Account, Credentials
from ..store.claims import Claim

CredentialsOf = Callable[[str], Credentials]


def account_of(claim: Claim, credentials_of: CredentialsOf) -> Account:
    """The account as it was when the delivery was scheduled (address and options), with its present credentials."""
    return Account(
        id=claim.key.account_id,
        platform=claim.platform,
        name=claim.account_name,
        base_url=claim.base_url,
        options=claim.options,
        credentials=credentials_of(claim.key.account_id),
    )
