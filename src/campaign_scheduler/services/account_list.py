"""The accounts as they stand: who, until when, what is left of the limits, where the secrets come from. Asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model.account import Account
from ..model.capabilities import Allowance
from ..store import Connection, accounts, pauses, vault
from ..store.accounts import Pinned
from ..store.vault import Row
from .app import App
from .choosing import all_accounts, needs_secrets
from .keyring import Keyring, Source
from .log import utc


@dataclass(frozen=True, slots=True)
class Used:
    """What an account has used of one allowance."""

    allowance: Allowance
    used: int

    @property
    def left(self) -> int:
        return max(0, self.allowance.limit.value - self.used)


@dataclass(frozen=True, slots=True)
class Standing:
    """`ends_at` is when a person must connect again: None where that is not known or never.

    `quiet_until` is until when the network asked for quiet; `stopped` says why the account is paused.
    """

    account: Account
    handle: str
    source: Source
    ends_at: datetime | None
    renews_itself: bool
    verified_at: datetime | None
    quiet_until: datetime | None
    allowances: tuple[Used, ...]
    stopped: str


def standings(app: App) -> list[Standing]:
    """One for each account of the workspace, in its order. Raises InputError, SettingsError."""
    known = all_accounts(app)
    with app.store_if_any() as store:
        if store is None:
            return [_standing(app, account, None, None, (), "") for account in known.values()]
        with store.read() as connection:
            return _read(app, connection, known)


def _read(app: App, connection: Connection, known: Mapping[str, Account]) -> list[Standing]:
    pinned, rows = accounts.pinned(connection), vault.rows(connection)
    stops = {one.target: one.reason for one in pauses.in_force(connection) if one.scope == "account"}
    return [
        _standing(app, account, pinned.get(name), rows.get(name), _used(app, connection, account), stops.get(name, ""))
        for name, account in known.items()
    ]


def _used(app: App, connection: Connection, account: Account) -> tuple[Used, ...]:
    now, able = app.clock.now(), app.platforms[account.platform].capabilities(account)
    return tuple(Used(one, accounts.sent_since(connection, account.id, now - one.within)) for one in able.allowances)


def _standing(
    app: App, account: Account, pinned: Pinned | None, row: Row | None, used: tuple[Used, ...], stopped: str
) -> Standing:
    source, now = Keyring(app.settings).source(account.id, row), app.clock.now()
    if source is Source.NOWHERE and not needs_secrets(app, account):
        source = Source.NOT_NEEDED
    of_vault = row if source is Source.VAULT else None
    quiet = pinned.quiet_until if pinned and pinned.quiet_until and pinned.quiet_until > now else None
    return Standing(
        account,
        pinned.handle if pinned else "",
        source,
        pinned.expires_at if pinned else None,
        bool(of_vault and of_vault.renew_at and not of_vault.refused),
        pinned.verified_at if pinned else None,
        quiet,
        used,
        stopped,
    )


def as_json(one: Standing) -> dict[str, object]:
    """The names of `campaign accounts list --json`."""
    return {
        "account": one.account.id,
        "platform": one.account.platform,
        "name": one.account.name,
        "handle": one.handle or None,
        "secrets": one.source.value,
        "ends_at": utc(one.ends_at),
        "renews_itself": one.renews_itself,
        "verified_at": utc(one.verified_at),
        "quiet_until": utc(one.quiet_until),
        "allowances": [
            {
                "limit": used.allowance.limit.value,
                "unit": used.allowance.unit,
                "within_s": int(used.allowance.within.total_seconds()),
                "used": used.used,
                "left": used.left,
            }
            for used in one.allowances
        ],
        "stopped": one.stopped or None,
    }
