"""What waits for approval, whole, as a page shows it; and what somebody approved that can still be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...model.delivery import State
from ...model.rendered import RenderedPost
from ...model.signoff import person_key
from ...store import content
from ...store.content import PictureReader
from ...store.post_log import Entry, Filter, entries
from ..app import App
from .since import Since, of_entries

MOST = 60
"""Posts to accounts that are shown at a time; the next come when these are decided."""
OPEN = (State.AWAITING_SIGNOFF, State.SCHEDULED, State.HELD)
LOOKED_THROUGH = 400


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


def approved_by(app: App, name: str) -> Sequence[Entry]:
    """What a person approved as it is now and is not out yet, by due time."""
    key = person_key(name)
    with app.store() as store, store.read() as connection:
        found = entries(connection, Filter(states=OPEN, first=LOOKED_THROUGH))
    return [one for one in found if any(given.signatory.key == key for given in one.approvals)]
