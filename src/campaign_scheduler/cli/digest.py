"""campaign digest"""

from __future__ import annotations

import typer

from ..services import digest as service
from .options import Json, Workspace, app_for
from .output import console, print_json


def register(app: typer.Typer) -> None:
    app.command()(digest)


def digest(workspace: Workspace = None, json: Json = False) -> None:
    """What went out, what goes out next and what needs you, as the daily message says it; to forward as it is."""
    found = service.digests(app_for(workspace))
    if json:
        print_json([service.as_json(one) for one in found])
        return
    if not found:
        console.print("Nothing was ever scheduled, so there is nothing to say.")
    for one in found:
        print(one.text)
