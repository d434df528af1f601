"""What is scheduled stays as it is while nobody changes it: a newer program is no edit, and lapses no approval."""

from __future__ import annotations

from dataclasses import replace

from ..model.asset import Rendition
from ..model.capabilities import ImageLimits
from ..model.post import Length
from ..model.rendered import RenderedPost
from .pictures import MIMES
from .render import Rendering


def kept(fresh: Rendering, scheduled: RenderedPost) -> Rendering:
    """`fresh`, with what is `scheduled` in the place of what only a program made differently.

    Another encoder makes other bytes of the same picture, another version may write the same words differently for a
    network. Pictures that the network takes no longer are made anew.
    """
    now = fresh.rendered
    if now is None or now.content_hash == scheduled.content_hash or now.platform != scheduled.platform:
        return fresh
    media = tuple(_picture(one, scheduled, fresh.capabilities.images) for one in now.media)
    same_words = now.words == scheduled.words and now.options == scheduled.options
    text = scheduled.text if same_words and _fits(fresh, scheduled.text) else now.text
    limits = fresh.capabilities.texts
    lengths = tuple(Length(limit.count(text), limit.limit.value, limit.unit) for limit in limits)
    return replace(fresh, rendered=replace(now, media=media, text=text, lengths=lengths))


def _picture(fresh: Rendition, scheduled: RenderedPost, limits: ImageLimits) -> Rendition:
    """Whoever changed the words, another picture or this one's alt text has not changed this picture."""
    same = (one for one in scheduled.media if one.source_sha256 == fresh.source_sha256 and _within(one, limits))
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
