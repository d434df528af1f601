"""What becomes of deliveries that fall due inside a freeze: they go on hold at once, for a person to decide.

At once, not at the freeze's end: what is kept is then seen as soon as it is kept, and the end of a freeze is a moment
like any other, at which nothing goes out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..model.delivery import State
from ..model.freeze import Freeze, covering
from ..notify import telling
from ..store import Connection, Store, campaigns, events, freezes, outcomes


def hold_frozen(store: Store, now: datetime) -> int:
    """Put every delivery on hold that is due and may not go out for a freeze. Gives how many."""
    with store.read() as connection:
        if not freezes.caught(connection, now, limit=1):
            return 0
    return store.commit(lambda connection: _hold_all(connection, now))


def _hold_all(connection: Connection, now: datetime) -> int:
    if events.clock_in_doubt(connection):
        return 0
    known = freezes.every(connection)
    return sum(_hold(connection, row, known[row.campaign], now) for row in freezes.caught(connection, now))


def _hold(connection: Connection, row: Any, known: list[Freeze], now: datetime) -> bool:
    zone = ZoneInfo(campaigns.zone(connection, row.campaign) or "UTC")
    inside = covering(known, row.next_attempt_at) or covering(known, now)
    when = inside.in_words(zone) if inside else "then"
    held = outcomes.move(
        connection,
        row.id,
        from_states=[State(row.state)],
        to=State.HELD,
        now=now,
        reason_code="frozen",
        reason=f"Posting was frozen: {when}. It is kept for a person to decide: see campaign release.",
    )
    if held:
        telling.tell_of(connection, row.id, now)
    return held
