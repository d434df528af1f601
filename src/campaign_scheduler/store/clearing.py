"""Retention: removes what nobody needs of deliveries that have long been final. The log itself always stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Delete, and_, delete, null, or_, select, update

from ..model.delivery import State
from . import tables as t
from .content import thumbnail_of

D = t.deliveries
FINAL = (State.PUBLISHED.value, State.CANCELLED.value)
PART = 500
NEVER_CLEARED = "retention"
"""The events that say what was removed are kept."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many of each were removed."""

    pictures: int
    intents: int
    journal: int
    messages: int
    events: int

    @property
    def any(self) -> bool:
        return bool(self.pictures or self.intents or self.journal or self.messages or self.events)


def clear(connection: Connection, before: datetime) -> Cleared:
    """Remove what belongs only to deliveries final since `before`. Lines of the log and their fingerprints stay."""
    old = and_(D.c.state.in_(FINAL), D.c.changed_at < before)
    theirs = select(D.c.id).where(old)
    intents = update(t.attempts).where(t.attempts.c.delivery_id.in_(theirs), t.attempts.c.intent.is_not(None))
    return Cleared(
        pictures=_clear_pictures(connection, old),
        intents=connection.execute(intents.values(intent=null())).rowcount,
        journal=_delete(connection, delete(t.journal).where(t.journal.c.delivery_id.in_(theirs))),
        messages=_delete(connection, delete(t.notifications).where(_told(before))),
        events=_delete(connection, delete(t.events).where(_happened(before, old))),
    )


def _told(before: datetime) -> ColumnElement[bool]:
    n = t.notifications.c
    return or_(n.sent_at < before, n.withdrawn_at < before)


def _happened(before: datetime, old: ColumnElement[bool]) -> ColumnElement[bool]:
    """What was done to a delivery that is not final yet is kept as long as that."""
    e = t.events.c
    unfinished = select(D.c.id).where(~old)
    done_with = or_(e.delivery_id.is_(None), e.delivery_id.not_in(unfinished))
    return and_(e.at < before, e.kind != NEVER_CLEARED, done_with)


def _delete(connection: Connection, statement: Delete) -> int:
    return connection.execute(statement).rowcount


def _clear_pictures(connection: Connection, old: ColumnElement[bool]) -> int:
    """Bytes that only old deliveries name. The same picture of a newer one, or of one that waits, stays."""
    going = _named(connection, select(D.c.content_hash).where(old))
    staying = _named(connection, select(D.c.content_hash).where(~old)) if going else set()
    return sum(
        _delete(connection, delete(t.blobs).where(t.blobs.c.sha256.in_(part)))
        for part in _parts(sorted(going - staying))
    )


def _named(connection: Connection, contents: object) -> set[str]:
    posts = connection.execute(
        select(t.rendered_posts.c.media, t.rendered_posts.c.options).where(
            t.rendered_posts.c.content_hash.in_(contents)  # type: ignore[arg-type]
        )
    ).all()
    thumbnails = {thumbnail_of(post.options) for post in posts} - {""}
    return thumbnails | {picture["sha256"] for post in posts for picture in post.media}


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), PART):
        yield names[start : start + PART]
