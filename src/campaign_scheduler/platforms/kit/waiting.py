"""Waiting for a network to process something, with a bound."""

from __future__ import annotations

import time
from collections.abc import Iterator

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 3.0


def turns(limit: float) -> Iterator[int]:
    """One turn at once, then one after each pause (0.1 s, 0.2 s … 3 s), until `limit` seconds are over."""
    until, pause, turn = time.monotonic() + limit, FIRST_PAUSE, 0
    while True:
        yield turn
        if time.monotonic() + pause >= until:
            return
        time.sleep(pause)
        pause, turn = min(pause * 2, LONGEST_PAUSE), turn + 1
