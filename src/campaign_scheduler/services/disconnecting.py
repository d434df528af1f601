"""Disconnecting an account: its secrets are taken back at the network where that can be done, and forgotten here."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from ..model.account import Account
from ..model.errors import CampaignError, SettingsError
from ..platforms.kit.connecting import connector_of
from ..store import Store, events, vault
from ..store.vault import Row
from .app import App
from .choosing import the_account
from .keyring import Keyring

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Disconnected:
    """`revoked` is whether the network was told; None where it has no call for it. `why_not` says why it was not."""

    account_id: str
    revoked: bool | None
    why_not: str = ""


def disconnect(app: App, name: str, *, by: str = "") -> Disconnected:
    """Forget an account's secrets, whatever the network says. Raises SettingsError when there are none here.

    `name` may be a network with one account, or an account that is no longer in the workspace.
    """
    with app.store_if_any() as store:
        row = _row(app, store, name) if store else None
        if store is None or row is None:
            raise SettingsError(f"{name} is not connected here", remedy=_elsewhere(app, name))
        done = _revoke(app, row)
        with store.write() as connection:
            vault.forget(connection, row.account_id)
            data = {"account": row.account_id}
            events.record(connection, "account-disconnected", at=app.clock.now(), actor=by, data=data)
        return done


def _row(app: App, store: Store, name: str) -> Row | None:
    with store.read() as connection:
        found = vault.row(connection, name)
        return found or vault.row(connection, the_account(app, name).id)


def _elsewhere(app: App, account_id: str) -> str:
    given = Keyring(app.settings).given(account_id)
    if given is None:
        return "See campaign accounts list."
    return (
        f"Its secrets are in the environment or the secrets folder: take CAMPAIGN_SECRETS__{account_id}__… out there."
    )


def _revoke(app: App, row: Row) -> Disconnected:
    connects = connector_of(app.platforms[row.platform]) if row.platform in app.platforms else None
    if connects is None:
        return Disconnected(row.account_id, None, "its network is not installed")
    try:
        opened = Keyring(app.settings).open(row)
        account = Account(row.account_id, row.platform, base_url=row.base_url, options=row.options)
        done = connects.revoke(replace(account, credentials=opened))
    except CampaignError as error:
        return Disconnected(row.account_id, False, error.message)
    if not done and not connects.callback_host:
        return Disconnected(row.account_id, None, f"{connects.title} has no call for it")
    return Disconnected(row.account_id, done, "" if done else f"{connects.title} did not say yes")
