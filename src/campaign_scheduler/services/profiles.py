"""Asks the networks who our accounts are, before anything is scheduled to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.account import Account, Profile
from ..model.errors import InputError, PlatformError
from ..model.problem import Problem
from ..store import Store, accounts
from ..store.accounts import Pinned
from .app import App

ACCOUNTS_FILE = "config/accounts.yaml"


def pin_profiles(app: App, store: Store, wanted: Iterable[Account]) -> dict[str, str]:
    """Each account's remote profile, asking the network for those not yet pinned as they are now written.

    Raises InputError when a network cannot be asked, refuses, names another profile than before, or when two
    accounts turn out to be one profile.
    """
    with store.read() as connection:
        known = accounts.pinned(connection)
    asked: dict[str, Profile] = {}
    problems: list[Problem] = []
    for account in wanted:
        if not _is_pinned(account, known):
            _ask(app, account, known, asked, problems)
    keys = {account.id: known[account.id].remote_profile for account in wanted if account.id in known}
    keys |= {name: profile.key for name, profile in asked.items()}
    problems += _same_profile(keys)
    if problems:
        raise InputError(problems)
    _save(app, store, wanted, asked)
    return keys


def verify(app: App, account: Account) -> Profile:
    """Ask the network now whether the credentials work, and as whom. Raises PlatformError."""
    return app.platforms[account.platform].verify(app.with_credentials(account))


def _is_pinned(account: Account, known: Mapping[str, Pinned]) -> bool:
    last = known.get(account.id)
    if last is None:
        return False
    return (last.platform, last.base_url, dict(last.options)) == (
        account.platform,
        account.base_url,
        dict(account.options),
    )


def _ask(
    app: App, account: Account, known: Mapping[str, Pinned], asked: dict[str, Profile], problems: list[Problem]
) -> None:
    try:
        profile = verify(app, account)
    except PlatformError as error:
        problems.append(_not_verified(account, error))
        return
    asked[account.id] = profile


def _not_verified(account: Account, error: PlatformError) -> Problem:
    return Problem(
        "account-not-verified",
        f"The account {account.id} could not be checked with its network: {error.message}",
        error.remedy or "Check the connection to the network and the account's token, then try again.",
        file=ACCOUNTS_FILE,
    )


def _same_profile(keys: Mapping[str, str]) -> list[Problem]:
    """Two accounts that are one profile would post everything twice."""
    owners: dict[str, list[str]] = {}
    for account_id, key in keys.items():
        owners.setdefault(key, []).append(account_id)
    return [
        Problem(
            "same-profile",
            f"The accounts {' and '.join(names)} are the same profile on the network.",
            "Keep one of them in config/accounts.yaml, or give the other its own token.",
            file=ACCOUNTS_FILE,
        )
        for names in owners.values()
        if len(names) > 1
    ]


def _save(app: App, store: Store, wanted: Iterable[Account], asked: Mapping[str, Profile]) -> None:
    with store.write() as connection:
        for account in wanted:
            if account.id in asked:
                accounts.pin(connection, replace(account), asked[account.id], app.clock.now())
