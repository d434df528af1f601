"""campaign import: calls the service that reads this kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import import_calendar, import_toolkit
from .options import Json, Yes

CALENDARS = (".csv", ".tsv", ".xlsx")


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="A toolkit (.docx, .pptx, .pdf, .zip, .txt, a folder), or a calendar (.csv, .xlsx)."),
    ],
    into: Annotated[Path | None, typer.Option("--into", help="The workspace; default: this folder.")] = None,
    dates: import_calendar.Dates = None,
    zone: import_calendar.Zone = None,
    accounts: import_calendar.Accounts = None,
    mapped: import_calendar.Mapped = None,
    remove: import_calendar.Remove = False,
    dry_run: import_calendar.DryRun = False,
    settings: Annotated[
        bool, typer.Option("--settings", help="Write a toolkit's embargo, hashtags and handles into campaign.yaml.")
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Turn a toolkit, or a calendar from another tool, into drafts for you to confirm. Nothing is scheduled."""
    calendars = [path for path in files if path.suffix.lower() in CALENDARS]
    toolkits = [path for path in files if path not in calendars]
    if toolkits:
        import_toolkit.run(toolkits, into, json=json, dry_run=dry_run, terms=settings)
    told = import_calendar.Told(dates, zone, accounts, mapped or [], remove, yes, json, dry_run)
    for path in calendars:
        import_calendar.run(path, into, told)
