"""Finds the posting calendar in a sheet: by its headings, else by its shape; or says why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from ..spreadsheets import Cell
from ..spreadsheets.grid import Line, Sheet
from ..workspace.dates import DateReader, NotADate
from .meanings import NETWORKS, meaning, plain
from .moments import split
from .tools import OWN, TEAM, Tool, tool_of

LOOKED_AT = 30
"""Rows in which the headings are sought: people put titles above them."""
SAMPLED = 200
LONGEST_HEADING = 80
WORDY = 12
"""Letters, on average, that make a column words rather than labels."""
FLAGS = frozenset(
    {"true", "false", "yes", "no", "y", "n", "x", "1", "0", "✓", "✔", "☑", "on", "off", "tbc", "n/a", "-"}
)
ANY_ORDER = DateReader("dmy", date(2026, 1, 1)), DateReader("mdy", date(2026, 1, 1))
REMEDY = "Give it a row of headings with at least Date, Time and Text, or choose another file."


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar in a sheet. `columns` has a meaning for each column; `heading_line` is None where there is none."""

    sheet: str
    tool: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    heading_line: int | None
    rows: tuple[Line, ...]
    how: str


@dataclass(frozen=True, slots=True)
class NotACalendar:
    """Why a sheet is no posting calendar."""

    sheet: str
    code: str
    reason: str


def recognise(sheet: Sheet) -> Found | NotACalendar:
    """The calendar in a sheet, or why there is none."""
    at = _heading_row(sheet.rows)
    if at is None:
        return _headless(sheet)
    line, cells = sheet.rows[at]
    headings = tuple(str(cell or "").strip() for cell in cells)
    found = _with_headings(sheet, headings, line, sheet.rows[at + 1 :])
    return found if isinstance(found, NotACalendar) else _checked(found)


def _heading_row(rows: Sequence[Line]) -> int | None:
    """The row with the most headings that we know, if it has the two that a calendar needs or is a known tool's."""
    scores = [(_score(cells), -index) for index, (_, cells) in enumerate(rows[:LOOKED_AT])]
    best, negative = max(scores, default=(0, 0))
    return -negative if best >= 2 else None


def _score(cells: Sequence[Cell]) -> int:
    if any(isinstance(cell, date | time | float) for cell in cells):
        return 0
    names = [cell for cell in cells if isinstance(cell, str) and 0 < len(cell.strip()) <= LONGEST_HEADING]
    known = [found for name in names if (found := meaning(name))]
    is_data = all(one.startswith("network:") for one in known) or any(_is_day(name) for name in names)
    return 0 if is_data else len(known)


def _with_headings(sheet: Sheet, headings: tuple[str, ...], line: int, rows: tuple[Line, ...]) -> Found | NotACalendar:
    tool = tool_of(headings)
    columns = _columns(headings, tool, rows)
    if refusal := _refusal(columns, headings, tool):
        return NotACalendar(sheet.name, "not-a-calendar", refusal)
    name = tool.name if tool else TEAM
    return Found(sheet.name, name, columns, headings, line, rows, "by its headings")


def _columns(headings: Sequence[str], tool: Tool | None, rows: Sequence[Line]) -> tuple[str, ...]:
    means = tool.means if tool else {}
    found = [means.get(plain(heading)) or meaning(heading) for heading in headings]
    if tool and tool.name == OWN:
        return tuple(plain(heading) for heading in headings)
    found = [
        _network_column(one, column, rows) if one.startswith("network:") else one for column, one in enumerate(found)
    ]
    return tuple(_settled(found, rows))


def _network_column(found: str, column: int, rows: Sequence[Line]) -> str:
    """A column called LinkedIn marks the rows that go there, or holds their words."""
    network = found.removeprefix("network:")
    cells = [str(cells[column]).strip() for _, cells in rows[:SAMPLED] if column < len(cells) and cells[column]]
    wordy = [cell for cell in cells if cell.lower() not in FLAGS]
    return f"text:{network}" if wordy and sum(map(len, wordy)) / len(wordy) >= WORDY else f"flag:{network}"


def _settled(found: list[str], rows: Sequence[Line]) -> list[str]:
    """One column of words, one of dates: the first of several that is filled. A date with times is a moment."""
    for name in ("text", "moment", "date", "time", "link", "accounts", "id", "zone", "weekday", "status"):
        several = [column for column, one in enumerate(found) if one == name]
        keep = max(several, key=lambda column: (_filled(column, rows) > 0, -column), default=None)
        found = [one if one != name or column == keep else "lost" for column, one in enumerate(found)]
    if "date" not in found and "weekday" in found:
        found = ["date" if one == "weekday" else one for one in found]
    if "moment" in found and "date" in found:
        found = ["lost" if one == "moment" else one for one in found]
    if "text" not in found and "title" in found and any(one.startswith(("flag:", "accounts")) for one in found):
        found[found.index("title")] = "text"
    return found


def _filled(column: int, rows: Sequence[Line]) -> int:
    return sum(1 for _, cells in rows[:SAMPLED] if column < len(cells) and cells[column] not in (None, ""))


def _refusal(columns: Sequence[str], headings: Sequence[str], tool: Tool | None) -> str:
    """Why headings are not a posting calendar's, or blank."""
    metrics = _named(columns, headings, "metric")
    appointments = _named(columns, headings, "appointment")
    if tool is None and len(metrics) >= 2:
        return f"It is a report of posts that went out, with {', '.join(metrics[:3])}; not a calendar of posts to come."
    if tool is None and len(appointments) >= 2:
        return f"It is a diary of appointments, with {', '.join(appointments[:3])}."
    if tool is None and (money := _named(columns, headings, "money")):
        return f"It has {', '.join(money[:3])}, which is not what a posting calendar holds."
    has_words = any(one == "text" or one.startswith("text:") for one in columns) or (tool and tool.name == OWN)
    if not has_words:
        return f"No column holds the words of the posts. Its headings are {_listed(headings)}."
    if not {"moment", "date"} & set(columns):
        return f"No column holds the days to post on. Its headings are {_listed(headings)}."
    return ""


