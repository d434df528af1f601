"""campaign export article NAME"""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape

from ..services import toolkits as service
from .options import app_for
from .output import console, print_json


def run(what: list[str], kind: str, output: Path | None, workspace: Path | None, *, json: bool) -> None:
    """Write one article. Raises InputError when there is none of that name."""
    if what[0] != "article" or len(what) != 2:
        raise typer.BadParameter(f"{' '.join(what)} is not like: article NAME")
    if kind not in service.FORMATS:
        raise typer.BadParameter(f"{kind} is none of {', '.join(service.FORMATS)}", param_hint="--format")
    path = service.export_article(app_for(workspace), what[1], kind, output)
    if json:
        print_json({"format": kind, "files": [{"path": str(path)}]})
    else:
        console.print(f"Wrote {escape(str(path))}.")
