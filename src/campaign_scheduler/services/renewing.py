"""Renews tokens before they end: one process at a time an account, and the new pair is stored before it is used.

A renewal whose answer is lost leaves the account connected and is tried again: asking publishes nothing. Only a clean
no of the network ends it, once, with a message to a person.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ..model.account import Account, Credentials
from ..model.clock import Clock
from ..model.errors import CampaignError, CredentialError, PlatformError, Unavailable
from ..platforms.kit.connecting import Connector, Grant, connector_of
from ..platforms.kit.interface import Platform
from ..publishing.pausing import pause_account
from ..store import Connection, Store, accounts, events, vault
from ..store.lease import lease_time
from ..store.vault import Row, Times
from .keyring import Keyring

log = logging.getLogger(__name__)

TURN = 120.0
"""Seconds that a process may take to renew an account before another may: longer than the door waits for an answer."""
AGAIN = timedelta(minutes=2)
"""After a renewal that got no answer."""
EARLY_PART = 5
"""A token is renewed when a fifth of its life is left, but at most a week ahead."""
EARLIEST = timedelta(days=7)
WAIT_FOR_OTHER = 20.0
LOOK_EVERY = 0.2


class Renewer:
    """Used from many threads and beside other processes."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], keyring: Keyring, clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._keyring = keyring
        self._clock = clock
        self._unsaved: dict[str, tuple[Row, str, Grant]] = {}

    def credentials(self, account_id: str) -> Credentials:
        """The secrets of now, renewed first where it is time. Raises PlatformError, SettingsError without the key."""
        given = self._keyring.given(account_id)
        if given is not None:
            return given
        row = self._row(account_id)
        if row is None:
            return Credentials()
        return self._keyring.open(self._fresh(row))

    def tick(self) -> None:
        """Renew what it is time for, so that no post has to wait for it. Whatever fails is tried again."""
        with self._store.read() as connection:
            found = vault.rows(connection)
        for row in found.values():
            try:
                self._keep_up(row)
            except CampaignError as error:
                log.warning("%s: %s", row.account_id, error.message)

    def _keep_up(self, row: Row) -> None:
        box = self._keyring.reseal(row)
        if box is not None:
            self._store.commit(lambda connection: vault.reseal(connection, row, box))
        elif self._keyring.given(row.account_id) is None and self._is_due(row) and not row.refused:
            self._fresh(row)

    def _row(self, account_id: str) -> Row | None:
        with self._store.read() as connection:
            return vault.row(connection, account_id)

    def _is_due(self, row: Row) -> bool:
        return row.renew_at is not None and row.renew_at <= self._clock.now()

    def _works(self, row: Row) -> bool:
        """Whether the present token may still be used."""
        return row.token_ends_at is None or self._clock.now() < row.token_ends_at

    def _fresh(self, row: Row) -> Row:
        """The row with a token that works. One that still does is used whatever became of its renewal."""
        if row.refused:
            raise CredentialError(row.refused, remedy=_reconnect(row))
        if not self._is_due(row):
            return row
        try:
            return self._renew(row) or self._of_another(row)
        except CredentialError:
            raise
        except PlatformError as error:
            if self._works(row):
                log.warning("the token of %s could not be renewed yet: %s", row.account_id, error.message)
                return row
            raise

    def _of_another(self, row: Row) -> Row:
        """Another thread or process renews it now: its result is waited for, unless the present token still works."""
        until = time.monotonic() + WAIT_FOR_OTHER
        while (now := self._row(row.account_id)) is not None:
            if now.revision != row.revision or now.refused:
                return self._fresh(now)
            if self._works(row):
                return row
            if time.monotonic() > until:
                raise Unavailable(f"The token of {row.account_id} is being renewed by another process.")
            time.sleep(LOOK_EVERY)
        raise Unavailable(f"{row.account_id} was disconnected meanwhile.")

    def _renew(self, row: Row) -> Row | None:
        """None when it is not our turn. Raises PlatformError."""
        connector, account = self._connector(row), self._account(row)
        by, now = secrets.token_hex(16), self._clock.now()
        self._save_what_was_not(row.account_id)
        if not self._store.commit(lambda connection: self._take_turn(connection, row, by, now)):
            return None
        try:
            grant = connector.renew(account)
        except CredentialError as error:
            self._refused(row, by, error, connector)
            raise CredentialError(_ended(row, connector), remedy=_reconnect(row), detail=error.detail) from None
        except BaseException:
            self._give_up(row, by, now)
            raise
        return self._save(row, by, grant)

    def _take_turn(self, connection: Connection, row: Row, by: str, now: datetime) -> bool:
        leased = lease_time(connection, self._clock)
        return vault.take_turn(connection, row, by=by, lease_time=leased, until=leased + TURN, now=now)

    def _connector(self, row: Row) -> Connector:
        connector = connector_of(self._platforms[row.platform]) if row.platform in self._platforms else None
        if connector is None:
            raise Unavailable(f"The network {row.platform} of {row.account_id} is not installed.")
        return connector

    def _account(self, row: Row) -> Account:
        opened = self._keyring.open(row)
        return Account(row.account_id, row.platform, base_url=row.base_url, options=row.options, credentials=opened)

    def _save(self, row: Row, by: str, grant: Grant) -> Row:
        """Durable before it is used. What cannot be written now is kept in memory and written at the next chance."""
        self._unsaved[row.account_id] = (row, by, grant)
        self._save_what_was_not(row.account_id)
        fresh = self._row(row.account_id)
        if fresh is None:
            raise Unavailable(f"{row.account_id} was disconnected meanwhile.")
        return fresh

    def _save_what_was_not(self, account_id: str) -> None:
        if account_id in self._unsaved:
            row, by, grant = self._unsaved[account_id]
            self._store.commit(lambda connection: self._write(connection, row, by, grant))
            self._unsaved.pop(account_id, None)

    def _write(self, connection: Connection, row: Row, by: str, grant: Grant) -> None:
        now = self._clock.now()
        times = times_of(grant, now)
        if times.ends_at is None and row.ends_at is not None:
            times = replace(times, ends_at=row.ends_at)
        box = self._keyring.seal(connection, row.account_id, grant.secrets)
        if vault.renewed(connection, row, by=by, box=box, times=times, now=now):
            accounts.set_end(connection, row.account_id, times.ends_at)
            events.record(connection, "token-renewed", at=now, actor="renewer", data={"account": row.account_id})

    def _give_up(self, row: Row, by: str, now: datetime) -> None:
        """The answer may come to nobody: that a request was made stays written down."""
        again, asked = self._clock.now() + AGAIN, row.unanswered_at or now
        self._store.commit(
            lambda connection: vault.give_up_turn(connection, row, by=by, again_at=again, unanswered_at=asked)
        )

    def _refused(self, row: Row, by: str, error: CredentialError, connector: Connector) -> None:
        now, why = self._clock.now(), _ended(row, connector)
        log.warning("%s (%s)", why, error.detail)

        def write(connection: Connection) -> None:
            if vault.refuse(connection, row, by=by, why=why):
                pause_account(connection, row.account_id, f"{why} {_reconnect(row)}", now, by="renewer")

        self._store.commit(write)


def times_of(grant: Grant, now: datetime) -> Times:
    """When a grant that came at `now` is renewed, when its token ends, and when a person must connect again."""
    ends = None if grant.lives is None else now + grant.lives
    if not grant.can_renew:
        return Times(token_ends_at=ends, ends_at=ends)
    early = None if grant.lives is None else now + grant.lives - min(grant.lives / EARLY_PART, EARLIEST)
    return Times(early, ends, None if grant.renewable_for is None else now + grant.renewable_for)


def _ended(row: Row, connector: Connector) -> str:
    """Why it is over, plainly. Where an earlier renewal got no answer, that is the likely reason."""
    if row.unanswered_at is None:
        return (
            f"{connector.title} does not renew the connection of {row.account_id} any more: it was taken back or is "
            "too old."
        )
    return (
        f"{connector.title} was asked for a new token for {row.account_id} at {row.unanswered_at:%H:%M} UTC on "
        f"{row.unanswered_at.day} {row.unanswered_at:%B}, and the answer never arrived here. It has ended the old one, "
        "so neither can be used."
    )


def _reconnect(row: Row) -> str:
    name = row.account_id
    return f"Connect it again: campaign accounts connect {name}, then campaign resume --account {name}."
