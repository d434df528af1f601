"""campaign approve-link: links for somebody without an account."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ..services.at_keyboard import current_user
from ..services.signoff import as_json, links
from ..store.approval_links import ApprovalLink
from ..workspace.durations import duration
from .options import Json, Workspace, app_for
from .output import console, local, print_json

By = Annotated[str | None, typer.Option(help="Who you are; default: the user of this machine.")]
HERE = "http://127.0.0.1:8080"
PATH = "approval"

app = typer.Typer(help="Links by which somebody without an account approves posts.", no_args_is_help=True)


def register(program: typer.Typer) -> None:
    program.add_typer(app, name="approve-link")


@app.command()
def create(
    person: Annotated[str, typer.Option("--for", help="Who it is for, such as Dr Shah.")],
    posts: Annotated[list[str] | None, typer.Option(help="Post ids; none means all that wait.")] = None,
    account: Annotated[list[str] | None, typer.Option(help="Only on this account (may be repeated).")] = None,
    expires: Annotated[str, typer.Option(help="How long it can be used: 7d, 12h.")] = "7d",
    at: Annotated[str, typer.Option(help="The web page's address as they reach it; default: CAMPAIGN_WEB_URL.")] = "",
    workspace: Workspace = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Make a link. Opening it approves nothing; the person confirms with a button. It is shown here once."""
    lasts = duration(expires)
    if lasts is None:
        raise typer.BadParameter(f"{expires} is not a length of time such as 7d or 12h")
    parts = app_for(workspace)
    named = [name for part in posts or () for name in part.replace(",", " ").split()]
    made = links.create(parts, person=person, posts=named, accounts=account or (), lasts=lasts, by=by or current_user())
    base = (at or parts.settings.web_url or HERE).rstrip("/")
    address = f"{base}/{PATH}/{made.token}"
    if json:
        print_json(as_json.made(made, address, parts.clock.now()))
        return
    console.print(f"For {escape(made.link.person)}, until {local(made.link.ends_at, None)} UTC:")
    print(address)
    console.print("Send it to nobody else: whoever has it can approve these posts in their name.", style="dim")


@app.command("list")
def show(workspace: Workspace = None, json: Json = False) -> None:
    """Every link: for whom, until when, how many posts. The addresses themselves are not kept."""
    parts = app_for(workspace)
    found, now = links.every(parts), parts.clock.now()
    if json:
        print_json([as_json.link(one, now) for one in found])
        return
    if not found:
        console.print("There are no approval links.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("No", "For", "Made by", "Until (UTC)", "Covers", ""):
        table.add_column(heading)
    for one in found:
        state = "open" if one.is_open(now) else _over(one)
        covers = f"{len(one.deliveries)} post{'' if len(one.deliveries) == 1 else 's'} to accounts"
        until = local(one.ends_at, None)
        table.add_row(*(escape(cell) for cell in (str(one.id), one.person, one.made_by, until, covers, state)))
    console.print(table)


def _over(one: ApprovalLink) -> str:
    return f"closed by {one.revoked_by}" if one.revoked_at else "ended"


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(help="The link's number in the list.")],
    workspace: Workspace = None,
    by: By = None,
) -> None:
    """Close a link at once. What was approved by it stays approved."""
    links.revoke(app_for(workspace), number, by=by or current_user())
    console.print(f"Link {number} is closed.")
