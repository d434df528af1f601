"""The journal of one attempt."""

from __future__ import annotations

import time

from ..model.clock import Clock
from ..store import Connection, Store, claims
from ..store import journal as journal_table
from ..store.claims import Claim
from ..store.lease import lease_time
from . import timing
from .points import Checkpoint, pass_by


class ClaimLostError(Exception):
    """Another process has taken the delivery over; nothing may be sent."""


class DeliveryJournal:
    """The Journal of one attempt: each id is committed at the latest with the intent, and a long preparation renews
    the claim."""

    def __init__(self, store: Store, claim: Claim, clock: Clock, checkpoint: Checkpoint = pass_by) -> None:
        self._store = store
        self._checkpoint = checkpoint
        self._claim = claim
        self._clock = clock
        self.number = claim.delivery_id
        self.post_id = claim.key.post_id
        self._entries = self._load() if claim.attempt > 1 else {}
        self._renew_at = time.monotonic() + timing.PREPARE_LEASE / 4

    def get(self, key: str) -> str | None:
        return self._entries.get(key)

    def record(self, key: str, value: str) -> None:
        """Raises ClaimLostError when another process has taken the delivery over."""
        self._checkpoint("uploaded")
        claim, now = self._claim, self._clock.now()
        self._store.commit_soon(
            lambda connection: journal_table.record(connection, claim.delivery_id, claim.attempt, key, value, now)
        )
        self._entries[key] = value
        if time.monotonic() >= self._renew_at:
            self._renew()

    def _renew(self) -> None:
        """A young lease needs no renewing; the intent looks at it in any case."""
        if not self._store.commit(self._extend):
            raise ClaimLostError
        self._renew_at = time.monotonic() + timing.PREPARE_LEASE / 4

    def _extend(self, connection: Connection) -> bool:
        leased = lease_time(connection, self._clock)
        return claims.extend_lease(
            connection, self._claim, lease_time=leased, lease_until=leased + timing.PREPARE_LEASE
        )

    def _load(self) -> dict[str, str]:
        with self._store.read() as connection:
            return journal_table.entries(connection, self._claim.delivery_id, self._clock.now())
