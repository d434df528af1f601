"""What is known of the one publishing request of an attempt: whether and when it left this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from ...model.clock import Clock, steady
from ...model.errors import Unavailable


class Left(StrEnum):
    """How much of the publishing request left this machine."""

    NOTHING = "nothing"
    SOME = "some"
    ALL = "all"


class Transmission:
    """Handed to `send` by the publishing core, and by `send` to the HTTP door.

    `latest_start` and `deadline` are on the steady clock: the first byte may leave only before the one, and the
    connection is closed at the other. `reached` is told when the first byte is about to leave, and when the last has.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        latest_start: float,
        deadline: float,
        reached: Callable[[str], None] = lambda point: None,
    ) -> None:
        self._clock = clock
        self._reached = reached
        self.latest_start = latest_start
        self.deadline = deadline
        self.left = Left.NOTHING
        self.first_byte_at: datetime | None = None

    def begin(self) -> None:
        """Called once, on an open connection, just before the first byte. Raises Unavailable when it is too late."""
        if self.left is not Left.NOTHING:
            raise RuntimeError("a second publishing request in one attempt")
        if steady() >= self.latest_start:
            raise Unavailable("too little time was left to send safely, so nothing was sent")
        self.first_byte_at = self._clock.now()
        self.left = Left.SOME
        self._reached("leaving")

    def finish(self) -> None:
        """Called when the last byte of the request was handed to the operating system."""
        self.left = Left.ALL
        self._reached("left")
