"""The accounts as they stand on the stage: the stand-in networks' addresses instead of the networks' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ..model.account import Account
from ..model.errors import PlatformError
from ..sandbox import RunningSandbox
from ..sandbox.server import NETWORKS
from ..services.app import App
from ..services.profiles import verify
from ..store import Connection, accounts

PERMALINK = "permalink"


def at_sandbox(account: Account, running: RunningSandbox) -> Account:
    """The same account on the stand-in of its network, which keeps the limits of the account's own server."""
    running.world.names[account.id] = account.label
    running.world.limits[account.id] = account.limits
    options = {name: value for name, value in account.options.items() if name != PERMALINK}
    return replace(account, base_url=running.base_url(account.platform), options=options)


def has_stand_in(account: Account) -> bool:
    """Whether the sandbox plays this account's network."""
    return account.platform in NETWORKS


def introduce(
    app: App, connection: Connection, cast: Iterable[Account], now: datetime
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Verify each account as `apply` does. Gives the profiles of those that can play, and why others cannot."""
    profiles: dict[str, str] = {}
    out: dict[str, str] = {}
    for account in cast:
        try:
            profile = verify(app, account)
        except PlatformError as error:
            out[account.id] = error.message
            continue
        accounts.pin(connection, account, profile, now)
        profiles[account.id] = profile.key
    return profiles, out
