"""campaign accounts …"""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from ..model.errors import InputError, PlatformError
from ..services import check as checking
from ..services.profiles import verify as verify_account
from .options import Json, Workspace, app_for
from .output import console, print_json

app = typer.Typer(help="The accounts we may post as.", no_args_is_help=True)


@app.command("list")
def list_accounts(workspace: Workspace = None, json: Json = False) -> None:
    """Show the accounts of the workspace and who they were when last verified."""
    reading = checking.check(app_for(workspace))
    rows = [
        {
            "account": account.id,
            "platform": account.platform,
            "name": account.name,
            "handle": reading.pinned[account.id].handle if account.id in reading.pinned else None,
        }
        for account in reading.workspace.accounts.values()
    ]
    if json:
        print_json(rows)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("Account", "Network", "Name", "Profile"):
        table.add_column(heading)
    for row in rows:
        table.add_row(*(escape(str(value or "not verified yet")) for value in row.values()))
    console.print(table)


@app.command("verify")
def verify(workspace: Workspace = None) -> None:
    """Ask each network now whether the account's credentials work, and as whom."""
    parts = app_for(workspace)
    reading = checking.check(parts)
    if not reading.workspace.accounts:
        raise InputError(reading.errors)
    failed = False
    for account in reading.workspace.accounts.values():
        try:
            profile = verify_account(parts, account)
        except PlatformError as error:
            failed = True
            console.print(f"[bold red]{account.id}[/] {escape(error.message)} {escape(error.remedy)}")
        else:
            console.print(f"[green]{account.id}[/] is {escape(profile.handle)} on {escape(profile.home)}")
    if failed:
        raise typer.Exit(1)
