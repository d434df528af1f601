"""The journal of one attempt."""

from __future__ import annotations

from ..model.clock import Clock
from ..store import Connection, Store, claims
from ..store import journal as journal_table
from ..store.claims import Claim
from . import timing


class ClaimLostError(Exception):
    """Another process has taken the delivery over; nothing may be sent."""


class DeliveryJournal:
    """The Journal of one attempt: each id is committed before the next step, and renews the claim."""

    def __init__(self, store: Store, claim: Claim, clock: Clock) -> None:
        self._store = store
        self._claim = claim
        self._clock = clock
        self._entries = self._load() if claim.attempt > 1 else {}

    def get(self, key: str) -> str | None:
        return self._entries.get(key)

    def record(self, key: str, value: str) -> None:
        """Raises ClaimLostError when another process has taken the delivery over."""
        if not self._store.commit(lambda connection: self._write(connection, key, value)):
            raise ClaimLostError
        self._entries[key] = value

    def _write(self, connection: Connection, key: str, value: str) -> bool:
        lease_time, claim = self._clock.lease_time(), self._claim
        until = lease_time + timing.PREPARE_LEASE
        if not claims.extend_lease(connection, claim, lease_time=lease_time, lease_until=until):
            return False
        journal_table.record(connection, claim.delivery_id, claim.attempt, key, value, self._clock.now())
        return True

    def _load(self) -> dict[str, str]:
        with self._store.read() as connection:
            return journal_table.entries(connection, self._claim.delivery_id, self._clock.now())
