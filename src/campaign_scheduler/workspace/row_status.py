"""Marks a post's row as a draft, and changes nothing else."""

from __future__ import annotations

from pathlib import Path

from .calendar import read_calendar
from .findings import Findings
from .row_writer import write_rows

DRAFT = "draft"


def mark_draft(root: Path, post_id: str) -> bool:
    """Write `draft` into the row's status. False when there is no such row. Raises InputError, nothing is written."""
    calendar = read_calendar(root, Findings())
    rows = [row for row in calendar.rows if row.text("id").lower() == post_id.lower()] if calendar else []
    changed = {row.line: {"status": DRAFT} for row in rows if row.text("status").lower() != DRAFT}
    if changed:
        write_rows(root, [], changed)
    return bool(rows)
