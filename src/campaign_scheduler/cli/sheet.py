"""campaign sheet"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import contact_sheet, partner_pack
from .options import Json, Workspace, app_for

AUDIENCES = ("approval", "partners")


def register(app: typer.Typer) -> None:
    app.command()(sheet)


def sheet(
    posts: Annotated[list[str] | None, typer.Argument(help="For approval: post ids; none means all.")] = None,
    audience: Annotated[
        str, typer.Option("--for", help="approval: the contact sheet; partners: a toolkit for the next organisation.")
    ] = AUDIENCES[0],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page's file; for partners a folder. Default: here.")
    ] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="For approval: only what waits for it.")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Make a page to print or send: the contact sheet for approval, or with --for partners a pack to share."""
    if audience not in AUDIENCES:
        raise typer.BadParameter(f"{audience} is none of {', '.join(AUDIENCES)}", param_hint="--for")
    if audience == "partners":
        if posts or waiting:
            raise typer.BadParameter("the pack for partners holds everything that can be shared: leave the posts out")
        partner_pack.run(app_for(workspace), output, json=json)
    else:
        contact_sheet.run(app_for(workspace), output, posts or [], waiting=waiting, json=json)
