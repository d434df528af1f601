"""Learns what became of an unconfirmed delivery by reading the network; it can never publish.

Found is proof at any time. Absent is proof only when it was read after the attempt's deadline plus the network's
settle time, twice, some seconds apart (design: when is a post proved absent).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from ..model.account import Account
from ..model.capabilities import Capabilities
from ..model.clock import Clock
from ..model.delivery import Absent, CannotTell, Published, State
from ..model.errors import CampaignError
from ..notify import telling
from ..platforms.kit.interface import Platform
from ..store import Connection, Store, outcomes, recovery
from ..store.lease import lease_time
from ..store.read_backs import PlannedReading
from ..store.recovery import Unsure
from . import timing
from .accounts import CredentialsOf, account_of
from .points import Checkpoint, pass_by
from .reading import planned

log = logging.getLogger(__name__)


class Reconciler:
    """Looks for unconfirmed deliveries whose time to look has come.

    `may_still_send` tells whether the process that made an attempt, working or frozen, may yet send it.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        credentials_of: CredentialsOf,
        clock: Clock,
        may_still_send: Callable[[Unsure], bool] = lambda unsure: False,
        checkpoint: Checkpoint = pass_by,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._credentials_of = credentials_of
        self._clock = clock
        self._may_still_send = may_still_send
        self._checkpoint = checkpoint

    def look(self) -> int:
        """Look once for each that is due; gives how many there were."""
        with self._store.read() as connection:
            waiting = outcomes.to_check(connection, self._clock.now())
        for delivery_id in waiting:
            self.look_for(delivery_id)
        return len(waiting)

    def look_for(self, delivery_id: int) -> None:
        """Ask the network about one unconfirmed delivery and write down what that proves."""
        with self._store.read() as connection:
            unsure = recovery.unsure(connection, delivery_id, lease_time(connection, self._clock))
        if unsure is None:
            return
        handover = self._able(unsure).handover if unsure.platform in self._platforms else None
        if handover is not None:
            self._remind(unsure, handover.reminders)
            return
        self._checkpoint("looking")
        answer = self._find(unsure)
        self._checkpoint("looked")
        self._conclude(unsure, answer)
        self._checkpoint("settled")

    def _remind(self, unsure: Unsure, reminders: Sequence[timedelta]) -> None:
        """Nothing can be read: the person who has the post is reminded, and in the end everybody is told."""
        now, began = self._clock.now(), unsure.attempt.sent_at
        passed = sum(began + pause <= now for pause in reminders)
        following = began + reminders[passed] if passed < len(reminders) else None
        self._store.commit(lambda c: _write_reminder(c, unsure, passed, following, now))

    def _conclude(self, unsure: Unsure, answer: Published | Absent | CannotTell) -> None:
        if isinstance(answer, Published):
            self._found(unsure, answer)
        elif isinstance(answer, Absent):
            self._absent(unsure, answer)
        else:
            self._later(unsure, answer.reason)

    def _find(self, unsure: Unsure) -> Published | Absent | CannotTell:
        try:
            account = account_of(unsure, self._credentials_of)
            return self._platforms[unsure.platform].find(unsure.attempt, account)
        except CampaignError as error:
            return CannotTell(error.message)
        except Exception as error:
            log.error("unforeseen %s while looking for a post", type(error).__name__)
            return CannotTell(f"looking for it went wrong ({type(error).__name__})")

    def _found(self, unsure: Unsure, answer: Published) -> None:
        attempt, now = unsure.attempt, self._clock.now()
        read_back = planned(self._able(unsure).reading, now)
        if not self._store.commit(lambda c: _write_found(c, attempt.delivery_id, answer, now, read_back)):
            self._later(unsure, "the post that was found belongs to another entry of the log")

    def _absent(self, unsure: Unsure, answer: Absent) -> None:
        settle = self._settle(unsure)
        if settle is None:
            self._later(unsure, "it is not on the network's list, but this network's list may lag")
        elif answer.read_at < (settled_at := self._settled_at(unsure, settle)):
            self._look_at(unsure, settled_at, "It is not on the network's list yet.")
        elif self._may_still_send(unsure):
            self._later(unsure, "the program that was sending it is still at it, or frozen, and may yet send it")
        elif unsure.absent_at is None or answer.read_at - unsure.absent_at < timing.BETWEEN_READS:
            self._absent_once(unsure, answer)
        else:
            self._proved_absent(unsure)

    def _settle(self, unsure: Unsure) -> float | None:
        """Seconds that the network's list may lag; None where that is not known."""
        settle = self._able(unsure).settle
        return None if settle is None else settle.value

    def _able(self, unsure: Unsure) -> Capabilities:
        account = Account(unsure.account_id, unsure.platform, base_url=unsure.base_url, options=unsure.options)
        return self._platforms[unsure.platform].capabilities(account)

    def _settled_at(self, unsure: Unsure, settle: float) -> datetime:
        """From when on the list proves something. The machine's clock may have been set since the attempt, so it is
        also counted by one that nobody can set.
        """
        now = self._clock.now()
        missing = timing.SEND_DEADLINE + settle - unsure.elapsed
        if missing > 0:
            return max(unsure.attempt.deadline + timedelta(seconds=settle), now + timedelta(seconds=missing))
        if unsure.attempt.deadline - now > timedelta(seconds=timing.SEND_DEADLINE) and unsure.elapsed < math.inf:
            return now - timedelta(seconds=settle)
        return unsure.attempt.deadline + timedelta(seconds=settle)

    def _absent_once(self, unsure: Unsure, answer: Absent) -> None:
        attempt = unsure.attempt
        first = min(unsure.absent_at or answer.read_at, answer.read_at)
        self._store.commit(lambda c: outcomes.note_absent(c, attempt.delivery_id, attempt.number, first))
        self._look_at(unsure, first + timing.BETWEEN_READS, "It is not on the network's list; looking once more.")

    def _proved_absent(self, unsure: Unsure) -> None:
        now = self._clock.now()
        soon = now - unsure.attempt.started_at <= timing.RESEND_WITHIN and not self._is_long_ago(unsure)
        in_time = unsure.late_at is None or now < unsure.late_at
        to = State.SCHEDULED if soon and in_time and not unsure.restored else State.HELD
        reason = "It did not go out: the network's list was read twice and it is not there."
        reason += " It is sent again." if to is State.SCHEDULED else " A person decides what next."
        self._store.commit(lambda c: _write_absent(c, unsure.attempt.delivery_id, to, reason, now))

    def _is_long_ago(self, unsure: Unsure) -> bool:
        return timing.RESEND_WITHIN.total_seconds() < unsure.elapsed < math.inf

    def _later(self, unsure: Unsure, reason: str) -> None:
        """Look again with growing pauses, then leave it to a person."""
        now, started = self._clock.now(), unsure.attempt.deadline
        due = (started + pause for pause in timing.LOOKS if started + pause > now)
        self._look_at(unsure, next(due, None), f"We're not sure it went out: {reason}.")

    def _look_at(self, unsure: Unsure, moment: datetime | None, reason: str) -> None:
        delivery_id, now = unsure.attempt.delivery_id, self._clock.now()
        self._store.commit(lambda c: _write_look(c, delivery_id, moment, reason, now))


