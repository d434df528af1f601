"""Record keys: 13 letters that hold the time, so that they sort as they were made.

Source: the AT Protocol's specification of TIDs, read 2026-11-22.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
LENGTH = 13
CLOCK_BITS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_tid(moment: datetime) -> str:
    """Microseconds since 1970, then ten bits of chance, as five bits a letter."""
    number = (moment - _EPOCH) // timedelta(microseconds=1) << CLOCK_BITS | secrets.randbelow(1 << CLOCK_BITS)
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
