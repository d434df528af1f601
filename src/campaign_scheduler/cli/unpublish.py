"""campaign unpublish"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ..services import unpublishing
from ..services.at_keyboard import current_user
from .decide import By, Number
from .options import Workspace, app_for
from .output import console


def register(app: typer.Typer) -> None:
    app.command()(unpublish)


def unpublish(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the log.")],
    workspace: Workspace = None,
    by: By = None,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="You took it down yourself: only note it.")] = False,
) -> None:
    """Take a published post down from its network. The log keeps the post, who took it down and why."""
    done = unpublishing.unpublish(app_for(workspace), number, by=by or current_user(), reason=reason, by_hand=by_hand)
    entry = done.entry
    if done.already:
        console.print(f"Post {number} ({entry.post_id} on {entry.account}) is down already.")
    elif done.down:
        console.print(f"Post {number} ({entry.post_id} on {entry.account}) is taken down; the log keeps it.")
    else:
        console.print(f"We're not sure that post {number} is down: {escape(done.why)}", style="yellow")
        console.print("The daemon looks again and tells you; campaign log shows it.", style="dim")
        raise typer.Exit(1)
