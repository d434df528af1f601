"""The time, as something that can be handed in."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """`now` decides slots and is written in the log; `lease_time` decides leases and is never sped up."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def lease_time(self) -> float:
        """Seconds since the epoch on the machine's real clock, for leases and settle times."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def lease_time(self) -> float:
        return time.time()
