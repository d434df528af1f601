"""What is scheduled stays as it is while nobody changes it: a newer program is no edit, and lapses no approval."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from ..model.asset import Rendition
from ..model.capabilities import ImageLimits
from ..model.card import LinkCard
from ..model.post import Length
from ..model.rendered import RenderedPost
from .formats import MIMES
from .render import Rendering


def as_scheduled(fresh: Rendering, scheduled: RenderedPost, there: Collection[str]) -> Rendering:
    """`fresh`, with what is `scheduled` in the place of what only a program made differently.

    Another encoder makes other bytes of the same picture, another version may write the same words differently for a
    network. Pictures that the network takes no longer, or whose bytes are not `there` any more, are made anew.
    """
    now = fresh.rendered
    if now is None or now.content_hash == scheduled.content_hash or now.platform != scheduled.platform:
        return fresh
    able = fresh.capabilities
    kept = [one for one in scheduled.pictures if one.sha256 in there]
    media = tuple(_picture(one, kept, able.images) for one in now.media)
    card = _card(now.card, kept, able.link_cards.thumbnail) if now.card and able.link_cards else now.card
    same_words = now.words == scheduled.words and now.options == scheduled.options
    text = scheduled.text if same_words and _fits(fresh, scheduled.text) else now.text
    lengths = tuple(Length(limit.count(text), limit.limit.value, limit.unit) for limit in able.texts)
    return replace(fresh, rendered=replace(now, media=media, card=card, text=text, lengths=lengths))


def _card(card: LinkCard, kept: Iterable[Rendition], limits: ImageLimits) -> LinkCard:
    return replace(card, thumbnail=_picture(card.thumbnail, kept, limits) if card.thumbnail else None)


def _picture(fresh: Rendition, kept: Iterable[Rendition], limits: ImageLimits) -> Rendition:
    """Whoever changed the words, another picture or this one's alt text has not changed this picture."""
    same = (one for one in kept if one.source_sha256 == fresh.source_sha256 and _within(one, limits))
    found = next(same, fresh)
    return replace(found, alt=fresh.alt, alt_from=fresh.alt_from, source_name=fresh.source_name)


def _within(one: Rendition, limits: ImageLimits) -> bool:
    kinds = {MIMES[kind] for kind in limits.formats.value}
    small = one.size <= limits.max_bytes.value
    area = limits.max_pixels is None or one.width * one.height <= limits.max_pixels.value
    side = limits.max_side is None or max(one.width, one.height) <= limits.max_side.value
    return one.mime in kinds and small and area and side


def _fits(fresh: Rendering, text: str) -> bool:
    return all(limit.count(text) <= limit.limit.value for limit in fresh.capabilities.texts)
