"""The ways in which an account's credentials do not do, each as a plain sentence and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.errors import CredentialError
from .connecting import Scope


def missing_secret(account_id: str, field: str) -> CredentialError:
    """No secret was given at all."""
    return CredentialError(
        f"{account_id} is not connected: it has no {field}.",
        remedy=f"Connect it: campaign accounts connect {account_id} (or set CAMPAIGN_SECRETS__{account_id}__{field}). "
        f"{_then(account_id)}",
    )


def not_accepted(title: str, account_id: str, detail: str, *, why: str = "") -> CredentialError:
    """The token does not work: it has ended, was taken back, or never was one."""
    return CredentialError(
        f"{title} does not accept the token of {account_id}: {why or 'it has ended or was taken back'}.",
        remedy=f"Connect it again: campaign accounts connect {account_id} "
        f"(or set CAMPAIGN_SECRETS__{account_id}__access_token anew). {_then(account_id)}",
        detail=detail,
    )


def lacks_scope(title: str, account_id: str, needs: Sequence[Scope], detail: str) -> CredentialError:
    """The token works, and may not do this."""
    listed = "; ".join(f"{one.name} ({one.why})" for one in needs)
    how = " ".join(dict.fromkeys(one.how for one in needs))
    return CredentialError(
        f"{title} does not let {account_id} do this. Its token must have: {listed}.",
        remedy=f"{how} Then: campaign accounts connect {account_id}. {_then(account_id)}",
        detail=detail,
    )


def wrong_kind(title: str, account_id: str, wanted: str, detail: str) -> CredentialError:
    """A token of another kind than posting needs."""
    return CredentialError(
        f"The token of {account_id} is of the wrong kind: {title} needs {wanted}.",
        remedy=f"Connect it: campaign accounts connect {account_id}. {_then(account_id)}",
        detail=detail,
    )


def suspended(title: str, account_id: str, detail: str) -> CredentialError:
    """The network has closed the profile, for a while or for good. No new token helps."""
    return CredentialError(
        f"{title} has suspended or locked the profile of {account_id}, so nothing can be posted there.",
        remedy=f"Log in to {title} as that profile and follow what it asks for; a new token does not help. "
        f"{_then(account_id)}",
        detail=detail,
    )


def _then(account_id: str) -> str:
    return f"Then: campaign resume --account {account_id}."
