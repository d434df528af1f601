"""campaign sheet"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..model.errors import SettingsError
from ..services.signoff.sheet import sheet as page
from .options import Json, Workspace, app_for
from .output import console, print_json

AUDIENCES = ("approval",)
FILE = "contact-sheet.html"


def register(app: typer.Typer) -> None:
    app.command()(sheet)


def sheet(
    posts: Annotated[list[str] | None, typer.Argument(help="Post ids; none means all.")] = None,
    audience: Annotated[str, typer.Option("--for", help="approval: the contact sheet.")] = AUDIENCES[0],
    output: Annotated[Path | None, typer.Option("--output", "-o", help=f"The file; default: {FILE}.")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what waits for approval.")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Make the page to print or send: each post with its pictures, words, alt text, link, date and approvals."""
    if audience not in AUDIENCES:
        raise typer.BadParameter(f"{audience} is none of {', '.join(AUDIENCES)}", param_hint="--for")
    app = app_for(workspace)
    path = output or app.root / FILE
    _write(path, page(app, posts=posts or (), waiting=waiting))
    if json:
        print_json([{"path": str(path)}])
    else:
        console.print(f"Wrote {escape(str(path))}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}", remedy="Choose another place.") from None
