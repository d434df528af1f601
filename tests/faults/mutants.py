"""Wrong cores. The harness must catch each of them, else its silence about the right one proves nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select, update

from campaign_scheduler.model.clock import steady
from campaign_scheduler.model.delivery import State
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.transmission import Transmission
from campaign_scheduler.platforms.mastodon import capabilities as mastodon
from campaign_scheduler.publishing import endings, timing
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.store import claims, journal, recovery
from campaign_scheduler.store.compiled import CompiledWrite


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


def _follow_redirects() -> None:
    """The publishing request goes wherever the answer points, as a usual HTTP library would."""
    publish = Door.publish

    def follow(self: Door, method: str, url: str, transmission: Transmission, **parts: Any) -> Any:
        answer = publish(self, method, url, transmission, **parts)
        if answer.status in (307, 308):
            return self.request(method, answer.headers["location"], **parts)
        if answer.status in (301, 302, 303):
            return self.request("GET", answer.headers["location"])
        return answer

    Door.publish = follow  # type: ignore[method-assign]


def _no_settle_time() -> None:
    """A list is taken to be up to date at any moment."""
    mastodon.SETTLE = replace(mastodon.SETTLE, value=0.0)
    Reconciler._settled_at = lambda self, unsure, settle: unsure.attempt.deadline  # type: ignore[method-assign]


def _reuse_named_pictures() -> None:
    """A picture that a publishing request has named is named again."""

    def entries(connection: Any, delivery_id: int, now: Any) -> dict[str, str]:
        mine = select(journal.J).where(journal.J.c.delivery_id == delivery_id)
        return {row.key: row.value for row in connection.execute(mine)}

    journal.entries = entries


def _stop_only_claims() -> None:
    """A stop is looked at when a post is claimed, and not again before it is sent: neither that it is in force, nor
    that it took the post back.
    """
    same_try = (claims.D.c.claim_token == bindparam("b_token"), claims.D.c.attempts == bindparam("b_attempt"))
    claims.INTEND = _intend(claims.D.c.id == bindparam("b_id"), *same_try, claims.D.c.intent_at.is_(None))


def _intent_of_anyone() -> None:
    """The intent is written whoever holds the claim by now, and whatever became of the post."""
    claims.INTEND = _intend(claims.D.c.id == bindparam("b_id"))


def _intend(*conditions: Any) -> CompiledWrite:
    values = {"intent_at": claims.NOW, "lease_until": bindparam("b_until")}
    return CompiledWrite(update(claims.D).where(*conditions).values(values))


MUTANTS = {
    "retry-on-timeout": _retry_on_timeout,
    "one-early-read": _trust_one_early_read,
    "late-intent": _late_intent,
    "dead-means-retry": _dead_means_retry,
    "redirect-followed": _follow_redirects,
    "no-settle-time": _no_settle_time,
    "named-pictures-reused": _reuse_named_pictures,
    "stop-only-claims": _stop_only_claims,
    "intent-of-anyone": _intent_of_anyone,
}
