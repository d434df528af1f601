"""How things look on a terminal, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape

from ..model.errors import CampaignError
from ..model.problem import Problem, Severity

WIDE = 160
"""How wide a table is where there is no terminal to ask."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
errors = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else WIDE)

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


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
