"""Asks the pages that posts link to for their cards, when the posts are scheduled."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..model.asset import Rendition
from ..model.capabilities import ImageLimits
from ..model.card import AskedCard, LinkCard
from ..model.clock import steady
from ..model.delivery import DeliveryKey
from ..model.errors import Unavailable
from ..planning.plan import Plan, with_cards
from ..platforms.kit.browsing import LARGEST_PAGE, LARGEST_PICTURE, PAGES, PICTURES, read
from ..platforms.kit.http import Door
from ..rendering import PictureError, Rendering
from ..rendering.pictures import fit
from ..rendering.web_page import read_page
from .app import App

EACH_WITHIN = 15.0
"""Seconds for one page with its redirects and its picture."""
ALL_WITHIN = 90.0
"""Seconds for all the pages of one apply."""
AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class _Page:
    card: LinkCard | None = None
    reason: str = ""
    picture_reason: str = ""


def ask(app: App, wanted: Mapping[DeliveryKey, Rendering], plan: Plan) -> tuple[Plan, tuple[AskedCard, ...]]:
    """Ask every page once, and give the plan with the cards in it. A page that cannot be had stops nothing."""
    if not wanted or app.web is None:
        return plan, ()
    pages = _pages(app.web(), wanted)
    asked = tuple(_asked(key, one, pages[_place(one)]) for key, one in wanted.items())
    cards = {one.key: one.card for one in asked if one.card is not None}
    return with_cards(plan, cards, app.clock.now()), asked


def _asked(key: DeliveryKey, one: Rendering, page: _Page) -> AskedCard:
    need = one.card
    assert need is not None
    if page.card is not None or need.wish.title:
        card = need.of(page.card or LinkCard(need.link, ""))
        return AskedCard(
            key, need.link, card, picture_reason="" if card.thumbnail else page.picture_reason or page.reason
        )
    return AskedCard(key, need.link, reason=page.reason)


def _place(one: Rendering) -> tuple[str, ImageLimits]:
    assert one.card is not None
    assert one.capabilities.link_cards is not None
    return one.card.link, one.capabilities.link_cards.thumbnail


def _pages(web: Door, wanted: Mapping[DeliveryKey, Rendering]) -> dict[tuple[str, ImageLimits], _Page]:
    places = list(dict.fromkeys(_place(one) for one in wanted.values()))
    until, one_picture = steady() + ALL_WITHIN, threading.Lock()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="link-card") as pool:
        pages = pool.map(lambda place: _page(web, place[0], place[1], until, one_picture), places)
        return dict(zip(places, pages, strict=True))


def _page(web: Door, link: str, limits: ImageLimits, until: float, one_picture: threading.Lock) -> _Page:
    deadline = min(until, steady() + EACH_WITHIN)
    try:
        found = read(web, link, PAGES, LARGEST_PAGE, deadline, whole=False)
    except Unavailable as error:
        return _Page(reason=error.message)
    page = read_page(found.body, found.charset, found.url)
    if not page.title:
        return _Page(reason="it names no title")
    card = LinkCard(link, page.title, page.description)
    if not page.image:
        return _Page(card)
    try:
        thumbnail = _thumbnail(web, page.image, limits, deadline, one_picture)
    except (Unavailable, PictureError) as error:
        return _Page(card, picture_reason=error.message)
    return _Page(LinkCard(link, page.title, page.description, thumbnail))


def _thumbnail(web: Door, url: str, limits: ImageLimits, deadline: float, one_picture: threading.Lock) -> Rendition:
    """The page's picture, made to fit. One at a time, since a large one takes much memory."""
    found = read(web, url, PICTURES, LARGEST_PICTURE, deadline, whole=True)
    with one_picture:
        made = fit(found.body, limits)
    digest, source = (hashlib.sha256(data).hexdigest() for data in (made.data, found.body))
    size = (made.width, made.height, len(made.data))
    return Rendition(digest, source, found.url, made.mime, *size, alt="", alt_from="", read=lambda: made.data)
