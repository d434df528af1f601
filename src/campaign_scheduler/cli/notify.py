"""campaign notify …"""

from __future__ import annotations

import typer
from rich.markup import escape

from ..services import notifying
from ..store.posting import Waiting
from .options import Json, Workspace, app_for
from .output import console, local, print_json

app = typer.Typer(help="Messages to people: mail, Teams, Slack and others.", no_args_is_help=True)


def register(program: typer.Typer) -> None:
    program.add_typer(app, name="notify")


@app.command("test")
def test(workspace: Workspace = None, json: Json = False) -> None:
    """Send a test message to every address of CAMPAIGN_NOTIFY and say which took it."""
    found = notifying.send_test(app_for(workspace))
    if json:
        print_json([{"target": one.target, "worked": not one.error, "error": one.error} for one in found])
    else:
        for one in found:
            said = f"[bold red]did not work[/]: {escape(one.error)}" if one.error else "[green]took the message[/]"
            console.print(f"Address {escape(one.target)} {said}")
    if any(one.error for one in found):
        raise typer.Exit(1)


@app.command("list")
def list_messages(workspace: Workspace = None, json: Json = False) -> None:
    """Show the messages that were not sent yet, oldest first."""
    found = notifying.waiting(app_for(workspace))
    if json:
        print_json([notifying.as_json(one) for one in found])
        return
    if not found:
        console.print("No message waits to be sent.")
    for one in found:
        _show(one)


def _show(one: Waiting) -> None:
    message = one.message
    console.print(f"[bold]{escape(message.title)}[/]  (written {local(one.created_at, None)} UTC)")
    for line in [*message.body.splitlines(), *message.next_step.splitlines()]:
        console.print(f"  {escape(line)}")
    if one.error:
        console.print(f"  not sent yet: {escape(one.error)}", style="yellow")
