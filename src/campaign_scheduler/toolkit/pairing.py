"""Which picture belongs to which caption. Only inside a frame, and only where the counts leave no choice.

A wrong pairing is worse than none: what is not certain stays unpaired, with what could be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .document import Break, Picture
from .unit import Item, Loose, Unit

SHORT = 4
"""Words of a loose line that does not come between a caption and its picture (`Image 1`)."""
CERTAIN_PAIRS = 2
ONE_EACH = "There are as many pictures as networks here: one for each, or all for all?"
MISMATCH = "{captions} captions and {pictures} pictures stand here, and nothing says which belong together"


@dataclass(frozen=True, slots=True)
class Run:
    """Pictures that follow one another."""

    pictures: tuple[Picture, ...]


Element = Unit | Run | None
"""None is a paragraph of other words, which parts what is before from what is after."""


def give(unit: Unit, pictures: Sequence[Picture], reason: str, confidence: float) -> None:
    """Pair them, keeping what the unit has already; not where each network may have a picture of its own."""
    if _could_be_one_each(unit, pictures):
        leave([unit], pictures, ONE_EACH)
        return
    known = {(one.sha256, one.where) for one in unit.pictures}
    unit.pictures += [one for one in pictures if (one.sha256, one.where) not in known]
    if unit.pictures:
        unit.reason, unit.confidence = unit.reason or reason, unit.confidence or confidence


def _could_be_one_each(unit: Unit, pictures: Sequence[Picture]) -> bool:
    """As many pictures as networks' words: one each, or all for all? A person must say."""
    networks = [caption.platforms for caption in unit.captions if caption.platforms]
    return len(networks) > 1 and len(set(networks)) == len(networks) == len(pictures) == len(unit.captions)


def leave(units: Sequence[Unit], pictures: Sequence[Picture], reason: str = "") -> None:
    """Leave them unpaired, and say what could be meant."""
    captions, count = sum(bool(one) for one in units), len(pictures)
    for unit in units:
        if not unit.pictures:
            unit.possible += [one for one in pictures if one not in unit.possible]
            unit.reason = unit.reason or reason or MISMATCH.format(captions=captions, pictures=count)


def distribute(units: Sequence[Unit], pictures: Sequence[Picture], reason: str, confidence: float) -> None:
    """Within one frame: one caption takes all, one picture serves all, equal numbers go in order."""
    if not units or not pictures:
        return
    if len(units) == 1:
        give(units[0], pictures, reason, confidence)
    elif len(pictures) == 1:
        for unit in units:
            give(unit, pictures, f"{reason}; one picture for {len(units)} captions", confidence - 0.15)
    elif len(units) == len(pictures) and all(unit.labelled and not _has_platform(unit) for unit in units):
        for unit, picture in zip(units, pictures, strict=True):
            give(unit, [picture], f"{reason}, in the same order", confidence - 0.25)
    else:
        leave(units, pictures)


def _has_platform(unit: Unit) -> bool:
    return any(caption.platforms for caption in unit.captions)


def pair_sequence(items: Sequence[Item], *, framed: bool) -> None:
    """Pair what follows one another in a column of text: each picture after its caption, or each before."""
    units = [one for one in items if isinstance(one, Unit)]
    pictures = [one for one in items if isinstance(one, Picture)]
    if not units or not pictures:
        return
    if framed and len(units) == 1:
        give(units[0], pictures, "they stand alone together", 0.9)
        return
    parts = _parts(items)
    if len(parts) > 1 and all(_is_single(part) for part in parts):
        for part in parts:
            pair_sequence([one for one in part if isinstance(one, Unit | Picture)], framed=True)
        return
    _by_direction(_elements(items))


