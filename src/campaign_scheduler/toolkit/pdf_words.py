"""Words of a PDF page become lines, columns and paragraphs, by measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from .document import Link, Paragraph, Text
from .floats import Place
from .text import BULLET

GAP = 1.6
"""Words further apart than this many times their size belong to different columns."""
LOOSER = 1.22
"""Lines further apart than this many times the page's usual distance are different paragraphs."""
USUAL = 1.2
WIDEST = 2.2
URL_END = re.compile(r"(?:https?://|www\.)\S+\Z")
HEADING_RATIOS = ((1.7, 1), (1.35, 2), (1.12, 3))
MOST_HEADING_WORDS = 14


@dataclass(slots=True)
class Line:
    """Words side by side, without a column's gap between them."""

    words: list[dict[str, Any]]

    @property
    def place(self) -> Place:
        return Place(
            min(one["x0"] for one in self.words),
            min(one["top"] for one in self.words),
            max(one["x1"] for one in self.words),
            max(one["bottom"] for one in self.words),
        )

    @property
    def size(self) -> float:
        return float(median(one["bottom"] - one["top"] for one in self.words))

    @property
    def text(self) -> str:
        return " ".join(one["text"] for one in self.words)

    @property
    def bold(self) -> bool:
        return all(re.search(r"bold|black|heavy|semibold", str(one.get("fontname", "")), re.I) for one in self.words)


@dataclass(slots=True)
class Passage:
    """Lines that read on: one paragraph."""

    lines: list[Line] = field(default_factory=list)

    @property
    def place(self) -> Place:
        places = [one.place for one in self.lines]
        return Place(
            min(one.left for one in places),
            min(one.top for one in places),
            max(one.right for one in places),
            max(one.bottom for one in places),
        )

    @property
    def size(self) -> float:
        return float(median(one.size for one in self.lines))


def lines_of(words: Sequence[dict[str, Any]]) -> list[Line]:
    """Words by line, parted where a column's gap is."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda one: ((one["top"] + one["bottom"]) / 2, one["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        row = next((one for one in rows[-6:] if _on_line(one, middle)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [line for row in rows for line in _parted(sorted(row, key=lambda one: one["x0"]))]


def _on_line(row: Sequence[dict[str, Any]], middle: float) -> bool:
    last = row[-1]
    return bool(last["top"] + (last["bottom"] - last["top"]) * 0.2 <= middle <= last["bottom"])


def _parted(row: Sequence[dict[str, Any]]) -> list[Line]:
    found = [Line([row[0]])]
    for word in row[1:]:
        last = found[-1].words[-1]
        size = last["bottom"] - last["top"]
        if word["x0"] - last["x1"] > GAP * size:
            found.append(Line([word]))
        else:
            found[-1].words.append(word)
    return found


def passages_of(lines: Sequence[Line], usual: float) -> list[Passage]:
    """Lines below one another in one column, without a gap, in one size."""
    found: list[Passage] = []
    ordered = sorted(lines, key=lambda one: (one.place.top, one.place.left))
    for line in ordered:
        home = next((one for one in reversed(found[-12:]) if _goes_on(one, line, usual)), None)
        if home is None:
            found.append(Passage([line]))
        else:
            home.lines.append(line)
    return found


def usual_distance(lines: Sequence[Line]) -> float:
    """From one line's top to the next one's, in line heights: the page's usual."""
    ratios = []
    lines = sorted(lines, key=lambda one: one.place.top)
    for index, line in enumerate(lines):
        here = line.place
        below = next((one.place for one in lines[index + 1 : index + 12] if _is_under(here, one.place)), None)
        if below is not None and below.top - here.top <= WIDEST * line.size:
            ratios.append((below.top - here.top) / line.size)
    return float(min(median(ratios), sorted(ratios)[len(ratios) // 4] * 1.15)) if ratios else USUAL


def _is_under(above: Place, here: Place) -> bool:
    return here.top > above.top + 1 and min(above.right, here.right) > max(above.left, here.left)


def _goes_on(passage: Passage, line: Line, usual: float) -> bool:
    last = passage.lines[-1]
    above, here = last.place, line.place
    overlap = min(above.right, here.right) - max(above.left, here.left)
    apart = here.top - above.top
    same_size = abs(line.size - last.size) <= 0.12 * max(line.size, last.size)
    close = 0 < apart <= LOOSER * usual * max(line.size, last.size)
    if not (overlap > 0 and close and same_size and line.bold == last.bold):
        return False
    return not BULLET.match(line.text + " x") and not line.text.startswith("•") and not _ended_early(passage, line)


def _ended_early(passage: Passage, line: Line) -> bool:
    """The last line stopped well before the margin where the next word would have fitted."""
    last = passage.lines[-1]
    right = max(one.place.right for one in passage.lines)
    if len(passage.lines) < 2:
        right = max(right, line.place.right)
    first_word = line.words[0]["x1"] - line.words[0]["x0"]
    return (last.place.right + first_word + last.size < right and last.text.rstrip()[-1:] in ".!?:") or False


def paragraph_of(passage: Passage, body: float, links: Sequence[dict[str, Any]], where: str) -> Paragraph:
    """One paragraph with its links; a heading when its letters are larger than the body's."""
    words, spots = _joined(passage)
    item = BULLET.match(words) or re.match(r"•\s*", words)
    skip = item.end() if item else 0
    found = tuple(_links(spots, links, words, skip))
    count = len(words.split())
    ratio = passage.size / body if body else 1.0
    level = next((one for least, one in HEADING_RATIOS if ratio >= least), 0) if count <= MOST_HEADING_WORDS else 0
    strong = all(one.bold for one in passage.lines)
    return Paragraph(Text(words[skip:], found).strip(), level, 0 if item else -1, strong, "", where)


def _joined(passage: Passage) -> tuple[str, list[tuple[int, dict[str, Any]]]]:
    """The words as one text, and where each stands in it. A broken address goes on without a space."""
    words, spots = "", list[tuple[int, dict[str, Any]]]()
    for line in passage.lines:
        for index, word in enumerate(line.words):
            broken = index == 0 and URL_END.search(words) and re.match(r"[\w%/?=&.#~-]+\Z", word["text"])
            tied = broken and (words[-1] in "/-_=?&.%#" or re.search(r"[/?=&-]|\A\.", word["text"]))
            words += "" if not words or tied else " "
            spots.append((len(words), word))
            words += word["text"]
    return words, spots


def _links(
    spots: Sequence[tuple[int, dict[str, Any]]], links: Sequence[dict[str, Any]], words: str, skip: int
) -> list[Link]:
    found: list[Link] = []
    for link in links:
        inside = [(at, word) for at, word in spots if _is_inside(word, link)]
        if inside:
            start, end = inside[0][0], inside[-1][0] + len(inside[-1][1]["text"])
            shown = words[start:end]
            trimmed = shown.rstrip(".,;") if not shown.startswith("http") else shown
            found.append(Link(trimmed, link["uri"], max(0, start - skip)))
    return sorted(found, key=lambda one: one.start)


def _is_inside(word: dict[str, Any], link: dict[str, Any]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(link["x0"] - 1 <= across <= link["x1"] + 1 and link["top"] - 1 <= down <= link["bottom"] + 1)
