"""campaign retry, cancel, resolve: what a person decides."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ..services import deciding
from ..services.at_keyboard import current_user
from ..services.stopping import how_to_end, in_words
from .options import Workspace, app_for
from .output import console

Number = Annotated[int, typer.Argument(help="The post's number in the log.")]
By = Annotated[str | None, typer.Option(help="Who decides; default: the user of this machine.")]


def register(app: typer.Typer) -> None:
    for command in (retry, cancel, resolve):
        app.command()(command)


def retry(number: Number, workspace: Workspace = None, by: By = None) -> None:
    """Send, now, a post that was refused, missed, put on hold or cancelled."""
    stop = deciding.retry(app_for(workspace), number, by=by or current_user())
    if stop is None:
        console.print(f"Post {number} goes out as soon as the daemon looks.")
    else:
        console.print(f"Post {number} is scheduled, but nothing goes out: {escape(in_words(stop))} is stopped.")
        console.print(f"      End it first with {escape(how_to_end(stop))}, then retry again.", style="dim")


def cancel(
    number: Number, workspace: Workspace = None, by: By = None, reason: Annotated[str, typer.Option(help="Why.")] = ""
) -> None:
    """Keep a post that is not out from ever going out."""
    deciding.cancel(app_for(workspace), number, by=by or current_user(), reason=reason)
    console.print(f"Post {number} is cancelled.")


def resolve(
    number: Number,
    workspace: Workspace = None,
    by: By = None,
    published: Annotated[str | None, typer.Option(help="It is there, at this address.")] = None,
    not_sent: Annotated[bool, typer.Option("--not-sent", help="You looked: it is not there.")] = False,
) -> None:
    """Say what became of a post we are not sure of. Not there puts it on hold; sending it is then campaign retry."""
    if (published is None) == (not not_sent):
        raise typer.BadParameter("give either --published URL or --not-sent")
    deciding.resolve(app_for(workspace), number, by=by or current_user(), published=published)
    console.print("Noted: it is on hold." if not_sent else "Noted: it is published.")
