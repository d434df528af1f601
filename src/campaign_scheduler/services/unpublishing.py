"""Takes a published post down, and keeps in the log who asked for it and why."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.delivery import State
from ..model.errors import DeliveryError
from ..publishing.reading import Reader
from ..publishing.removing import Remover
from ..store import Store, read_backs
from ..store.post_log import Entry, Filter, entries
from ..store.read_backs import Outside
from ..store.removals import Asked
from .app import App

INSTEAD = {
    State.UNCONFIRMED: "Look at the account first, then say campaign resolve {0} --published URL, and unpublish it.",
    State.PUBLISHING: "It is going out now: try again in a minute.",
}
NOT_OUT = "It is not out; campaign cancel {0} keeps it from going out."


@dataclass(frozen=True, slots=True)
class Unpublished:
    """How it ended. `already` says that it was down before; `why` is blank where it is down now."""

    entry: Entry
    down: bool
    already: bool = False
    why: str = ""


def unpublish(app: App, delivery_id: int, *, by: str, reason: str, by_hand: bool = False) -> Unpublished:
    """Take one post down. With `by_hand` a person did it, and it is only noted.

    Raises DeliveryError when it is not published, cannot be taken down from here, or the network refused.
    """
    if not reason.strip():
        raise DeliveryError("the log needs a reason", remedy='Say why with --reason "…".')
    with app.store() as store:
        entry, post = _published(store, delivery_id)
        if post.removed_at is not None:
            return Unpublished(entry, down=True, already=True)
        reader = Reader(app.platforms, app.settings.credentials)
        remover = Remover(store, reader, app.clock)
        if by_hand:
            remover.note_by_hand(post, by=by, reason=reason)
            return Unpublished(entry, down=True)
        _possible(app, reader, entry, post)
        state, why = remover.remove(post, by=by, reason=reason)
        if state is Asked.REFUSED:
            raise DeliveryError(f"{_named(entry)} was not taken down: {why}", remedy=_by_hand(reader, post))
        return Unpublished(entry, down=state is Asked.DONE, why=why)


def _published(store: Store, delivery_id: int) -> tuple[Entry, Outside]:
    with store.read() as connection:
        found = entries(connection, Filter(deliveries=(delivery_id,)))
        post = read_backs.outside(connection, delivery_id)
    if not found:
        raise DeliveryError(f"there is no post number {delivery_id} in the log", remedy="See campaign log.")
    if post is None:
        remedy = INSTEAD.get(found[0].state, NOT_OUT).format(delivery_id)
        raise DeliveryError(f"{_named(found[0])} is not published: {found[0].state_words.lower()}", remedy=remedy)
    return found[0], post


def _possible(app: App, reader: Reader, entry: Entry, post: Outside) -> None:
    if post.platform not in app.platforms:
        raise DeliveryError(f"the network {post.platform} is not installed", remedy="Install it again.")
    if not reader.able(post).removing.possible:
        raise DeliveryError(f"{_named(entry)} cannot be taken down from here", remedy=_by_hand(reader, post))


def _by_hand(reader: Reader, post: Outside) -> str:
    where = f" It is at {post.published.permalink}." if post.published.permalink else ""
    note = f"Then: campaign unpublish {post.delivery_id} --by-hand --reason WHY"
    return f"{reader.able(post).removing.by_hand}{where} {note}"


def _named(entry: Entry) -> str:
    return f"{entry.post_id} on {entry.account}"
