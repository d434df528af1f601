"""campaign import: calls the service that reads this kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..model.errors import InputError
from ..model.problem import Problem
from . import import_calendar
from .options import Json, Yes

CALENDARS = (".csv", ".tsv", ".xlsx")


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    files: Annotated[list[Path], typer.Argument(help="A calendar from another tool, or one exported and edited.")],
    into: Annotated[Path | None, typer.Option("--into", help="The workspace; default: this folder.")] = None,
    dates: import_calendar.Dates = None,
    zone: import_calendar.Zone = None,
    accounts: import_calendar.Accounts = None,
    mapped: import_calendar.Mapped = None,
    remove: import_calendar.Remove = False,
    dry_run: import_calendar.DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Turn a calendar from another tool into drafts, or take back an exported one. Nothing is scheduled."""
    unknown = [path for path in files if path.suffix.lower() not in CALENDARS]
    if unknown:
        message = "Files of this kind cannot be imported."
        remedy = f"Choose {', '.join(CALENDARS)}."
        raise InputError([Problem("import-kind", message, remedy, file=path.name) for path in unknown])
    told = import_calendar.Told(dates, zone, accounts, mapped or [], remove, yes, json, dry_run)
    for path in files:
        import_calendar.run(path, into, told)