def _write_reminder(
    connection: Connection, unsure: Unsure, passed: int, following: datetime | None, now: datetime
) -> None:
    delivery_id = unsure.attempt.delivery_id
    if not outcomes.look_again(connection, delivery_id, following):
        return
    if following is None:
        telling.ask(connection, delivery_id, now)
    elif passed:
        telling.remind(connection, delivery_id, passed, now)


def _write_found(
    connection: Connection, delivery_id: int, answer: Published, now: datetime, read_back: PlannedReading
) -> bool:
    if not outcomes.found(connection, delivery_id, answer, now, read_back=read_back):
        return False
    telling.tell_found(connection, delivery_id, now)
    return True


def _write_absent(connection: Connection, delivery_id: int, to: State, reason: str, now: datetime) -> None:
    moved = outcomes.move(
        connection,
        delivery_id,
        from_states=[State.UNCONFIRMED],
        to=to,
        now=now,
        reason_code="proved-absent",
        reason=reason,
        values={"check_at": None, "next_attempt_at": now, "sent_at": None},
    )
    if moved:
        telling.tell_of(connection, delivery_id, now)


def _write_look(connection: Connection, delivery_id: int, moment: datetime | None, reason: str, now: datetime) -> None:
    """Without a next look, only a person can tell."""
    if outcomes.look_again(connection, delivery_id, moment, reason) and moment is None:
        telling.ask(connection, delivery_id, now)
