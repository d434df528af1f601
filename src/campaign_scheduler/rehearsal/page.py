"""The page to send to somebody: the whole rehearsal in one file, without scripts or outside requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from .. import __version__
from ..model.post import Post
from ..model.problem import Severity
from ..planning.forecast import dollars
from ..rendering.pages import initials, template
from ..rules.allowances import span
from .result import SCREEN_WORDS, Part, Rehearsal, Showing, Verdict
from .timeline import timeline
from .words import counted, dates, headline, notes

Card = dict[str, object]
Day = tuple[str, list[tuple[Post, list[Card]]]]

MARKS = {
    Verdict.OUT: "out",
    Verdict.APPROVAL: "ring",
    Verdict.ASKED: "diamond",
    Verdict.FROZEN: "square",
    Verdict.SHOWN: "hollow",
    Verdict.BLOCKED: "cross",
    Verdict.FAILED: "cross",
}
"""A shape for each verdict, so that colour is never alone."""


def rehearsal_page(found: Rehearsal) -> str:
    """HTML, with each picture in it once."""
    problems = [one for one in found.problems if one.severity is not Severity.INFO]
    return template("rehearsal.html", __package__).render(
        found=found,
        campaign=found.campaign,
        made_at=found.made_at.astimezone(found.campaign.zone),
        version=__version__,
        headline=headline(found),
        dates=dates(found),
        notes=notes(found),
        figures=[(verdict, count) for verdict, count in found.counts.items() if count],
        errors=[one for one in problems if one.is_error],
        warnings=[one for one in problems if not one.is_error],
        failures=[one for one in found.showings if one.verdict is Verdict.FAILED],
        timeline=timeline(found) if found.showings else None,
        parts=[_part(one) for one in found.parts],
        free=[one.capabilities.title for one in found.parts if one.capabilities.prices is None],
        months=list(_months(found.showings)),
        thumbnails={name: Markup(one.uri) for name, one in found.thumbnails.items()},  # noqa: S704
        verdict_words=SCREEN_WORDS,
        marks=MARKS,
        counted=counted,
        dollars=dollars,
    )


def _part(part: Part) -> dict[str, object]:
    able = part.capabilities
    limit, images = able.texts[0], able.images
    return {
        "account": part.account,
        "initials": initials(part.account.label),
        "title": able.title,
        "posts": part.posts,
        "rehearsed": part.rehearsed,
        "limits_from": part.limits_from,
        "text": f"{limit.limit.value:,} {limit.unit}",
        "alt": f"{able.alt.limit.value:,} {able.alt.unit}",
        "images": images.max_count.value,
        "source": f"{limit.limit.source}, {limit.limit.as_of:%d/%m/%Y}",
        "quotas": [
            {
                "used": f"{quota.peak.used:,} of {quota.allowance.limit.value:,} {quota.allowance.unit}",
                "within": span(quota.allowance.within),
                "share": min(100, round(100 * quota.share)),
                "over": quota.share > 1,
                "others": quota.others,
                "source": f"{quota.allowance.limit.source}, {quota.allowance.limit.as_of:%d/%m/%Y}",
            }
            for quota in part.quotas
        ],
    }


def _months(showings: Sequence[Showing]) -> Iterator[tuple[str, str, list[Day]]]:
    """Each month's name, what to link to, and its days."""
    for month, of_month in groupby(showings, key=lambda one: f"{one.rendering.post.slot.wall:%B %Y}"):
        yield month, month.lower().replace(" ", "-"), list(_days(list(of_month)))


def _days(of_month: list[Showing]) -> Iterator[Day]:
    for day, of_day in groupby(of_month, key=lambda one: one.rendering.post.slot.wall.date()):
        yield f"{day:%A} {day.day} {day:%B}", list(_posts(list(of_day)))


def _posts(of_day: list[Showing]) -> Iterator[tuple[Post, list[Card]]]:
    for _, group in groupby(of_day, key=lambda one: one.rendering.post.id):
        cards = list(group)
        yield cards[0].rendering.post, [_card(one) for one in cards]


def _card(one: Showing) -> Card:
    rendering = one.rendering
    return {
        "showing": one,
        "account": rendering.account,
        "title": rendering.capabilities.title,
        "initials": initials(rendering.account.label),
        "length": rendering.rendered.length if rendering.rendered else None,
        "link_card": rendering.rendered.card if rendering.rendered else None,
        "media": rendering.rendered.media if rendering.rendered else (),
    }
