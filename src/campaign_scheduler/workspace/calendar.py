"""The calendar: its file, its headings, and its rows as still-unread cells by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..model.problem import Severity
from ..spreadsheets import Cell, Table, TableError, read_table
from .findings import Findings, nearest

FILES = ("config/calendar.csv", "config/calendar.xlsx")
OTHER_KINDS = ("xls", "xlsm", "xlsb", "ods", "numbers", "tsv")
COLUMNS = (
    "id",
    "date",
    "time",
    "caption",
    "media",
    "accounts",
    "status",
    "note",
    "text",
    "alt",
    "link",
    "tags",
    "lateness",
    "repeat",
    "article",
)
SYNONYMS = {
    "post id": "id",
    "day": "date",
    "post date": "date",
    "post time": "time",
    "caption file": "caption",
    "image": "media",
    "images": "media",
    "picture": "media",
    "pictures": "media",
    "asset": "media",
    "assets": "media",
    "account": "accounts",
    "platform": "accounts",
    "platforms": "accounts",
    "channel": "accounts",
    "channels": "accounts",
    "network": "accounts",
    "networks": "accounts",
    "notes": "note",
    "comment": "note",
    "comments": "note",
    "copy": "text",
    "caption text": "text",
    "post text": "text",
    "words": "text",
    "alt text": "alt",
    "alttext": "alt",
    "url": "link",
    "tag": "tags",
    "labels": "tags",
    "late": "lateness",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the calendar, still as typed."""

    line: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """The cell as text, without spaces at its ends; blank when there is none."""
        value = self.cells.get(column)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip()


@dataclass(frozen=True, slots=True)
class RowFindings:
    """Tells of problems in rows of the calendar `file`."""

    findings: Findings
    file: str

    def add(self, row: Row, code: str, message: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        """A problem of this row."""
        identity = row.text("id") or None
        self.findings.add(code, message, remedy, file=self.file, line=row.line, post_id=identity, severity=severity)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`id_column` counts from 0, or is None when the calendar has none. `columns` are names, blank where unknown."""

    path: Path
    file: str
    rows: Sequence[Row]
    id_column: int | None
    columns: Sequence[str] = ()
    heading_line: int = 1

    @property
    def last_line(self) -> int:
        """The line of the last row that has anything in it."""
        return max((row.line for row in self.rows), default=self.heading_line)


def find_calendar(root: Path, findings: Findings) -> Path | None:
    """The one calendar file, or None with a problem."""
    there = [root / file for file in FILES if (root / file).is_file()]
    if len(there) == 1:
        return there[0]
    if there:
        message = "There are two calendars: config/calendar.csv and config/calendar.xlsx."
        findings.add("calendar-two", message, "Keep the one you edit and move the other away.", file=FILES[0])
        return None
    others = [path.name for kind in OTHER_KINDS for path in (root / "config").glob(f"calendar.{kind}")]
    if others:
        remedy = "Save it as Excel Workbook (.xlsx) or CSV UTF-8 under the name calendar."
        findings.add(
            "calendar-kind", f"config/{others[0]} is of a kind that cannot be read.", remedy, file=f"config/{others[0]}"
        )
    else:
        findings.add(
            "calendar-missing",
            "There is no calendar.",
            "Make config/calendar.xlsx with campaign init, or config/calendar.csv.",
            file=FILES[0],
        )
    return None


def read_calendar(root: Path, findings: Findings) -> Calendar | None:
    """The calendar with its rows, or None with a problem."""
    path = find_calendar(root, findings)
    if path is None:
        return None
    file = f"config/{path.name}"
    try:
        table = read_table(path)
    except TableError as error:
        findings.add(error.code, error.message, error.remedy, file=file, line=error.line)
        return None
    except OSError as error:
        findings.add(
            "file-unreadable",
            f"The calendar cannot be opened: {error.strerror}.",
            "Close it elsewhere and try again.",
            file=file,
        )
        return None
    for code, message, remedy, line in table.notes:
        findings.add(code, message, remedy, file=file, line=line)
    return _calendar(path, file, table, findings)


def _calendar(path: Path, file: str, table: Table, findings: Findings) -> Calendar:
    columns = _columns(table, file, findings)
    rows = [_row(line, cells, columns, file, findings) for line, cells in table.rows]
    id_column = columns.index("id") if "id" in columns else None
    return Calendar(path, file, rows, id_column, columns, table.heading_line)


def _columns(table: Table, file: str, findings: Findings) -> list[str]:
    """The column each heading means; blank for one that means nothing."""
    found: list[str] = []
    for heading in table.headings:
        name = _column(heading)
        if name and name not in COLUMNS:
            message = f"There is no column called {heading.strip()!r}.{nearest(name, COLUMNS)}"
            findings.add(
                "column-unknown", message, f"Use one of: {', '.join(COLUMNS)}.", file=file, line=table.heading_line
            )
            name = ""
        if name and name in found:
            findings.add(
                "column-duplicate",
                f"Two columns are called {name}.",
                "Keep one of them.",
                file=file,
                line=table.heading_line,
            )
            name = ""
        found.append(name)
    if "date" not in found:
        findings.add(
            "column-missing",
            "The calendar has no date column.",
            "Add a column with the heading date.",
            file=file,
            line=table.heading_line,
        )
    return found


def _column(heading: str) -> str:
    words = " ".join(heading.replace("_", " ").split()).lower()
    return SYNONYMS.get(words, words)


def _row(line: int, cells: Sequence[Cell], columns: Sequence[str], file: str, findings: Findings) -> Row:
    extra = [cell for cell in cells[len(columns) :] if cell is not None and str(cell).strip()]
    if extra:
        findings.add(
            "row-too-long",
            f"The row has more cells than the calendar has columns (the first is {str(extra[0])[:40]!r}).",
            "A comma inside a cell needs quotation marks around the cell.",
            file=file,
            line=line,
            severity=Severity.ERROR,
        )
    return Row(line, {column: cell for column, cell in zip(columns, cells, strict=False) if column})
