"""Writes rows and cells into the calendar without disturbing the rest of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..model.errors import InputError
from ..model.problem import Problem
from ..spreadsheets import Cell, FileInUseError, TableError, write_edits
from .calendar import FILES, Calendar, find_calendar, read_calendar
from .findings import Findings

NEW = "id,date,time,caption,media,accounts,status,note\r\n"
DISTANT = 100_000_000
"""A line past every calendar's end: rows are added in order of their line."""


def ensure_calendar(root: Path) -> None:
    """Begin `config/calendar.csv` where a workspace has no calendar yet."""
    if find_calendar(root, findings := Findings()) is None and findings.all[0].code == "calendar-missing":
        (root / FILES[0]).parent.mkdir(parents=True, exist_ok=True)
        (root / FILES[0]).write_text(NEW, encoding="utf-8", newline="")


def write_rows(
    root: Path,
    new: Sequence[Mapping[str, Cell]],
    changed: Mapping[int, Mapping[str, Cell]] | None = None,
    *,
    wait: float = 10.0,
    seen: str | None = None,
) -> None:
    """Add rows by column name, and change cells of the rows on the given lines; columns that lack are added.

    The file is replaced whole or not at all; with `seen`, a SHA-256, only if it still is that one. Raises InputError
    when it cannot be read, is open elsewhere, or is laid out in a way that cannot be changed safely, FileChangedError.
    """
    calendar = _calendar(root)
    columns, headings = _columns(calendar, [*new, *(changed or {}).values()])
    cells: dict[tuple[int, int], Cell] = dict(headings)
    for line, values in (changed or {}).items():
        cells |= {(line, columns[name]): value for name, value in values.items()}
    for number, values in enumerate(new, start=1):
        line = calendar.last_line + number if calendar.path.suffix == ".xlsx" else DISTANT + number
        cells |= {(line, columns[name]): value for name, value in values.items() if value not in (None, "")}
    _write(calendar, cells, wait, seen)


def _calendar(root: Path) -> Calendar:
    findings = Findings()
    calendar = read_calendar(root, findings)
    if calendar is None:
        raise InputError([problem for problem in findings.all if problem.is_error])
    return calendar


def _columns(
    calendar: Calendar, rows: Sequence[Mapping[str, Cell]]
) -> tuple[dict[str, int], dict[tuple[int, int], Cell]]:
    """Where each column stands, and the headings of those that must be added on the right."""
    columns = {name: index for index, name in enumerate(calendar.columns) if name}
    headings: dict[tuple[int, int], Cell] = {}
    for name in dict.fromkeys(name for row in rows for name, value in row.items()):
        if name not in columns:
            columns[name] = len(calendar.columns) + len(headings)
            headings[calendar.heading_line, columns[name]] = name
    return columns, headings


def _write(calendar: Calendar, cells: Mapping[tuple[int, int], Cell], wait: float, seen: str | None) -> None:
    try:
        write_edits(calendar.path, cells, wait=wait, seen=seen)
    except TableError as error:
        raise InputError(
            [Problem(error.code, error.message, error.remedy, file=calendar.file, line=error.line)]
        ) from None
    except FileInUseError:
        message = "The calendar is open in another program, so nothing was written into it."
        problem = Problem("calendar-open", message, "Close it there and run this again.", file=calendar.file)
        raise InputError([problem]) from None
    except OSError as error:
        message = f"The calendar cannot be written: {error.strerror}."
        remedy = "Check the permissions of the file and its folder."
        raise InputError([Problem("calendar-not-writable", message, remedy, file=calendar.file)]) from None
