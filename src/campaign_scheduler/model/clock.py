"""The time, as something that can be handed in."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


def steady() -> float:
    """Seconds that only go forward, and that go on while the machine sleeps wherever the system can tell.

    `time.monotonic` stands still while Linux and macOS sleep, so a deadline kept by it could be hours over.
    """
    return time.monotonic() if _COUNTS_SLEEP is None else time.clock_gettime(_COUNTS_SLEEP)


_COUNTS_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC_RAW", None))


class Clock(Protocol):
    """`now` decides slots and is written in the log; `lease_time` decides leases and is never sped up."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def lease_time(self) -> float:
        """Seconds on a clock that all processes of this machine share and nobody can set, for leases and settle
        times.
        """
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def lease_time(self) -> float:
        return steady()
