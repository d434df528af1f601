"""campaign verify"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ..model.delivery import ReadBack
from ..services import verifying
from ..services.verifying import Verified
from .options import Json, Workspace, app_for
from .output import console, print_json

COLOURS = {ReadBack.SAME: "green", ReadBack.NOT_CHECKABLE: "dim", ReadBack.ON_REQUEST: "dim"}


def register(app: typer.Typer) -> None:
    app.command()(verify)


def verify(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="Numbers of the log; none means all that are out.")
    ] = None,
    workspace: Workspace = None,
    json: Json = False,
    campaign: Annotated[str, typer.Option(help="Only this campaign's.")] = "",
    paid: Annotated[bool, typer.Option("--paid", help="Also where the network charges for reading.")] = False,
) -> None:
    """Read published posts back from their networks: are words, pictures and alt text as scheduled?"""
    found = verifying.verify(app_for(workspace), tuple(numbers or ()), campaign=campaign, paid=paid)
    if json:
        print_json([verifying.as_json(one) for one in found])
    elif not found:
        console.print("Nothing is published that could be read back.")
    else:
        for one in found:
            _show(one)
    if any(one.is_wrong for one in found):
        raise typer.Exit(1)


def _show(one: Verified) -> None:
    entry, colour = one.entry, COLOURS.get(one.code, "bold yellow")
    where = f"  {escape(entry.permalink)}" if one.is_wrong and entry.permalink else ""
    console.print(f"{entry.delivery_id}  {entry.post_id}, {entry.account}: [{colour}]{escape(one.sentence)}[/]{where}")
