"""The journal of one attempt."""

from __future__ import annotations

from ..model.clock import Clock
from ..store import Store, claims
from ..store import journal as journal_table
from ..store.claims import Claim
from . import timing


class ClaimLostError(Exception):
    """Another process has taken the delivery over; nothing may be sent."""


class DeliveryJournal:
    """The Journal of one attempt: each id is committed at the latest with the intent, and a long preparation renews
    the claim."""

    def __init__(self, store: Store, claim: Claim, clock: Clock) -> None:
        self._store = store
        self._claim = claim
        self._clock = clock
        self._entries = self._load() if claim.attempt > 1 else {}
        self._renew_at = clock.lease_time() + timing.PREPARE_LEASE / 4

    def get(self, key: str) -> str | None:
        return self._entries.get(key)

    def record(self, key: str, value: str) -> None:
        """Raises ClaimLostError when another process has taken the delivery over."""
        claim, now = self._claim, self._clock.now()
        self._store.commit_soon(
            lambda connection: journal_table.record(connection, claim.delivery_id, claim.attempt, key, value, now)
        )
        self._entries[key] = value
        if self._clock.lease_time() >= self._renew_at:
            self._renew()

    def _renew(self) -> None:
        """A young lease needs no renewing; the intent looks at it in any case."""
        lease_time = self._clock.lease_time()
        until = lease_time + timing.PREPARE_LEASE
        if not self._store.commit(
            lambda connection: claims.extend_lease(connection, self._claim, lease_time=lease_time, lease_until=until)
        ):
            raise ClaimLostError
        self._renew_at = lease_time + timing.PREPARE_LEASE / 4

    def _load(self) -> dict[str, str]:
        with self._store.read() as connection:
            return journal_table.entries(connection, self._claim.delivery_id, self._clock.now())
