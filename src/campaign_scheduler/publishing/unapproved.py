"""What is due and is not approved waits for it where people see it, instead of being passed over."""

from __future__ import annotations

from datetime import datetime

from ..notify import telling
from ..store import Connection, Store, approvals


def wait(store: Store, now: datetime) -> int:
    """Put every delivery that is due and lacks an approval back to waiting for it. Gives how many.

    It can come to that when an approval was taken back while the post was being sent, and it proved not to be out.
    """
    with store.read() as connection:
        if not approvals.any_due_unapproved(connection, now):
            return 0
    return store.commit(lambda connection: _wait(connection, now))


def _wait(connection: Connection, now: datetime) -> int:
    waiting = approvals.settle_due(connection, now)
    for delivery_id in waiting:
        telling.tell_of(connection, delivery_id, now)
    return len(waiting)
