"""campaign export"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..calendars.moments import ORDERS
from ..services import exporting_calendar as service
from . import export_article
from .options import Json, Workspace, app_for
from .output import console, print_json

Kind = Annotated[
    str, typer.Option("--format", "-f", help=f"One of {', '.join(service.FORMATS)}; docx or html for an article.")
]


def register(app: typer.Typer) -> None:
    app.command()(export)


def export(
    kind: Kind,
    what: Annotated[
        list[str] | None, typer.Argument(help="article NAME, for one article as docx or html.", show_default=False)
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file, or a folder for several.")] = None,
    workspace: Workspace = None,
    account: Annotated[str | None, typer.Option(help="Only this account (Hootsuite, Buffer).")] = None,
    dates: Annotated[str | None, typer.Option(help="Hootsuite: day-first or month-first (default).")] = None,
    preview: Annotated[str, typer.Option(help="The address where the preview page is kept, for the diary.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    json: Json = False,
) -> None:
    """Write the calendar for a spreadsheet, for another tool or as a diary, and say what is lost; or one article."""
    if what:
        export_article.run(what, kind, output, workspace, json=json)
        return
    if kind not in service.FORMATS:
        raise typer.BadParameter(f"{kind} is none of {', '.join(service.FORMATS)}", param_hint="--format")
    if dates is not None and dates not in ORDERS:
        raise typer.BadParameter(f"{dates} is neither day-first nor month-first", param_hint="--dates")
    previous = service.last_diary(output) if kind == "ics" else None
    found = service.export(
        app_for(workspace),
        kind,
        account=account,
        order=ORDERS.get(dates or "", ""),
        preview=preview,
        previous=previous,
    )
    paths = service.save(found, output, force=force or previous is not None)
    if json:
        files = [{"path": str(path), "rows": file.rows} for path, file in zip(paths, found.files, strict=True)]
        print_json({"format": kind, "files": files, "losses": list(found.losses), "notes": list(found.notes)})
        return
    _show(found, paths)


def _show(found: service.Exported, paths: list[Path]) -> None:
    for path, file in zip(paths, found.files, strict=True):
        console.print(f"Wrote {escape(str(path))}, {file.rows} post{'' if file.rows == 1 else 's'}.")
    if not paths:
        console.print("Nothing to export.")
    for note in found.notes if paths else ():
        console.print(escape(note))
    if found.losses:
        console.print("[bold]Not in it[/]")
    for line in found.losses:
        console.print(f"  {escape(line)}")
