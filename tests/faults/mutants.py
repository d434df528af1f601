"""Wrong cores. The harness must catch each of them, else its silence about the right one proves nothing."""

from __future__ import annotations

from typing import Any

from campaign_scheduler.model.clock import steady
from campaign_scheduler.model.delivery import State
from campaign_scheduler.platforms.kit.transmission import Transmission
from campaign_scheduler.publishing import endings, timing
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.store import recovery


def apply(name: str) -> None:
    """Make this process's core wrong in the way called `name`; an empty name leaves it right."""
    if name:
        MUTANTS[name]()


def _retry_on_timeout() -> None:
    """Anything but a clean answer is tried again, as most schedulers do."""

    def again(error: Exception, claim: Any, transmission: Any, now: Any) -> Any:
        return endings.not_sent(error, claim, now)

    endings.after_sending = again


def _trust_one_early_read() -> None:
    """A post that one look does not find is taken as absent, and is sent again."""

    def absent(self: Any, unsure: Any, answer: Any) -> None:
        self._proved_absent(unsure)

    Reconciler._absent = absent  # type: ignore[method-assign]


def _late_intent() -> None:
    """The intent is written when the answer is there."""

    def intend_and_send(self: Any, platform: Any, account: Any, claim: Any, prepared: Any) -> Any:
        now = steady()
        transmission = Transmission(
            self._clock, latest_start=now + timing.START_WITHIN, deadline=now + timing.SEND_DEADLINE
        )
        ending = self._send(platform, account, claim, prepared, transmission)
        self._commit_intent(claim, prepared)
        return self._record(claim, ending)

    Publisher._intend_and_send = intend_and_send  # type: ignore[method-assign]


def _dead_means_retry() -> None:
    """A claim whose daemon died goes back to scheduled, intent or not."""
    right = recovery._left_unsure

    def left_unsure(intent_at: Any, now: Any, check_at: Any) -> Any:
        return right(intent_at, now, None) | {"state": State.SCHEDULED.value}

    recovery._left_unsure = left_unsure


MUTANTS = {
    "retry-on-timeout": _retry_on_timeout,
    "one-early-read": _trust_one_early_read,
    "late-intent": _late_intent,
    "dead-means-retry": _dead_means_retry,
}
