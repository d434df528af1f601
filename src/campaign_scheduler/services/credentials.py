"""An account with its secrets of now, for a service that has no store open."""

from __future__ import annotations

from dataclasses import replace

from ..model.account import Account, Credentials
from ..publishing.accounts import check_server
from ..store import Store
from .app import App
from .keyring import Keyring
from .renewing import Renewer


def with_credentials(app: App, account: Account) -> Account:
    """Renewed first where it is time. Raises PlatformError, and SettingsError where the vault cannot be opened."""
    keyring = Keyring(app.settings)
    secrets = keyring.given(account.id)
    if secrets is None:
        with app.store_if_any() as store:
            secrets = renewer(app, store).credentials(account.id) if store else Credentials()
    check_server(account.id, account.base_url, secrets)
    return replace(account, credentials=secrets)


def renewer(app: App, store: Store) -> Renewer:
    return Renewer(store, app.platforms, Keyring(app.settings), app.clock)
