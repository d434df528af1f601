"""Keeps what a person corrected in a review, draft by draft, and never over what another corrected meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ...model.errors import EditError
from ...toolkit import Gathered, keeping
from ...workspace.words import clean
from ..app import App
from .places import CHOICES, kept, work_of
from .reading import READ
from .reviewing import MOST_PICTURES, Choice, Review, review

LONGEST_WORDS = 100_000
ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True, slots=True)
class Kept:
    """The review with what is chosen now. `conflicts` are drafts of which another person kept something else
    meanwhile; what stands of them is this person's, not kept yet, and `theirs` the other's.
    """

    review: Review
    conflicts: tuple[int, ...] = ()
    theirs: Mapping[int, Choice] | None = None


def reviewed(app: App, place: str, *, fresh: bool = False) -> Review:
    """A toolkit that was read, with what was chosen so far; `fresh` for who changes what was found.

    Raises EditError when it is gone.
    """
    work = work_of(app, place)
    try:
        gathered = keeping.kept(work / READ) if fresh else _kept(work / READ, keeping.kept_at(work / READ))
    except (OSError, ValueError, KeyError, TypeError):
        kept(app, place)
        raise EditError("the toolkit is not read yet", remedy="Wait until it is, or read it again.") from None
    return review(gathered, _stored(work))


@lru_cache(maxsize=4)
def _kept(folder: Path, at: int) -> Gathered:
    """Read once for a page with its many pictures."""
    return keeping.kept(folder)


def keep_choices(app: App, place: str, mine: Mapping[int, Choice], marks: Mapping[int, str]) -> Kept:
    """Keep what this person chose for some drafts; `marks` are of what each said when the form was made.

    Raises EditError, having kept nothing, for a draft or a picture that is not of this toolkit.
    """
    with ONE_AT_A_TIME:
        there = reviewed(app, place)
        known = {one.number: one for one in there.drafts}
        cleaned = {number: _checked(number, choice, there) for number, choice in mine.items()}
        changed = {number: one for number, one in cleaned.items() if one.mark != marks.get(number, "")}
        stands = {number: known[number].choice for number in changed}
        theirs = {
            number: one
            for number, one in stands.items()
            if one.mark not in (marks.get(number, ""), changed[number].mark)
        }
        fresh = {number: one for number, one in changed.items() if number not in theirs}
        _store(work_of(app, place), there.with_choices(fresh))
        return Kept(there.with_choices(changed), tuple(sorted(theirs)), theirs)


def _checked(number: int, choice: Choice, there: Review) -> Choice:
    if number not in {one.number for one in there.drafts}:
        raise EditError("that draft is not in this toolkit", remedy="Open the review anew.")
    for one in choice.pictures:
        tile = there.tiles.get(one)
        if tile is None:
            message = f"a picture that was chosen for draft {number} is not in this toolkit"
            raise EditError(message, remedy="Choose one of those in the tray.", field=f"pictures.{number}")
        if tile.problem:
            message = f"draft {number} cannot have picture {tile.number}: {tile.problem}"
            raise EditError(message, remedy="Choose another one.", field=f"pictures.{number}")
    pictures = tuple(dict.fromkeys(choice.pictures))
    if len(pictures) > MOST_PICTURES:
        message = f"draft {number} has {len(pictures)} pictures, and no network takes more than {MOST_PICTURES}"
        raise EditError(message, remedy="Take some off.", field=f"pictures.{number}")
    if len(choice.words) > LONGEST_WORDS:
        raise EditError(f"the words of draft {number} are too long to keep", field=f"words.{number}")
    alts = {one: " ".join(choice.alts.get(one, there.tiles[one].alt).split()) for one in pictures}
    return Choice(choice.taken, clean(choice.words)[0], pictures, alts)


def _stored(work: Path) -> dict[int, Choice]:
    try:
        data = json.loads((work / CHOICES).read_text(encoding="utf-8"))
        return dict(_choices(data))
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _choices(data: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[int, Choice]]:
    for number, one in data.items():
        yield int(number), Choice(**{**one, "pictures": tuple(one["pictures"])})  # type: ignore[arg-type]


def _store(work: Path, there: Review) -> None:
    """Only what differs from the document."""
    data = {str(one.number): one.choice.as_json() for one in there.drafts if one.is_corrected}
    part = work / f"{CHOICES}.part"
    try:
        part.write_text(json.dumps(data), encoding="utf-8")
        part.replace(work / CHOICES)
    except OSError as error:
        raise EditError(f"it cannot be kept: {error.strerror}", remedy="Check the folder and its space.") from None
