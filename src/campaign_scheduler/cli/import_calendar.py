"""campaign import for calendars: what was understood, what is lost, and only then drafts."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ..calendars.counting import counted
from ..calendars.intake import Options
from ..calendars.moments import ORDERS
from ..services import importing_calendar as service
from ..services.importing_calendar import Import
from ..services.taking_back import Written
from .calendar_screen import show_difference, show_proposal
from .options import app_for
from .output import console, print_json, print_problems

Dates = Annotated[
    str | None, typer.Option("--dates", help="day-first or month-first, where the file does not show it.")
]
Zone = Annotated[str | None, typer.Option("--zone", help="The file's own time zone, such as America/New_York.")]
Accounts = Annotated[str | None, typer.Option("--accounts", help="Account ids for a file that names none: a,b.")]
Mapped = Annotated[list[str] | None, typer.Option("--map", help='"Name in the file=account id"; may be repeated.')]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")]
Remove = Annotated[bool, typer.Option("--remove", help="Rows that an edited export left out become drafts.")]


@dataclass(frozen=True, slots=True)
class Told:
    """The options as they were given."""

    dates: str | None
    zone: str | None
    accounts: str | None
    mapped: list[str]
    remove: bool
    yes: bool
    json: bool
    dry_run: bool = False


def run(path: Path, into: Path | None, told: Told) -> None:
    """Show what the file holds and write drafts; changes of rows that are there are asked first. Raises InputError."""
    app = app_for(into)
    looked = service.look(app, path, _options(told))
    if not told.json:
        _show(looked, told.remove)
    nothing = _nothing(looked, told.remove)
    written = None if nothing or not _agreed(looked, told) else service.write(app, looked, remove=told.remove)
    if told.json:
        print_json(service.as_json(looked, written))
    elif nothing:
        console.print("There is nothing to write.")
    elif written is not None:
        _say(looked, written)


def _agreed(looked: Import, told: Told) -> bool:
    """Drafts do no harm, so only a person at a terminal is asked; edits of rows that are there need a yes."""
    if told.dry_run:
        return False
    if told.yes or (looked.proposal is not None and (told.json or not sys.stdin.isatty())):
        return True
    if told.json:
        return False
    typer.confirm("Write this?", abort=True)
    return True


def _nothing(looked: Import, remove: bool) -> bool:
    missing = looked.difference is not None and looked.difference.missing
    return looked.is_empty and not (remove and missing)


def _options(told: Told) -> Options:
    if told.dates is not None and told.dates not in ORDERS:
        raise typer.BadParameter(f"{told.dates} is neither day-first nor month-first", param_hint="--dates")
    pairs = [pair.rpartition("=") for pair in told.mapped]
    if wrong := [pair for pair, parts in zip(told.mapped, pairs, strict=True) if not parts[0] or not parts[2]]:
        raise typer.BadParameter(f"{wrong[0]} is not like Name=account", param_hint="--map")
    chosen = tuple(part.strip() for part in (told.accounts or "").split(",") if part.strip())
    accounts = {name: account.strip() for name, _, account in pairs}
    return Options(ORDERS.get(told.dates or "", ""), _zone(told.zone), accounts, chosen)


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise typer.BadParameter(f"{name} is not a time zone such as Europe/London", param_hint="--zone") from None


def _show(looked: Import, remove: bool) -> None:
    if looked.difference is not None:
        show_difference(looked.difference, remove)
    elif looked.proposal is not None:
        show_proposal(looked.proposal)
        if looked.proposal.problems:
            print_problems(looked.proposal.problems)


def _say(looked: Import, written: Written) -> None:
    rows, captions = counted(written.rows, "row"), counted(written.captions, "caption")
    console.print(f"Wrote {rows} and {captions}. Nothing is scheduled: see campaign check, then campaign plan.")
    for line in written.left_alone:
        console.print(f"Left alone: {line}", style="yellow", markup=False)
    if looked.proposal is not None:
        console.print("The new rows are drafts: clear their status when they are ready.", style="dim")
