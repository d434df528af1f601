"""One self-contained page: each post as each network would show it, made from the rendered post itself."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from ..model.asset import Rendition
from ..model.campaign import Campaign
from ..model.errors import DeliveryError
from .marking import marked
from .pages import initials, template
from .render import Rendering


def preview_page(renderings: Sequence[Rendering], *, campaign: Campaign, made_at: datetime) -> str:
    """HTML without scripts or outside requests, in order of time. Each picture is in it once."""
    ordered = sorted(renderings, key=lambda one: (one.post.due_at, one.post.id))
    pictures = {media.sha256: _data_uri(media) for one in ordered for media in _media(one)}
    pictures |= {media.sha256: uri for one in ordered for media, uri in _thumbnail(one)}
    return template("preview.html").render(
        campaign=campaign,
        made_at=made_at.astimezone(campaign.zone),
        days=list(_days(ordered)),
        pictures=pictures,
        posts=len({one.post.id for one in ordered}),
        deliveries=len(ordered),
    )


def _media(rendering: Rendering) -> Sequence[Rendition]:
    return rendering.rendered.media if rendering.rendered else ()


def _thumbnail(rendering: Rendering) -> Iterator[tuple[Rendition, Markup]]:
    """The picture of a link card, unless the store has cleared it away since."""
    card = rendering.rendered.card if rendering.rendered else None
    if card is not None and card.thumbnail is not None:
        with contextlib.suppress(DeliveryError):
            yield card.thumbnail, _data_uri(card.thumbnail)


def _data_uri(media: Rendition) -> Markup:
    return Markup(f"data:{media.mime};base64,{base64.b64encode(media.read()).decode()}")  # noqa: S704


def _days(ordered: Sequence[Rendering]) -> Iterator[tuple[str, list[tuple[object, list[dict[str, object]]]]]]:
    for day, of_day in groupby(ordered, key=lambda one: one.post.slot.wall.date()):
        posts = [(post, [_card(one) for one in group]) for post, group in _by_post(list(of_day))]
        yield f"{day:%A} {day.day} {day:%B %Y}", posts


def _by_post(of_day: list[Rendering]) -> Iterator[tuple[object, list[Rendering]]]:
    for _, group in groupby(of_day, key=lambda one: one.post.id):
        cards = list(group)
        yield cards[0].post, cards


def _card(one: Rendering) -> dict[str, object]:
    rendered = one.rendered
    return {
        "account": one.account,
        "title": one.capabilities.title,
        "initials": initials(one.account.label),
        "words": marked(rendered.words) if rendered else "",
        "length": rendered.length if rendered else None,
        "media": _media(one),
        "link_card": rendered.card if rendered else None,
        "link_card_later": one.card.link if one.card and one.lacks_card else "",
        "problems": one.problems,
        "wording": one.post.wordings[one.account.id],
    }
