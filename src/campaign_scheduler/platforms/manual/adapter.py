"""A post that a person makes by hand: sending is giving it to them, and only they can say what became of it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ...model.account import Account, Profile
from ...model.article import article_in
from ...model.asset import Rendition
from ...model.capabilities import Capabilities
from ...model.clock import Clock
from ...model.delivery import Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ...model.errors import ContentRejected, HandedOver, Unavailable
from ...model.rendered import RenderedPost
from ..kit.courier import Parcel
from ..kit.http import Door
from ..kit.interface import Journal
from ..kit.transmission import Transmission
from . import words
from .capabilities import BY_HAND, NOT_READABLE, capabilities, network

MOST_AT_HAND = 256


class Manual:
    """The Platform for Facebook, a newsletter, a colleague elsewhere: whatever only a person can post to."""

    name = "manual"

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._pictures = AtHand()

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities(account.options)

    def verify(self, account: Account) -> Profile:
        """Whether there is an address to give posts to; nothing is sent. A page stays the same whatever its id here."""
        self._door.courier.check(account)
        page = f"{network(account.options)}/{account.label}".casefold()
        return Profile(page, _person(account), network(account.options), account.label)

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        made = words.parcel(
            post,
            person=_person(account),
            network=network(account.options),
            place=account.label,
            number=journal.number,
            post_id=journal.post_id,
        )
        self._pictures.keep(token, made.pictures)
        payload = {"title": made.title, "body": made.body, "without": made.without}
        return Prepared(payload | (made.article.as_options() if made.article else {}), idempotency_key=token)

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        """Give it to the person, once. Where that went well, HandedOver says so."""
        pictures = self._pictures.take(prepared.idempotency_key)
        if pictures is None:
            raise Unavailable("The pictures are not at hand any more.")
        title, body, without = (str(prepared.payload[name]) for name in ("title", "body", "without"))
        article = article_in({name: str(value) for name, value in prepared.payload.items()})
        self._door.courier.hand_over(Parcel(title, body, without, pictures, article), account, transmission)
        raise HandedOver(f"{_person(account)} was given it to post on {network(account.options)}.")

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        return CannotTell(f"only {_person(account)} can say whether it was posted")

    def read(self, published: Published, account: Account) -> Seen | Gone | CannotTell:
        return CannotTell(NOT_READABLE)

    def delete(self, published: Published, account: Account) -> None:
        raise ContentRejected("It was posted by hand, so it cannot be taken down from here.", remedy=BY_HAND)


class AtHand:
    """The pictures of posts that are prepared and not given away yet, by the token of the try. Reads no bytes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[tuple[str, Rendition], ...]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, token: str, pictures: tuple[tuple[str, Rendition], ...]) -> None:
        with self._lock:
            self._kept[token] = pictures
            if len(self._kept) > MOST_AT_HAND:
                self._kept.popitem(last=False)

    def take(self, token: str) -> tuple[tuple[str, Rendition], ...] | None:
        with self._lock:
            return self._kept.pop(token, None)


def _person(account: Account) -> str:
    return account.options.get("person", "").strip() or "A person"
