"""The contact sheet: one self-contained page to print or send, made from the rendered posts themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from ..model.asset import Rendition
from ..model.campaign import Campaign
from ..model.card import LinkCard
from ..model.post import Length, Post
from ..model.problem import Problem
from ..rendering import Rendering
from ..rendering.marking import MARKED, marked
from ..rendering.thumbnails import thumbnails
from .words import Piece

SHORT = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one post on one account stands: `kind` is approved, waiting, edited, new, stopped, out or free.

    `notes` are lines under it: who approved it and when, how many are missing, why it was sent back. `changes` are
    words changed since somebody approved it, under their sentence.
    """

    kind: str
    label: str
    notes: tuple[str, ...] = ()
    changes: tuple[tuple[str, tuple[Piece, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One account that says these words."""

    account: str
    network: str
    length: Length | None
    version: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Wording:
    """Words, and every account that says exactly them with the same pictures."""

    words: Markup
    language: str
    card: LinkCard | None
    card_picture: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is sent, with what is read aloud for it. `uri` is blank where the page has no room for it."""

    uri: str
    alt: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A post on the sheet, numbered in order of time."""

    number: int
    post: Post
    wordings: tuple[Wording, ...]
    pictures: tuple[Picture, ...]
    links: tuple[str, ...]
    standings: tuple[Standing, ...]


def contact_sheet(
    renderings: Sequence[Rendering],
    standings: Mapping[tuple[str, str], Standing],
    *,
    campaign: Campaign,
    made_at: datetime,
) -> str:
    """HTML without scripts or outside requests. `standings` is by post and account id."""
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    source = files(__package__).joinpath("templates", "contact_sheet.html").read_text(encoding="utf-8")
    sheets = list(_sheets(renderings, standings, _small(renderings)))
    return environment.from_string(source).render(
        campaign=campaign,
        made_at=made_at.astimezone(campaign.zone),
        sheets=sheets,
        accounts=len({one.account.id for one in renderings}),
        counts=_counts(sheets),
        running_title=_in_css(campaign.name),
    )


def _sheets(
    renderings: Sequence[Rendering], standings: Mapping[tuple[str, str], Standing], small: Mapping[str, str]
) -> Iterator[Sheet]:
    ordered = sorted(renderings, key=lambda one: (one.post.due_at, one.post.id))
    for number, (_, group) in enumerate(groupby(ordered, key=lambda one: one.post.id), start=1):
        cards = list(group)
        found = tuple(dict.fromkeys(standings[one.post.id, one.account.id] for one in cards))
        links = dict.fromkeys(link for one in cards for link in _links(one))
        wordings, pictures = tuple(_wordings(cards, standings, small)), tuple(_pictures(cards, small))
        yield Sheet(number, cards[0].post, wordings, pictures, tuple(links), found)


def _in_css(text: str) -> Markup:
    """Safe inside a CSS string: whatever could end it, or the style sheet, is left out."""
    return Markup("".join(char for char in text if char.isprintable() and char not in '\\"<>&'))  # noqa: S704


def _counts(sheets: Iterable[Sheet]) -> Mapping[str, int]:
    """How many posts stand where; a post that differs by account stands where its least finished account does."""
    order = ("stopped", "new", "edited", "waiting", "approved", "free", "out")
    labels = {"stopped": "on hold", "new": "not scheduled yet", "edited": "edited, not scheduled"}
    labels |= {"waiting": "waiting for approval", "approved": "approved", "free": "scheduled", "out": "published"}
    least = [min((one.kind for one in sheet.standings), key=order.index) for sheet in sheets]
    return {labels[kind]: least.count(kind) for kind in order if kind in least}


def _wordings(
    cards: Sequence[Rendering], standings: Mapping[tuple[str, str], Standing], small: Mapping[str, str]
) -> Iterator[Wording]:
    together: dict[object, list[Rendering]] = {}
    for one in cards:
        together.setdefault(_said(one), []).append(one)
    for same in together.values():
        rendered = same[0].rendered
        words = rendered.words if rendered else same[0].post.wordings[same[0].account.id].text
        problems = tuple(dict.fromkeys(problem for one in same for problem in one.problems))
        lines = tuple(_line(one, standings[one.post.id, one.account.id]) for one in same)
        language = same[0].post.wordings[same[0].account.id].language
        card = rendered.card if rendered else None
        picture = small.get(card.thumbnail.source_sha256, "") if card and card.thumbnail else ""
        yield Wording(marked(words), language, card, picture, lines, problems)


def _said(one: Rendering) -> object:
    """What readers get: the same for two accounts when they would notice no difference."""
    if one.rendered is None:
        return one.account.id
    card = tuple(one.rendered.card.identity.items()) if one.rendered.card else ()
    return one.rendered.words, card, tuple((media.source_sha256, media.alt) for media in one.rendered.media)


def _links(one: Rendering) -> Iterator[str]:
    words = one.rendered.words if one.rendered else ""
    yield from (found["link"] for found in MARKED.finditer(words) if found["link"])


def _line(one: Rendering, standing: Standing) -> Line:
    rendered = one.rendered
    version = rendered.content_hash[:SHORT] if rendered else ""
    return Line(one.account.label, one.capabilities.title, rendered.length if rendered else None, version, standing)


def _pictures(cards: Sequence[Rendering], small: Mapping[str, str]) -> Iterator[Picture]:
    """Each picture once, with each alt text that it has; of its renditions, the largest."""
    found: dict[tuple[str, str], Rendition] = {}
    for media in (media for one in cards if one.rendered for media in one.rendered.media):
        key = (media.source_sha256, media.alt)
        if key not in found or media.width > found[key].width:
            found[key] = media
    for media in found.values():
        uri = small.get(media.source_sha256, "")
        yield Picture(uri, media.alt, media.source_name, f"{media.width} × {media.height}")


def _small(renderings: Iterable[Rendering]) -> Mapping[str, str]:
    """Small copies of all pictures, as addresses, by their originals."""
    every = {media.source_sha256: media for one in renderings if one.rendered for media in one.rendered.pictures}
    return {source: Markup(copy.uri) for source, copy in thumbnails(every).items()}  # noqa: S704
