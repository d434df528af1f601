"""Helps adapters to translate answers into errors of ours."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ...model.clock import Clock
from ...model.errors import ContentRejected, PlatformError, RateLimited, Unavailable, Unconfirmed
from .answer import Answer
from .credentials import not_accepted

CLEAN_REFUSALS = frozenset(
    {400, 402, 404, 405, 406, 409, 410, 411, 413, 414, 415, 417, 418, 422, 424, 426, 428, 431, 451}
)
"""Client errors after which nothing was published. 408 and 499 are not here: a time-out on the way proves nothing."""

DEFAULT_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=2)
LONGEST_DETAIL = 500


def refusal(
    answer: Answer, said: str, *, title: str, account_id: str, publishing: bool, retry_at: datetime
) -> PlatformError:
    """The error for an answer that is not a yes. `said` is the network's own message; platforms judge 403 before."""
    detail = f"HTTP {answer.status} {said}"[:LONGEST_DETAIL].strip()
    if answer.status == 429:
        return RateLimited(f"{title} asks to wait.", retry_at=retry_at, detail=detail)
    if answer.status == 401:
        return not_accepted(title, account_id, detail)
    if answer.status == 403 or answer.status in CLEAN_REFUSALS:
        words = f"{title} refused it: {said or f'error {answer.status}'}"
        return ContentRejected(words, remedy="Change the post, then campaign retry.", detail=detail)
    if publishing:
        return Unconfirmed(f"{title} gave no clear answer (HTTP {answer.status}).", detail=detail)
    return Unavailable(f"{title} had a fault (HTTP {answer.status}).", detail=detail)


def retry_at(answer: Answer, clock: Clock, *reset_headers: str, otherwise: timedelta = DEFAULT_WAIT) -> datetime:
    """When to try again: Retry-After, else the first reset header there is, else `otherwise` from now."""
    now = clock.now()
    for name in ("Retry-After", *reset_headers):
        moment = _moment(answer.headers.get(name, ""), now)
        if moment is not None:
            return min(max(moment, now + timedelta(seconds=1)), now + LONGEST_WAIT)
    return now + otherwise


def _moment(text: str, now: datetime) -> datetime | None:
    """Seconds from now, seconds since the epoch, an HTTP date, or ISO 8601."""
    words = text.strip()
    if not words:
        return None
    try:
        number = float(words)
    except ValueError:
        return _written(words)
    if not math.isfinite(number) or number < 0:
        return None
    if number > 1_000_000_000:
        return datetime.fromtimestamp(min(number, 4_000_000_000), UTC)
    return now + timedelta(seconds=min(number, LONGEST_WAIT.total_seconds()))


def _written(words: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(words)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
