"""campaign sheet"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import partner_pack
from .options import Json, Workspace, app_for

AUDIENCES = ("partners",)


def register(app: typer.Typer) -> None:
    app.command()(sheet)


def sheet(
    audience: Annotated[str, typer.Option("--for", help="partners: the toolkit again, for the next organisation.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A folder; default: the workspace.")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Make a pack to share: captions, pictures, alt text, articles and links as one page and a Word file."""
    if audience not in AUDIENCES:
        raise typer.BadParameter(f"{audience} is none of {', '.join(AUDIENCES)}", param_hint="--for")
    partner_pack.run(app_for(workspace), output, json=json)
