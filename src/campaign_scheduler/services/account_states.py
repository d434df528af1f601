"""Each account as it stands: who it is on its network, until when, and how much of its allowance is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..model.account import Account
from ..store import accounts, agenda, pauses
from ..store.accounts import Pinned
from ..store.pauses import Pause
from .app import App
from .board import Board

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Used:
    """How many of an allowance were used in the time it counts."""

    used: int
    limit: int
    unit: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class AccountState:
    """`known` is who it was when last asked; `missing` are the secrets that lack."""

    account: Account
    title: str
    known: Pinned | None
    missing: tuple[str, ...]
    stop: Pause | None
    used: tuple[Used, ...]
    now: datetime

    @property
    def expires_soon(self) -> bool:
        ends = self.known.expires_at if self.known else None
        return ends is not None and ends - self.now < SOON

    @property
    def rests_until(self) -> datetime | None:
        """Until when its network asked to be left alone."""
        quiet = self.known.quiet_until if self.known else None
        return quiet if quiet is not None and quiet > self.now else None


def states(app: App, board: Board) -> Sequence[AccountState]:
    """Every account of the files, in their order."""
    now = app.clock.now()
    with app.store() as store, store.read() as connection:
        known, stops = accounts.pinned(connection), pauses.in_force(connection)
        found = []
        for account in board.reading.workspace.accounts.values():
            able = app.platforms[account.platform].capabilities(account)
            used = tuple(
                Used(agenda.sent_since(connection, account.id, now - one.within), one.limit.value, one.unit, one.within)
                for one in able.allowances
            )
            stop = next((one for one in stops if one.scope == "account" and one.target == account.id), None)
            missing = _missing(app, account, able.credential_fields)
            found.append(AccountState(account, able.title, known.get(account.id), missing, stop, used, now))
    return found


def _missing(app: App, account: Account, sets: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Of the set of secrets that lacks least: its names that are not there."""
    there = set(app.settings.credentials(account.id))
    lacking = [tuple(name for name in fields if name not in there) for fields in sets]
    return min(lacking, key=len, default=())
