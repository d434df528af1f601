"""How things look on a terminal, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..model.delivery import ReadBack, State
from ..model.errors import CampaignError
from ..model.problem import Problem, Severity
from ..notify import words
from ..store.post_log import Entry

WIDE = 160
"""How wide a table is where there is no terminal to ask."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
errors = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else WIDE)

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
STATE_COLOURS = {
    State.PUBLISHED: "green",
    State.SCHEDULED: "cyan",
    State.PUBLISHING: "cyan",
    State.CANCELLED: "dim",
}


def print_json(value: object) -> None:
    """The JSON alone on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def print_problems(problems: Sequence[Problem]) -> None:
    """Every problem with its place and remedy, and a count, on standard error."""
    for problem in problems:
        colour = COLOURS[problem.severity]
        place = f"{problem.where}: " if problem.where else ""
        errors.print(f"[bold {colour}]{problem.severity.value}[/] [bold]{escape(place)}[/]{escape(problem.message)}")
        if problem.remedy:
            errors.print(f"      {escape(problem.remedy)}", style="dim")
    errors.print(summary(problems))


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`, or that all is well."""
    counts = {severity: sum(problem.severity is severity for problem in problems) for severity in Severity}
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    parts = [f"{count} {names[one]}{'' if count == 1 else 's'}" for one, count in counts.items() if count]
    return ", ".join(parts) or "No problems."


def complain(error: CampaignError) -> None:
    """An error in words, and what to do about it."""
    errors.print(f"[bold red]error[/] {escape(error.message)}")
    if error.remedy:
        errors.print(f"      {escape(error.remedy)}", style="dim")


def local(moment: datetime | None, zone: ZoneInfo | None) -> str:
    """`Tue 13 Oct 09:00:00` in the campaign's zone, or UTC when it is not known; blank for None."""
    if moment is None:
        return ""
    there = moment.astimezone(zone) if zone else moment
    return f"{there:%a} {there.day} {there:%b %H:%M:%S}"


AFTERWARDS = {
    ReadBack.SAME: "checked",
    ReadBack.DIFFERS: "reads otherwise",
    ReadBack.UNREAD: "could not be read",
    ReadBack.NOT_CHECKABLE: "not checkable",
}
"""What is said after Published, in the room that a table has."""


def what_happened(entry: Entry) -> str:
    """The on-screen word for a delivery's state, with what reading it back showed, coloured."""
    said = entry.state_words
    if entry.state is State.PUBLISHED and entry.removed_at is None and entry.verify_code in AFTERWARDS:
        said += f", {AFTERWARDS[entry.verify_code]}"
    fine = entry.removed_at is None and entry.verify_code not in (ReadBack.DIFFERS, ReadBack.UNREAD)
    colour = STATE_COLOURS.get(entry.state, "bold yellow") if fine else "bold yellow"
    return f"[{colour}]{said}[/]"


def where_or_why(entry: Entry) -> str:
    """Its address, or why it has none; and why it is not there any more."""
    if entry.removed_at is not None:
        return f"{words.known_since(entry)} ({entry.permalink})"
    return entry.permalink or entry.reason


def log_table(entries: Sequence[Entry], zone: ZoneInfo | None) -> Table:
    """The post log as people read it."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("No", "Due", "Sent", "Late", "Post", "Account", "What happened", "Where"):
        narrow = heading != "Where"
        table.add_column(
            heading, justify="right" if heading in ("No", "Late") else "left", overflow="fold", no_wrap=narrow
        )
    for entry in entries:
        late = "" if entry.lateness_s is None else f"{entry.lateness_s:.2f} s"
        where = where_or_why(entry)
        sent = local(entry.sent_at, zone).split(" ")[-1]
        row = (str(entry.delivery_id), local(entry.due_at, zone), sent, late, entry.post_id, entry.account)
        table.add_row(*(escape(cell) for cell in row), what_happened(entry), escape(where))
    return table
