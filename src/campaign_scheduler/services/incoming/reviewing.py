"""A toolkit as it is looked at: its drafts, a tray of all its pictures, and what a person chose for each draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace

from ...toolkit import Draft, Gathered, Shown
from ...toolkit.naming import name_media

MOST_PICTURES = 20
"""On one post: more than any network takes."""
SURE, LIKELY = 0.85, 0.7


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture of the tray. `alt` is the toolkit's own; `problem` says why no post can have it.

    `aside` says why it was set aside, which a person may overrule.
    """

    id: str
    number: int
    shown: Shown
    alt: str = ""
    aside: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        return self.shown.name.rpartition("/")[2] or self.shown.label or f"picture {self.number}"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted of one draft: whether at all, its words, its pictures in order, and each picture's alt text."""

    taken: bool
    words: str
    pictures: tuple[str, ...] = ()
    alts: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Tells two choices apart."""
        return _digest(self.as_json())

    def as_json(self) -> dict[str, object]:
        return asdict(replace(self, alts={one: self.alts.get(one, "") for one in self.pictures}))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft by its number, as the document has it (`found`) and as it is wanted now."""

    number: int
    draft: Draft
    found: Choice
    choice: Choice

    @property
    def is_corrected(self) -> bool:
        return self.choice.mark != self.found.mark

    @property
    def sure(self) -> str:
        """`sure`, `likely` or `unsure`, of the pairing and the words."""
        confidence = self.draft.confidence
        return "sure" if confidence >= SURE else "likely" if confidence >= LIKELY else "unsure"

    @property
    def without_alt(self) -> int:
        return sum(not self.choice.alts.get(one, "") for one in self.choice.pictures)


@dataclass(frozen=True)
class Review:
    """Everything of one toolkit. `tiles` are by id, in the tray's order."""

    gathered: Gathered
    tiles: Mapping[str, Tile]
    drafts: tuple[Reviewed, ...]

    @property
    def taken(self) -> tuple[Reviewed, ...]:
        return tuple(one for one in self.drafts if one.choice.taken)

    @property
    def without_alt(self) -> int:
        """How many pictures of the drafts that are taken have no alt text yet."""
        return sum(one.without_alt for one in self.taken)

    def users(self, tile: str) -> list[int]:
        """The drafts that have a picture, by number."""
        return [one.number for one in self.drafts if tile in one.choice.pictures]

    def with_choices(self, choices: Mapping[int, Choice]) -> Review:
        drafts = (replace(one, choice=choices.get(one.number, one.choice)) for one in self.drafts)
        return replace(self, drafts=tuple(drafts))

    def mark_of_others(self, numbers: set[int]) -> str:
        """Tells whether drafts other than those were corrected."""
        return _digest({str(one.number): one.choice.mark for one in self.drafts if one.number not in numbers})


def review(gathered: Gathered, choices: Mapping[int, Choice] | None = None) -> Review:
    """Of what was found, with what was chosen so far."""
    tiles = {one.id: one for one in _tiles(gathered)}
    ids = {_key(one.shown): one.id for one in tiles.values()}
    drafts = []
    for number, draft in enumerate(gathered.found.drafts, 1):
        found = _as_found(draft, ids)
        drafts.append(Reviewed(number, draft, found, (choices or {}).get(number, found)))
    return Review(gathered, tiles, tuple(drafts))


def _as_found(draft: Draft, ids: Mapping[tuple[object, ...], str]) -> Choice:
    pictures = tuple(dict.fromkeys(ids[_key(one)] for one in draft.media))
    alts = {ids[_key(one)]: one.alt for one in reversed(draft.media)}
    return Choice(True, draft.caption, pictures, {one: alts[one] for one in pictures})


def _tiles(gathered: Gathered) -> Iterator[Tile]:
    """Each picture once, as it is cropped: those of drafts first, then what is left over, then what was set aside."""
    known: dict[tuple[object, ...], tuple[Shown, str]] = {}
    alts: dict[tuple[object, ...], str] = {}
    for shown, aside in _every(gathered):
        known.setdefault(_key(shown), (shown, aside))
        alts[_key(shown)] = alts.get(_key(shown)) or shown.alt
    for number, (key, (shown, aside)) in enumerate(known.items(), 1):
        stored = gathered.stored.get(shown.sha256)
        problem = stored.problem if stored is not None else "its bytes could not be read"
        yield Tile(f"p{number}", number, shown, alts[key], aside, problem)


def _every(gathered: Gathered) -> Iterator[tuple[Shown, str]]:
    found = gathered.found
    for draft in found.drafts:
        yield from ((one, "") for one in draft.media)
    for draft in found.drafts:
        yield from ((one, "") for one in draft.possible)
    for article in found.articles:
        yield from ((one, "") for one in article.media)
    yield from ((one, "") for one in found.unpaired)
    taken = {one.sha256 for one in gathered.found.unpaired}
    for aside in found.set_aside:
        if aside.sha256 and aside.sha256 not in taken:
            yield Shown(aside.sha256, name=aside.name, where=aside.source), aside.reason


def _key(shown: Shown) -> tuple[object, ...]:
    return (shown.sha256, shown.crop)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def corrected(seen: Review) -> Gathered:
    """What is taken in: the drafts that are wanted, as they are wanted."""
    gathered = seen.gathered
    before = [one.draft for one in seen.drafts if not one.choice.taken]
    wanted = [_corrected(one, seen.tiles) for one in seen.taken]
    used = {one.sha256 for draft in wanted for one in draft.media}
    used |= {one.sha256 for article in gathered.found.articles for one in article.media}
    left = {
        tile.shown.sha256: replace(tile.shown, alt=tile.alt)
        for tile in seen.tiles.values()
        if not tile.aside and tile.shown.sha256 not in used
    }
    found = replace(gathered.found, drafts=wanted, unpaired=list(left.values()))
    name_media(found, gathered.stored)
    return replace(gathered, found=found, left_out=before)


def _corrected(one: Reviewed, tiles: Mapping[str, Tile]) -> Draft:
    if not one.is_corrected:
        return one.draft
    choice = one.choice
    media = [replace(tiles[name].shown, alt=choice.alts.get(name, "")) for name in choice.pictures]
    draft = replace(one.draft, caption=choice.words, media=media, possible=[], by_hand=True)
    draft.as_found = one.draft.caption if choice.words != one.draft.caption else ""
    if choice.pictures != one.found.pictures:
        draft.reason, draft.confidence = "a person chose it in the review", 1.0
    return draft
