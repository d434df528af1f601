"""Sends what waits in the outbox, at least once to every target, on a thread of its own.

It is never in the publisher's way: it reads and marks rows, waits a bounded time for each target, and forgets about a
target that hangs until it answers.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from ..model.clock import Clock
from ..store import Connection, Store, posting
from ..store.posting import Waiting
from .letters import Letter, letters
from .targets import Target

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
GATHER = 5.0
"""Seconds between noticing a message and sending it, so that a burst is one letter."""
PACE = 60.0
"""Seconds between two letters."""
ANSWER_WITHIN = 30.0
AT_ONCE = 100
"""Messages in one letter; the others follow in the next."""
TAKEN_FOR = timedelta(minutes=3)
"""How long another daemon leaves messages alone that we are sending."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
STOP_WITHIN = 3.0


PersonOf = Callable[[str], Sequence[Target]]
"""Where the person of an account is reached; empty where nobody knows."""


def pause_after(tries: int) -> timedelta:
    """How long to wait after failed try number `tries`: 1, 2, 4 … minutes, at most 6 hours, for ever."""
    doubled: int = 2 ** min(tries - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


class Sender:
    """`start`, then `stop`; or `send_waiting` for one round."""

    def __init__(
        self,
        store: Store,
        targets: Sequence[Target],
        clock: Clock,
        *,
        answer_within: float = ANSWER_WITHIN,
        person: PersonOf | None = None,
    ) -> None:
        self._store = store
        self._targets = targets
        self._person = person
        self._clock = clock
        self._answer_within = answer_within
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)

    def start(self) -> None:
        """Begin, when there is anybody to tell."""
        if self._targets or self._person is not None:
            self._thread.start()

    def stop(self) -> None:
        """Send nothing more. What is on its way is not waited for long: it is sent again if it was not taken."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)

    def send_waiting(self) -> int:
        """Send what is due to every target that does not have it. Gives how many messages everybody has now."""
        now = self._clock.now()
        addressed = not self._targets
        taken = self._store.commit(lambda c: posting.take(c, now, now + TAKEN_FOR, AT_ONCE, addressed=addressed))
        if not taken:
            return 0
        meant = {one.id: self._meant(one) for one in taken}
        everybody = {target.key: target for targets in meant.values() for target in targets}
        have = self._have(everybody.values())
        errors = self._send(taken, everybody.values(), meant, have)
        return self._store.commit(lambda c: self._note(c, taken, meant, have, errors, self._clock.now()))

    def _meant(self, one: Waiting) -> Sequence[Target]:
        """Who is to have a message: the person it is for, or else everybody who is told."""
        recipient = one.message.recipient
        return (self._person(recipient) if recipient and self._person else ()) or self._targets

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            try:
                self._round()
            except Exception as error:
                log.warning("messages could not be sent (%s); they are tried again", type(error).__name__)

    def _round(self) -> None:
        with self._store.read() as connection:
            due = posting.any_due(connection, self._clock.now(), addressed=not self._targets)
        if due and not self._stopping.wait(GATHER):
            self.send_waiting()
            self._stopping.wait(PACE)

    def _have(self, targets: Iterable[Target]) -> dict[str, set[int]]:
        """Which messages each target has already, by the target's key."""
        with self._store.read() as connection:
            return {target.key: posting.done(connection, target.key) for target in targets}

    def _send(
        self,
        taken: Sequence[Waiting],
        targets: Iterable[Target],
        meant: Mapping[int, Sequence[Target]],
        have: Mapping[str, set[int]],
    ) -> dict[str, str]:
        """Write to all targets at the same time; adds to `have` what they took. Gives the errors by target's label."""
        errors: dict[str, str] = {}

        def wants(target: Target, one: Waiting) -> bool:
            return one.id not in have[target.key] and any(target.key == other.key for other in meant[one.id])

        wanted = [(t, letters([one for one in taken if wants(t, one)])) for t in targets]
        threads = [threading.Thread(target=self._post, args=(*one, have, errors), daemon=True) for one in wanted]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return errors

    def _post(
        self, target: Target, post: Sequence[Letter], have: Mapping[str, set[int]], errors: dict[str, str]
    ) -> None:
        until = time.monotonic() + self._answer_within
        for letter in post:
            sending = target.begin(letter.title, letter.body)
            error = (
                "it has not answered the last one yet" if sending is None else sending.result(until - time.monotonic())
            )
            if error:
                errors[target.label] = error
                return
            have[target.key].update(letter.ids)

    def _note(
        self,
        connection: Connection,
        taken: Sequence[Waiting],
        meant: Mapping[int, Sequence[Target]],
        have: Mapping[str, set[int]],
        errors: Mapping[str, str],
        now: datetime,
    ) -> int:
        sent = {id_ for id_, targets in meant.items() if targets and all(id_ in have[one.key] for one in targets)}
        posting.mark_sent(connection, sent, now)
        why = "; ".join(f"address {label}: {error}" for label, error in sorted(errors.items()))
        for one in taken:
            if one.id not in sent:
                posting.try_later(connection, one, now + pause_after(one.tries), why)
        for key, ids in have.items():
            posting.keep_done(connection, key, ids - sent)
        if errors:
            log.warning("%d message(s) could not be sent to everybody: %s", len(taken) - len(sent), why)
        return len(sent)