def _named(columns: Sequence[str], headings: Sequence[str], wanted: str) -> list[str]:
    return [heading for heading, one in zip(headings, columns, strict=True) if one == wanted]


def _listed(headings: Sequence[str]) -> str:
    names = [heading[:40] for heading in headings if heading]
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more


def _checked(found: Found) -> Found | NotACalendar:
    """Dates must stand where the headings say: a price list may have a column called Date too."""
    if not found.rows:
        return NotACalendar(found.sheet, "calendar-empty", "It has headings but no rows.")
    column = next(index for index, one in enumerate(found.columns) if one in ("moment", "date"))
    cells = [
        cells[column] for _, cells in found.rows[:SAMPLED] if column < len(cells) and cells[column] not in (None, "")
    ]
    dated = sum(map(_is_day, cells))
    if cells and dated * 2 < len(cells):
        wrong = next(cell for cell in cells if not _is_day(cell))
        heading = found.headings[column]
        return NotACalendar(
            found.sheet, "not-a-calendar", f"The column {heading} holds no dates: {str(wrong)[:40]!r} is not one."
        )
    return found


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    return isinstance(cell, str) and _reads(split(cell).day)


def _reads(day: Cell) -> bool:
    found = [reader.read(day) for reader in ANY_ORDER] if isinstance(day, str) and day else []
    return any(isinstance(one, date) or (isinstance(one, NotADate) and one.code != "date-unreadable") for one in found)


def _headless(sheet: Sheet) -> Found | NotACalendar:
    """By the shape of the cells alone; every column must be something that a calendar holds."""
    if not sheet.rows:
        return NotACalendar(sheet.name, "calendar-empty", "It is empty.")
    sample = [cells for _, cells in sheet.rows[:SAMPLED]]
    widths = [len(cells) for cells in sample]
    width = max(set(widths), key=lambda one: (widths.count(one), one))
    kinds = [_kind([cells[column] for cells in sample if column < len(cells)]) for column in range(width)]
    columns = _shaped(kinds)
    if columns is None:
        return NotACalendar(sheet.name, "not-a-calendar", _shape_refusal(sheet, kinds))
    tool = "Hootsuite" if columns[0] == "moment" else "SocialPilot" if columns[0] == "text" else TEAM
    return Found(sheet.name, tool, columns, ("",) * width, None, sheet.rows, "by its shape: it has no headings")


def _shape_refusal(sheet: Sheet, kinds: Sequence[str]) -> str:
    """Names what is there and what is not."""
    first = _listed([str(cell) for cell in sheet.rows[0][1] if cell not in (None, "")])
    if "words" not in kinds:
        return f"It has no headings that we know, and no column of words to post. Its first row is {first}."
    if not {"moment", "date"} & set(kinds):
        return f"It has no headings that we know, and no column of dates. Its first row is {first}."
    return f"It has no headings that we know, and columns that no posting calendar has. Its first row is {first}."


def _shaped(kinds: Sequence[str]) -> tuple[str, ...] | None:
    timed = "moment" in kinds or ("date" in kinds and "time" in kinds)
    if not timed or kinds.count("words") != 1 or "other" in kinds or kinds.count("moment") + kinds.count("date") > 1:
        return None
    names = {"words": "text", "network": "accounts", "blank": ""}
    found = [names.get(kind, kind) for kind in kinds]
    links = [index for index, kind in enumerate(kinds) if kind in ("url", "picture")]
    for index in links:
        found[index] = "media" if kinds[index] == "picture" else "link"
    return tuple(found)


def _kind(cells: Iterable[Cell]) -> str:
    """What a column without a heading holds, when nearly all of its cells agree."""
    filled = [cell for cell in cells if cell not in (None, "") and str(cell).strip()]
    if not filled:
        return "blank"
    for kind, test in _TESTS:
        if sum(map(test, filled)) >= 0.9 * len(filled):
            return kind
    texts = [str(cell) for cell in filled if isinstance(cell, str)]
    wordy = (
        len(texts) == len(filled) and sum(map(len, texts)) / len(texts) >= WORDY and any(" " in one for one in texts)
    )
    return "words" if wordy else "other"


def _is_moment(cell: Cell) -> bool:
    if isinstance(cell, datetime):
        return cell.time() != time(0)
    apart = split(cell) if isinstance(cell, str) else None
    return apart is not None and bool(apart.clock) and _reads(apart.day)


def _is_time(cell: Cell) -> bool:
    return isinstance(cell, time) or (
        isinstance(cell, str) and bool(re.fullmatch(r"\d{1,2}[:.]\d{2}(\s*[ap]m)?", cell.strip(), re.I))
    )


def _is_url(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(re.match(r"https?://\S+\Z", cell.strip()))


def _is_picture(cell: Cell) -> bool:
    return (
        isinstance(cell, str)
        and bool(re.match(r"\S.*\.(?:png|jpe?g|gif|webp)(?:\?\S*)?\Z", cell.strip(), re.I))
        and len(cell) < 500
    )


def _is_network(cell: Cell) -> bool:
    return isinstance(cell, str) and all(part.strip().lower() in NETWORKS for part in re.split(r"[,;/&+]", cell))


_TESTS = (
    ("moment", _is_moment),
    ("date", _is_day),
    ("time", _is_time),
    ("picture", _is_picture),
    ("url", _is_url),
    ("network", _is_network),
)
