"""The page to look at after an import: self-contained, without scripts, fit to be sent back to the partner."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from ...toolkit import Draft, Gathered, Shown
from ...toolkit.links import web
from ...toolkit.word_writer import title_of
from .timetable import Time

if TYPE_CHECKING:
    from .importing import Outcome

SURE, LIKELY = 0.85, 0.7


def review_page(
    gathered: Gathered,
    outcome: Outcome,
    *,
    now: datetime,
    times: Mapping[int, Time] | None = None,
    written: bool = True,
) -> str:
    """HTML that asks nothing of any other place: pictures are in it, and its policy forbids the rest."""
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"is_web": web, "network": title_of}
    source = files(__package__).joinpath("templates", "review.html").read_text(encoding="utf-8")
    found = gathered.found
    cards = [_card(one, (times or {}).get(id(one))) for one in found.drafts]
    return environment.from_string(source).render(
        found=found,
        cards=cards,
        unsure=[one for one in cards if one["needs"]],
        pictures=dict(_pictures(gathered)),
        outcome=outcome,
        written=written,
        made_at=now,
        files=list(dict.fromkeys([*(one.file for one in found.drafts), *(one.file for one in found.articles)])),
    )


def _card(draft: Draft, moment: Time | None) -> dict[str, Any]:
    return {
        "draft": draft,
        "sure": "sure" if draft.confidence >= SURE else "likely" if draft.confidence >= LIKELY else "unsure",
        "when": f"{moment.day:%a} {moment.day.day} {moment.day:%B %Y}, {moment.at:%H:%M}"
        if moment and moment.day
        else "",
        "why_then": moment.note if moment else "",
        "needs": list(_needs(draft)),
    }


def _needs(draft: Draft) -> Iterator[str]:
    """What a person has to see to."""
    if not draft.media and draft.possible:
        yield "choose its picture"
    missing = sum(not one.alt for one in draft.media)
    if missing:
        yield "write alt text" if missing == 1 else f"write {missing} alt texts"
    if draft.confidence < LIKELY and draft.media:
        yield "look whether the picture is right"


def _pictures(gathered: Gathered) -> Iterator[tuple[str, Markup]]:
    """Each picture's small copy once, as a data address."""
    found = gathered.found
    shown: list[Shown] = [one for draft in found.drafts for one in (*draft.media, *draft.possible)]
    shown += [one for article in found.articles for one in article.media] + found.unpaired
    hashes = [one.sha256 for one in shown] + [one.sha256 for one in found.set_aside if one.sha256]
    for sha256 in dict.fromkeys(hashes):
        preview = gathered.preview(sha256)
        if preview is not None:
            yield sha256, Markup(f"data:image/jpeg;base64,{base64.b64encode(preview).decode()}")  # noqa: S704
