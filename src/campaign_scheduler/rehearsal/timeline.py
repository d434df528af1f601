"""The timeline as a drawing: a row an account, a mark a post, the freezes as bands. Units are the drawing's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .result import SCREEN_WORDS, Rehearsal, Showing, Verdict

LEFT = 168
WIDTH = 1000
ROW = 30
TOP = 30
EDGE = 14
MOST_TICKS = 16
ROOM = 40
"""The width of a date's name."""
LARGEST, SMALLEST = 13.0, 5.0
"""The width of a mark, when there are few and when there are many."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One post on its account's row."""

    x: float
    y: int
    verdict: Verdict
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """A freeze."""

    x: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything to draw. `ticks` are the dates along the top, `rows` the accounts' names with their line."""

    height: int
    rows: tuple[tuple[int, str, str], ...]
    ticks: tuple[tuple[float, str], ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    size: float
    """The width of a mark."""
    width: int = WIDTH
    left: int = LEFT


def timeline(found: Rehearsal) -> Timeline:
    """The drawing of a rehearsal that has at least one post."""
    zone = found.campaign.zone
    days = [one.rendering.post.due_at.astimezone(zone).date() for one in found.showings]
    first, last = min(days), max(days) + timedelta(days=1)
    scale = _Scale(first, last)
    lines = {part.account.id: TOP + ROW * number + ROW // 2 for number, part in enumerate(found.parts)}
    return Timeline(
        height=TOP + ROW * len(found.parts) + 8,
        rows=tuple((lines[part.account.id], part.account.label, part.capabilities.title) for part in found.parts),
        ticks=tuple(_ticks(scale)),
        bands=tuple(_bands(found, scale)),
        marks=tuple(_mark(one, lines, scale, found) for one in _worst_last(found.showings)),
        size=_size(found),
    )


def _worst_last(showings: Sequence[Showing]) -> list[Showing]:
    """What is drawn last is on top."""
    order = list(Verdict)
    return sorted(showings, key=lambda one: order.index(one.verdict))


def _size(found: Rehearsal) -> float:
    """So that the marks of the fullest row have room beside each other."""
    fullest = max(Counter(one.rendering.account.id for one in found.showings).values())
    return round(min(LARGEST, max(SMALLEST, (WIDTH - LEFT - 2 * EDGE) / fullest)), 1)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, wall: datetime) -> float:
        """Where a wall-clock time stands; what is outside stands at the edge."""
        begin = datetime.combine(self.first, time())
        share = (wall.replace(tzinfo=None) - begin) / ((self.last - self.first) or timedelta(days=1))
        return round(LEFT + EDGE + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - 2 * EDGE), 1)

    def at(self, day: date) -> float:
        """Where a day begins."""
        return self.x(datetime.combine(day, time()))


def _ticks(scale: _Scale) -> Iterator[tuple[float, str]]:
    """Days, weeks or months, whichever leaves room for their names."""
    days = list(_days(scale))
    if len(days) > 7 * MOST_TICKS:
        yield from _months(scale, days)
        return
    for day in days[:: 1 if len(days) <= MOST_TICKS else 7]:
        yield scale.at(day), f"{day.day} {day:%b}"


def _months(scale: _Scale, days: list[date]) -> Iterator[tuple[float, str]]:
    """The first days of months, and of the drawing where there is room before the next."""
    first_days = [day for day in days if day.day == 1]
    shown = first_days[:: -(-len(first_days) // (MOST_TICKS - 1))]
    if scale.at(shown[0]) - scale.at(days[0]) > ROOM:
        yield scale.at(days[0]), f"{days[0].day} {days[0]:%b}"
    for day in shown:
        yield scale.at(day), f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"


def _days(scale: _Scale) -> Iterator[date]:
    for number in range((scale.last - scale.first).days):
        yield scale.first + timedelta(days=number)


def _bands(found: Rehearsal, scale: _Scale) -> Iterator[Band]:
    zone = found.campaign.zone
    for freeze in found.campaign.freezes:
        start, end = scale.x(freeze.starts_at.astimezone(zone)), scale.x(freeze.ends_at.astimezone(zone))
        if end > start:
            yield Band(start, round(end - start, 1), f"Freeze: {freeze.in_words(zone)}")


def _mark(one: Showing, lines: dict[str, int], scale: _Scale, found: Rehearsal) -> Mark:
    post, account = one.rendering.post, one.rendering.account
    title = f"{post.slot}: {post.id}, {account.label}. {SCREEN_WORDS[one.verdict]}."
    return Mark(scale.x(post.due_at.astimezone(found.campaign.zone)), lines[account.id], one.verdict, title)
