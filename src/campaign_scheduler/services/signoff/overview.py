"""What waits for approval, whole, as a page shows it; and what somebody approved that can still be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ...model.delivery import State
from ...model.rendered import RenderedPost
from ...model.signoff import person_key
from ...store import approvals, content
from ...store.content import PictureReader
from ...store.post_log import Entry, Filter, entries
from ..app import App
from .since import Since, of_entries

MOST = 60
"""Posts to accounts that are shown at a time; the next come when these are decided."""


@dataclass(frozen=True)
class Waiting:
    """The first that wait, by due time. `posts` is what each account will receive, by delivery; `more` wait besides."""

    entries: tuple[Entry, ...] = ()
    posts: Mapping[int, RenderedPost] = field(default_factory=dict)
    since: Mapping[int, tuple[Since, ...]] = field(default_factory=dict)
    more: bool = False


def waiting(app: App, most: int = MOST) -> Waiting:
    """Everything that waits for approval, a page of it."""
    with app.store() as store, store.read() as connection:
        found = entries(connection, Filter(states=(State.AWAITING_SIGNOFF,), first=most + 1))
        shown = tuple(found[:most])
        posts = content.stored(connection, [one.content_hash for one in shown], PictureReader(store).picture)
        since = of_entries(connection, shown)
    return Waiting(shown, {one.delivery_id: posts[one.content_hash] for one in shown}, since, len(found) > most)


@dataclass(frozen=True, slots=True)
class Given:
    """A page of what a person approved; `later` continues it: the (due_at, id) it ended with, None at the end."""

    entries: tuple[Entry, ...]
    later: tuple[datetime, int] | None


def approved_by(app: App, name: str, after: tuple[datetime, int] | None = None, most: int = MOST) -> Given:
    """What a person approved as it is now and is not out yet, by due time, from `after` on."""
    with app.store() as store, store.read() as connection:
        numbers = approvals.open_of(connection, person_key(name), most + 1, after)
        found = entries(connection, Filter(deliveries=tuple(numbers[:most]))) if numbers else []
    last = found[-1] if len(numbers) > most else None
    return Given(tuple(found), (last.due_at, last.delivery_id) if last else None)
