"""Reads published posts back because a person asks, and says what each network shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.delivery import ReadBack, State
from ..model.errors import DeliveryError
from ..notify import words
from ..publishing.read_back import ReadBacks
from ..publishing.reading import Reader
from ..store import Store, read_backs
from ..store.post_log import Entry, Filter, entries
from .app import App
from .log import utc


@dataclass(frozen=True, slots=True)
class Verified:
    """What one reading showed. `skipped` is why it was not made, or blank."""

    entry: Entry
    code: ReadBack
    note: str
    skipped: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether a person should look."""
        return self.code in (ReadBack.DIFFERS, ReadBack.GONE, ReadBack.UNREAD)

    @property
    def sentence(self) -> str:
        said = "as scheduled" if self.code is ReadBack.SAME else words.READ_BACK[self.code].lower()
        return f"{said}: {self.note}" if self.note else said


def verify(app: App, deliveries: Sequence[int] = (), *, campaign: str = "", paid: bool = False) -> list[Verified]:
    """Read posts by number, or all that are published (of one campaign). Where reading costs money, a post is read
    only by number, or with `paid`. Raises DeliveryError for a number that is not out.
    """
    with app.store_if_any() as store:
        if store is None:
            return _nothing(deliveries)
        wanted = Filter(campaign=campaign, deliveries=tuple(deliveries))
        with store.read() as connection:
            found = entries(connection, wanted)
        _all_published(deliveries, found)
        out = [one for one in found if one.state is State.PUBLISHED and (deliveries or one.removed_at is None)]
        return [_verify(app, store, one, paid=paid or bool(deliveries)) for one in out]


def _nothing(deliveries: Sequence[int]) -> list[Verified]:
    _all_published(deliveries, [])
    return []


def _all_published(deliveries: Sequence[int], found: Sequence[Entry]) -> None:
    known = {one.delivery_id: one for one in found}
    for number in deliveries:
        if number not in known:
            raise DeliveryError(f"there is no post number {number} in the log", remedy="See campaign log.")
        if known[number].state is not State.PUBLISHED:
            raise DeliveryError(
                f"post {number} ({known[number].post_id} on {known[number].account}) is not published: "
                f"{known[number].state_words.lower()}",
                remedy="Only what is published can be read back.",
            )


def _verify(app: App, store: Store, entry: Entry, *, paid: bool) -> Verified:
    reader = Reader(app.platforms, app.settings.credentials)
    with store.read() as connection:
        post = read_backs.outside(connection, entry.delivery_id)
    if post is None or post.platform not in app.platforms:
        return Verified(entry, ReadBack.UNREAD, f"the network {entry.platform} is not installed", skipped=True)
    reading = reader.able(post).reading
    if not reading.possible:
        return Verified(entry, ReadBack.NOT_CHECKABLE, reading.why_not, skipped=True)
    if reading.price is not None and not paid:
        return _too_dear(entry, f"it costs ${reading.price.value}; --paid reads it")
    shown = ReadBacks(store, reader, app.clock).read_now(post)
    return Verified(entry, shown.code, shown.words)


def _too_dear(entry: Entry, why: str) -> Verified:
    """What was known before still is."""
    if entry.verify_code in (ReadBack.SAME, ReadBack.DIFFERS):
        before = f"{entry.verify_note} " if entry.verify_note else ""
        return Verified(entry, entry.verify_code, f"{before}when it was last read (again: {why})", skipped=True)
    return Verified(entry, ReadBack.ON_REQUEST, why, skipped=True)


def as_json(one: Verified) -> dict[str, object]:
    """One post with the names of `campaign verify --json`."""
    return {
        "delivery_id": one.entry.delivery_id,
        "post_id": one.entry.post_id,
        "account": one.entry.account,
        "platform": one.entry.platform,
        "permalink": one.entry.permalink,
        "acknowledged_at": utc(one.entry.acknowledged_at),
        "read_back": one.code.value,
        "note": one.note,
        "read": not one.skipped,
    }
