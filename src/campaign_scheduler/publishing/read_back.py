"""After publishing, the daemon reads each live post and writes down that it is what was scheduled, or what differs.

It never moves a delivery and never publishes. A reading is taken first and concluded after, so a daemon that dies
between the two reads again after its restart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ..model.clock import Clock
from ..model.delivery import ReadBack
from ..notify import telling
from ..store import Connection, Store, read_backs, removals
from ..store.read_backs import Outside
from ..store.removals import Asked
from . import timing
from .points import Checkpoint, pass_by
from .reading import Reader, Shown

THERE = (ReadBack.SAME, ReadBack.DIFFERS)
EARLY = "It went out less than a minute ago, so look again."
THERE_AGAIN = "The log said that it is not there any more, and it is."


class ReadBacks:
    """Reads back what is due; `read_now` does it on request."""

    def __init__(self, store: Store, reader: Reader, clock: Clock, checkpoint: Checkpoint = pass_by) -> None:
        self._store = store
        self._reader = reader
        self._clock = clock
        self._checkpoint = checkpoint

    def look(self) -> int:
        """Read each post that is due once; gives how many there were."""
        now = self._clock.now()
        with self._store.read() as connection:
            waiting = read_backs.due(connection, now)
        return sum(self._read(delivery_id, now) for delivery_id in waiting)

    def read_now(self, post: Outside) -> Shown:
        """Read a post because a person asks; what it shows is written down and not told, since they see it."""
        shown, now = self._reader.read(post), self._clock.now()
        if self._is_early(post, shown, now):
            return replace(shown, words=f"{shown.words} {EARLY}")
        if post.removed_at is not None and shown.code in THERE:
            shown = Shown(ReadBack.DIFFERS, f"{THERE_AGAIN} {shown.words}".strip())
        self._store.commit(lambda connection: _write(connection, post, shown, now, tell=False))
        return shown

    def _read(self, delivery_id: int, now: datetime) -> bool:
        until = now + timing.READ_LEASE
        post = self._store.commit(lambda connection: read_backs.take(connection, delivery_id, now, until))
        if post is None:
            return False
        self._checkpoint("reading")
        shown = self._reader.read(post)
        self._checkpoint("read")
        self._conclude(post, shown, self._clock.now())
        self._checkpoint("noted")
        return True

    def _conclude(self, post: Outside, shown: Shown, now: datetime) -> None:
        if self._is_early(post, shown, now):
            moment = max(now + timing.READ_AGAIN[0], post.acknowledged_at + timing.SURE_AFTER)
            self._store.commit(lambda connection: read_backs.again(connection, post.delivery_id, moment))
        elif shown.code is ReadBack.UNREAD and shown.passing and post.tries <= len(timing.READ_AGAIN):
            moment = max(now + timing.READ_AGAIN[post.tries - 1], shown.not_before or now)
            others = max(now + timing.READ_AGAIN[0], shown.not_before or now)
            self._store.commit(lambda connection: _later(connection, post, now, moment, others))
        else:
            self._store.commit(lambda connection: _write(connection, post, shown, now, tell=True))

    def _is_early(self, post: Outside, shown: Shown, now: datetime) -> bool:
        wrong = shown.code in (ReadBack.DIFFERS, ReadBack.GONE)
        return wrong and timedelta(0) <= now - post.acknowledged_at < timing.SURE_AFTER


def _later(connection: Connection, post: Outside, now: datetime, moment: datetime, others: datetime) -> None:
    """The others of the account wait as well: a network that is away is not to keep the others' posts waiting."""
    read_backs.again(connection, post.delivery_id, moment)
    read_backs.postpone(connection, post.account_id, now, others)


def _write(connection: Connection, post: Outside, shown: Shown, now: datetime, *, tell: bool) -> None:
    if shown.code is ReadBack.GONE:
        written = _note_gone(connection, post, shown, now)
    else:
        values = _values(shown, now)
        written = read_backs.note(connection, post, shown.code, shown.words, **values)
    if written and tell and shown.code in (ReadBack.DIFFERS, ReadBack.GONE):
        telling.tell_read_back(connection, post.delivery_id, shown.code, shown.words, now)


def _note_gone(connection: Connection, post: Outside, shown: Shown, now: datetime) -> bool:
    """Somebody asked us to take it down, and it is down: that is no news. Anything else is."""
    removal = removals.latest(connection, [post.delivery_id]).get(post.delivery_id)
    if removal is None or not removal.is_open:
        return read_backs.note_removed(connection, post.delivery_id, now, ReadBack.GONE, shown.words)
    removals.end(connection, removal.id, Asked.DONE, now)
    read_backs.note_removed(connection, post.delivery_id, now, ReadBack.REMOVED, "")
    return False


def _values(shown: Shown, now: datetime) -> dict[str, object]:
    """What is seen is there, whatever was known before."""
    if shown.code not in THERE:
        return {}
    return {"verified_at": now if shown.code is ReadBack.SAME else None, "removed_at": None}