def _parts(items: Sequence[Item]) -> list[list[Item]]:
    """Split at rules and page breaks; parts without captions and pictures are left out."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if isinstance(item, Break) and item.kind in ("rule", "page"):
            parts.append([])
        else:
            parts[-1].append(item)
    return [part for part in parts if any(isinstance(one, Unit | Picture) for one in part)]


def _is_single(part: Sequence[Item]) -> bool:
    return sum(isinstance(one, Unit) for one in part) == 1 and any(isinstance(one, Picture) for one in part)


def _elements(items: Sequence[Item]) -> list[Element]:
    """Units, runs of pictures and what parts them; blank lines and short loose lines do not."""
    found: list[Element] = []
    for item in items:
        if isinstance(item, Unit):
            found.append(item)
        elif isinstance(item, Picture):
            last = found[-1] if found else None
            if isinstance(last, Run):
                found[-1] = Run((*last.pictures, item))
            else:
                found.append(Run((item,)))
        elif isinstance(item, Loose) and len(item.paragraph.words.split()) > SHORT:
            found.append(None)
    return found


def _by_direction(elements: Sequence[Element]) -> None:
    """Pair below or above, whichever leaves nothing over; else only what is beyond doubt."""
    below, above = _pairs(elements, -1), _pairs(elements, 1)
    over_below, over_above = (_left_over(elements, pairs) for pairs in (below, above))
    if over_below == 0 and over_above > 0:
        _give_all(elements, below, "each picture stands below its caption", 0.85)
    elif over_above == 0 and over_below > 0:
        _give_all(elements, above, "each picture stands above its caption", 0.85)
    elif over_above == over_below == 0:
        _give_all(elements, below, "they stand next to each other", 0.85)
    else:
        _give_certain(elements, below, above, over_below, over_above)


def _pairs(elements: Sequence[Element], step: int) -> list[tuple[int, int]]:
    """(unit, run) by index, the unit being `step` away from the run."""
    return [
        (index + step, index)
        for index, one in enumerate(elements)
        if isinstance(one, Run) and 0 <= index + step < len(elements) and isinstance(elements[index + step], Unit)
    ]


def _left_over(elements: Sequence[Element], pairs: Sequence[tuple[int, int]]) -> int:
    used = {index for pair in pairs for index in pair}
    return sum(
        1
        for index, one in enumerate(elements)
        if index not in used and one is not None and not (isinstance(one, Unit) and one.pictures)
    )


def _give_all(elements: Sequence[Element], pairs: Sequence[tuple[int, int]], reason: str, confidence: float) -> None:
    for unit_at, run_at in pairs:
        unit, run = elements[unit_at], elements[run_at]
        if isinstance(unit, Unit) and isinstance(run, Run):
            give(unit, run.pictures, reason, confidence)


def _give_certain(
    elements: Sequence[Element],
    below: Sequence[tuple[int, int]],
    above: Sequence[tuple[int, int]],
    over_below: int,
    over_above: int,
) -> None:
    """A long regular row with a gap: pair all but the place where the count does not match."""
    ends_below = isinstance(elements[0], Unit) and isinstance(elements[-1], Run) and over_below + 2 <= over_above
    ends_above = isinstance(elements[0], Run) and isinstance(elements[-1], Unit) and over_above + 2 <= over_below
    pairs, step = (below, -1) if ends_below else (above, 1) if ends_above else ([], 0)
    certain = [pair for pair in pairs if _stands_alone(elements, pair[0], step)]
    if len(certain) >= CERTAIN_PAIRS:
        where = "below" if step < 0 else "above"
        _give_all(elements, certain, f"each picture stands {where} its caption", 0.75)
    units = [one for one in elements if isinstance(one, Unit) and not one.pictures]
    used = {run for _, run in certain} if len(certain) >= CERTAIN_PAIRS else set()
    runs = [one for index, one in enumerate(elements) if isinstance(one, Run) and index not in used]
    leave(units, [picture for run in runs for picture in run.pictures])


def _stands_alone(elements: Sequence[Element], unit_at: int, step: int) -> bool:
    """No other caption on the unit's far side could share or own the picture."""
    beyond = unit_at + step
    return not (0 <= beyond < len(elements) and isinstance(elements[beyond], Unit))
