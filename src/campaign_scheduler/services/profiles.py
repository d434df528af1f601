"""Asks the networks who our accounts are, before anything is scheduled to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.account import Account, Profile
from ..model.errors import CampaignError, InputError, PlatformError, SettingsError
from ..model.problem import Problem
from ..publishing.identity import another_profile
from ..store import Connection, Store, accounts, vault
from ..store.accounts import Pinned
from .app import App
from .credentials import with_credentials

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
    """Ask the network now whether the credentials work, and as whom. Raises PlatformError, SettingsError."""
    return app.platforms[account.platform].verify(with_credentials(app, account))


def verify_and_keep(app: App, account: Account) -> Profile:
    """The same, and what was learnt is kept. Raises CredentialError for another profile than the pinned one."""
    profile = verify(app, account)
    with app.store_if_any() as store:
        if store is not None:
            with store.write() as connection:
                known = accounts.pinned(connection).get(account.id)
                if known is not None and known.remote_profile != profile.key:
                    raise another_profile(account.id, profile.handle, known.handle)
                accounts.pin(connection, account, _with_end(connection, account, profile), app.clock.now())
    return profile


def _with_end(connection: Connection, account: Account, profile: Profile) -> Profile:
    """What is known of the end from connecting stays where the network does not say."""
    row = vault.row(connection, account.id)
    return profile if row is None else replace(profile, expires_at=profile.expires_at or row.ends_at)


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
    except (PlatformError, SettingsError) as error:
        problems.append(_not_verified(account, error))
        return
    pinned = known.get(account.id)
    if pinned is not None and pinned.platform == account.platform and pinned.remote_profile != profile.key:
        problems.append(_not_verified(account, another_profile(account.id, profile.handle, pinned.handle)))
        return
    asked[account.id] = profile


def _not_verified(account: Account, error: CampaignError) -> Problem:
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
                profile = _with_end(connection, account, asked[account.id])
                accounts.pin(connection, account, profile, app.clock.now())
