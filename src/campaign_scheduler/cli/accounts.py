"""campaign accounts …"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ..model.errors import CampaignError
from ..services import account_list, choosing
from ..services.account_list import Standing, Used
from ..services.at_keyboard import current_user
from ..services.disconnecting import disconnect as forget
from ..services.keyring import Source
from ..services.profiles import verify_and_keep
from ..store.sealing import new_key
from . import connect
from .options import Json, Workspace, Yes, app_for
from .output import console, print_json

app = typer.Typer(help="The accounts we may post as: connect them, see how they stand.", no_args_is_help=True)
connect.register(app)


def register(program: typer.Typer) -> None:
    program.add_typer(app, name="accounts")


@app.command("list")
def list_accounts(workspace: Workspace = None, json: Json = False) -> None:
    """Show each account: who it is, until when, what is left of its limits, where its secrets come from."""
    found = account_list.standings(app_for(workspace))
    if json:
        print_json([account_list.as_json(one) for one in found])
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("Account", "Network", "Name", "Profile", "Secrets", "Until", "Left now"):
        table.add_column(heading, overflow="fold")
    for one in found:
        row = (one.account.id, one.account.platform, one.account.name, one.handle or "not verified yet")
        table.add_row(*map(escape, (*row, one.source.value, _until(one), _left(one))))
    console.print(table)
    for one in found:
        if one.stopped:
            console.print(f"[bold red]{one.account.id} is stopped[/]: {escape(one.stopped)}", soft_wrap=True)


def _until(one: Standing) -> str:
    if one.source is Source.NOT_NEEDED:
        return ""
    if one.ends_at is None:
        return "renewed by itself" if one.renews_itself else "no end known"
    return f"{_day(one.ends_at)}{', renewed by itself till then' if one.renews_itself else ''}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def _left(one: Standing) -> str:
    if one.quiet_until:
        return f"nothing until {one.quiet_until:%H:%M} UTC: the network asked to wait"
    return ", ".join(_in_words(used) for used in one.allowances)


def _in_words(used: Used) -> str:
    return f"{used.left} of {used.allowance.limit.value} in {_span(int(used.allowance.within.total_seconds() // 60))}"


def _span(minutes: int) -> str:
    if minutes % 60:
        return f"{minutes} min"
    return f"{minutes // 1440} d" if minutes % 1440 == 0 else f"{minutes // 60} h"


@app.command("verify")
def verify(
    account: Annotated[str | None, typer.Argument(help="Only this account.")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Ask each network now whether the account's credentials work, and as whom."""
    parts = app_for(workspace)
    known = [choosing.the_account(parts, account)] if account else list(choosing.all_accounts(parts).values())
    said: list[dict[str, object]] = []
    for one in known:
        try:
            profile = verify_and_keep(parts, one)
        except CampaignError as error:
            said.append({"account": one.id, "works": False, "message": error.message, "remedy": error.remedy})
        else:
            said.append({"account": one.id, "works": True, "handle": profile.handle, "home": profile.home})
    if json:
        print_json(said)
    else:
        _show_verified(said)
    if not all(one["works"] for one in said):
        raise typer.Exit(1)


def _show_verified(said: list[dict[str, object]]) -> None:
    for one in said:
        if one["works"]:
            console.print(f"[green]{one['account']}[/] is {escape(str(one['handle']))} on {escape(str(one['home']))}")
        else:
            words = escape(f"{one['message']} {one['remedy']}")
            console.print(f"[bold red]{one['account']}[/] {words}", soft_wrap=True)


@app.command("disconnect")
def disconnect(
    account: Annotated[str, typer.Argument(help="The account, or a network with one account.")],
    workspace: Workspace = None,
    yes: Yes = False,
) -> None:
    """Forget an account's secrets, and tell the network so where that can be done."""
    parts = app_for(workspace)
    if not yes:
        typer.confirm(f"Nothing more goes out on {account} then. Forget its secrets?", abort=True)
    done = forget(parts, account, by=current_user())
    if done.revoked:
        console.print(f"{done.account_id} is disconnected, and its network has ended the tokens.")
        return
    console.print(
        f"{done.account_id} is disconnected here. Its network was not told: {escape(done.why_not)}.", soft_wrap=True
    )
    console.print("Take the app, or the app password, back in the network's own settings.", style="dim")


@app.command("new-key")
def make_key() -> None:
    """Print a fresh key for CAMPAIGN_SECRET_KEY. Nothing is changed; what is sealed already needs its old key."""
    print(new_key())
