"""How long each step may take. The order of these figures is what keeps a claim safe; a test holds it.

All in seconds. The publishing request is over (its socket closed) before the lease that covers it can end.
"""

from __future__ import annotations

from datetime import timedelta

PREPARE_LEASE = 120.0
"""A claim is held this long; every id the network gives while preparing renews it."""

SEND_LEASE = 120.0
"""From the intent on."""

START_WITHIN = 10.0
"""The first byte leaves at the latest so long after the intent was begun, else nothing is sent."""

SEND_DEADLINE = 45.0
"""The publishing request is closed at the latest so long after the intent was begun."""

RECOVER_EVERY = 5.0

STOP_PATIENCE = 60.0
"""When the program stops, what the store cannot take is tried so long; recovery settles the rest at the next start."""

PUNCTUAL = timedelta(minutes=1)
"""What is less late than this is on time. What is more waits until its account has rested."""

CATCH_UP_PAUSE = timedelta(minutes=5)
"""How long an account rests between two overdue posts, unless a setting says otherwise."""

FIRST_LOOK = timedelta(seconds=5)
BETWEEN_READS = timedelta(seconds=5)
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 120, 300, 600, 1800, 3600))
"""When an unconfirmed post is looked for again, one after the other; then a person is asked."""

FIRST_READ = timedelta(seconds=10)
"""How long after it was published a post is read back for the first time."""
READ_LEASE = timedelta(minutes=2)
"""How long others leave alone a post that is being read. Who dies meanwhile leaves it due then."""
READ_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 6 * 3600, 24 * 3600))
"""The pauses after each reading that showed nothing certain; after the last it could not be read."""
SURE_AFTER = timedelta(minutes=1)
"""A network may show a new post late, or not whole: what differs sooner is read once more before it is told."""

RESEND_WITHIN = timedelta(minutes=10)
"""A post proved absent is sent again by itself only so soon after its attempt."""

FIRST_BACK_OFF = timedelta(seconds=5)
LONGEST_BACK_OFF = timedelta(minutes=15)


def back_off(attempt: int) -> timedelta:
    """How long to wait after try number `attempt` was certainly not sent: 5 s, 10 s, 20 s … 15 min."""
    doubled: int = 2 ** min(attempt - 1, 20)
    return min(FIRST_BACK_OFF * doubled, LONGEST_BACK_OFF)
