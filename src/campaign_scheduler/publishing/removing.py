"""Takes a published post down: written down, then asked of the network once, then looked at.

A removal never moves a delivery, which stays published. Asking again is harmless, since what is gone is gone; what a
lost answer meant is learnt by reading alone.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..model.clock import Clock
from ..model.delivery import ReadBack
from ..model.errors import ContentRejected, CredentialError, PlatformError, RateLimited
from ..notify import telling
from ..store import Connection, Store, events, read_backs, removals
from ..store.read_backs import Outside
from ..store.removals import Asked, Removal
from . import timing
from .points import Checkpoint, pass_by
from .reading import Reader, Shown

log = logging.getLogger(__name__)

ACTOR = "the program"
REFUSALS = (ContentRejected, CredentialError, RateLimited)
STILL_THERE = "It is still there: the request did not get through."
UNKNOWN_ADDRESS = "The network shows no post under the address that a person gave, so nothing was asked of it."
THERE = (ReadBack.SAME, ReadBack.DIFFERS)


class Remover:
    """`remove` takes one post down; `look` settles what an earlier try, or a process that died, left open."""

    def __init__(self, store: Store, reader: Reader, clock: Clock, checkpoint: Checkpoint = pass_by) -> None:
        self._store = store
        self._reader = reader
        self._clock = clock
        self._checkpoint = checkpoint

    def remove(self, post: Outside, *, by: str, reason: str) -> tuple[Asked, str]:
        """Ask the network once. Gives how that ended, and in words why where it is not down."""
        removal = self._begin(post, by, reason)
        self._checkpoint("removing")
        if post.doubtful and self._reader.read(post).code not in THERE:
            return self._end(post, removal, by, Asked.REFUSED, UNKNOWN_ADDRESS)
        refused, why = self._ask(post)
        self._checkpoint("removed")
        if refused:
            return self._end(post, removal, by, Asked.REFUSED, why)
        return self._settled_at_once(post, removal, by, why)

    def note_by_hand(self, post: Outside, *, by: str, reason: str) -> None:
        """A person took it down themselves."""
        self._end(post, self._begin(post, by, reason), by, Asked.DONE, "by hand")

    def look(self) -> int:
        """Read each open removal that is due; gives how many there were."""
        now = self._clock.now()
        with self._store.read() as connection:
            waiting = removals.due(connection, now)
        return sum(self._look_at(removal_id, now) for removal_id in waiting)

    def _begin(self, post: Outside, by: str, reason: str) -> int:
        now = self._clock.now()
        return self._store.commit(lambda connection: _begin(connection, post, by, reason, now))

    def _ask(self, post: Outside) -> tuple[bool, str]:
        """Whether the network certainly refused, and why it is not certain that the post is down (blank: it is)."""
        try:
            self._reader.platform(post).delete(post.published, self._reader.account(post))
        except REFUSALS as error:
            return True, f"{error.message} {error.remedy}".strip()
        except PlatformError as error:
            return False, error.message
        except Exception as error:
            log.error("unforeseen %s while taking a post down", type(error).__name__)
            return False, f"something unforeseen went wrong ({type(error).__name__})"
        return False, ""

    def _settled_at_once(self, post: Outside, removal: int, by: str, why: str) -> tuple[Asked, str]:
        """A yes is believed where nothing can be read, or reading costs; else the network shows it."""
        reading = self._reader.able(post).reading
        if not why and (not reading.possible or reading.price is not None):
            return self._end(post, removal, by, Asked.DONE)
        shown = self._reader.read(post)
        if shown.code is ReadBack.GONE or (not why and shown.code not in THERE):
            return self._end(post, removal, by, Asked.DONE)
        note = why or "The network said yes, and still shows it."
        check_at = self._clock.now() + timing.READ_AGAIN[0]
        self._store.commit(lambda connection: removals.leave_unsure(connection, removal, note, check_at))
        return Asked.UNCONFIRMED, note

    def _end(self, post: Outside, removal: int, by: str, state: Asked, note: str = "") -> tuple[Asked, str]:
        now = self._clock.now()
        self._store.commit(lambda connection: _end(connection, post, removal, by, state, note, now))
        return state, note

    def _look_at(self, removal_id: int, now: datetime) -> bool:
        until = now + timing.READ_LEASE
        removal = self._store.commit(lambda connection: removals.take(connection, removal_id, now, until))
        if removal is None:
            return False
        with self._store.read() as connection:
            post = read_backs.outside(connection, removal.delivery_id)
        if post is not None:
            self._conclude(post, removal, self._reader.read(post))
        return True

    def _conclude(self, post: Outside, removal: Removal, shown: Shown) -> None:
        now = self._clock.now()
        if shown.code is ReadBack.GONE:
            self._end(post, removal.id, ACTOR, Asked.DONE)
        elif removal.tries <= len(timing.READ_AGAIN) and _may_change(removal, shown, now):
            pause = timing.READ_AGAIN[removal.tries - 1]
            note = removal.note or "The program stopped while it was being taken down."
            self._store.commit(lambda c: removals.leave_unsure(c, removal.id, note, now + pause))
        else:
            self._store.commit(lambda c: _give_up(c, post, removal, shown, now))


def _may_change(removal: Removal, shown: Shown, now: datetime) -> bool:
    """What is still there a minute after it was asked for was not taken down; a network that is away may come back."""
    return now - removal.asked_at < timing.SURE_AFTER if shown.code in THERE else shown.passing


def _begin(connection: Connection, post: Outside, by: str, reason: str, now: datetime) -> int:
    events.record(connection, "removal-asked", at=now, actor=by, delivery_id=post.delivery_id, message=reason)
    return removals.begin(connection, post.delivery_id, by, reason, now, now + timing.READ_LEASE)


def _end(connection: Connection, post: Outside, removal: int, by: str, state: Asked, note: str, now: datetime) -> None:
    if not removals.end(connection, removal, state, now, note):
        return
    events.record(connection, f"removal-{state.value}", at=now, actor=by, delivery_id=post.delivery_id, message=note)
    if state is Asked.DONE:
        read_backs.note_removed(connection, post.delivery_id, now, ReadBack.REMOVED, note)


def _give_up(connection: Connection, post: Outside, removal: Removal, shown: Shown, now: datetime) -> None:
    """It is still there, or nobody can tell: a person is told, and goes on."""
    if shown.code in THERE:
        _end(connection, post, removal.id, ACTOR, Asked.REFUSED, STILL_THERE, now)
    else:
        removals.leave_unsure(connection, removal.id, shown.words, None)
    telling.tell_not_removed(connection, post.delivery_id, removal.id, there=shown.code in THERE, now=now)
