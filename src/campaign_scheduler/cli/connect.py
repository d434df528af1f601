"""campaign accounts connect, checklist: the dialogue; what is done is in services."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated

import typer
from rich.markup import escape

from ..model.account import Account
from ..model.errors import PlatformError
from ..platforms.kit.connecting import Connector
from ..services import choosing, connecting
from ..services.app import App
from ..services.at_keyboard import current_user
from ..services.connecting import Connected, Started
from .callback import Callback
from .options import Json, Workspace, Yes, app_for
from .output import complain, console, print_json

PATIENCE = 600.0
"""Seconds to wait for the browser to come back."""

Name = Annotated[str, typer.Argument(help="An account of config/accounts.yaml, or a network with one account.")]


def register(app: typer.Typer) -> None:
    app.command("connect")(connect)
    app.command("checklist")(checklist)


def checklist(name: Name, workspace: Workspace = None, json: Json = False) -> None:
    """Show who must apply for what before an account can be connected, how long it takes and what it costs."""
    app = app_for(workspace)
    account = choosing.the_account(app, name)
    connects = choosing.connector(app, account)
    if json:
        print_json([_duty_as_json(account, connects, number) for number in range(len(connects.checklist(account)))])
    else:
        _show_checklist(account, connects, connecting.PORT)


def connect(
    name: Name,
    paste: Annotated[bool, typer.Option(help="This machine has no browser: paste the answer by hand.")] = False,
    port: Annotated[int, typer.Option(help="Where to wait for the browser; tell the network the same.")] = (
        connecting.PORT
    ),
    browser: Annotated[bool, typer.Option(help="Open the browser; else only show the address.")] = True,
    workspace: Workspace = None,
    yes: Yes = False,
) -> None:
    """Connect an account: a checklist first, then the network's own page. The secrets are kept sealed."""
    app = app_for(workspace)
    account = choosing.the_account(app, name)
    connects = choosing.connector(app, account)
    if not yes:
        _show_checklist(account, connects, port)
        typer.confirm("Is all of that in place?", default=True, abort=True)
    given = _ask(app, account, connects)
    try:
        connected = _connect(app, account, connects, given, port=port, paste=paste, browser=browser)
    except PlatformError as error:
        complain(error)
        raise typer.Exit(1) from None
    _show(connected)


def _show_checklist(account: Account, connects: Connector, port: int) -> None:
    console.print(f"[bold]To connect {account.id} to {connects.title}, this must be in place:[/]")
    for number, duty in enumerate(connects.checklist(account), start=1):
        console.print(escape(f"{number}. {duty.who}: {duty.what}"), soft_wrap=True)
        console.print(escape(f"   Takes: {duty.takes} Costs: {duty.costs}"), soft_wrap=True)
        console.print(escape(f"   ({duty.source}, read {duty.as_of})"), style="dim", soft_wrap=True)
    if connects.callback_host and connects.questions(account):
        console.print(f"Callback address for the app: [bold]{connecting.callback(connects, port)}[/]")


def _duty_as_json(account: Account, connects: Connector, number: int) -> dict[str, object]:
    duty = connects.checklist(account)[number]
    return {
        "step": number + 1,
        "who": duty.who,
        "what": duty.what,
        "takes": duty.takes,
        "costs": duty.costs,
        "source": duty.source,
        "as_of": duty.as_of.isoformat(),
    }


def _ask(app: App, account: Account, connects: Connector) -> dict[str, str]:
    """What the environment already says is not asked for."""
    known, given = app.settings.credentials(account.id), {}
    for one in connects.questions(account):
        if one.field in known:
            continue
        console.print(escape(one.where), style="dim", soft_wrap=True)
        label = f"{one.label}{' (leave empty if there is none)' if one.is_optional else ''}"
        given[one.field] = _prompt(label, is_secret=one.is_secret, otherwise="" if one.is_optional else None)
    return given


def _prompt(label: str, *, is_secret: bool, otherwise: str | None = None) -> str:
    """What is secret is not shown while it is typed; a script may give it on standard input."""
    hidden = is_secret and sys.stdin.isatty()
    return str(typer.prompt(label, default=otherwise, show_default=False, hide_input=hidden))


def _connect(
    app: App,
    account: Account,
    connects: Connector,
    given: dict[str, str],
    *,
    port: int,
    paste: bool,
    browser: bool,
) -> Connected:
    by = current_user()
    if not connects.callback_host:
        started = connecting.start(app, account.id, given)
        return connecting.finish(app, {"state": started.state}, by=by)
    if paste:
        redirect = "" if connects.shows_code else connecting.callback(connects, port)
        started = connecting.start(app, account.id, given, redirect=redirect)
        return connecting.finish(app, _pasted(started, connects), by=by)
    return connecting.finish(app, _by_browser(app, account, connects, given, port, browser), by=by)


def _pasted(started: Started, connects: Connector) -> dict[str, str]:
    _show_address(started)
    if connects.shows_code:
        text = _prompt("Then paste the code that the page shows", is_secret=True)
    else:
        console.print("The browser is then sent to an address that it cannot show. That is as it should be.")
        text = _prompt("Paste that whole address here", is_secret=True)
    return connecting.pasted(started, connects, text)


def _by_browser(
    app: App, account: Account, connects: Connector, given: dict[str, str], port: int, browser: bool
) -> dict[str, str]:
    """The port is taken before the network is asked anything, so that nothing is half begun."""
    started: list[Started] = []
    with Callback(port, lambda params: bool(started) and connecting.is_answer(started[0], params)) as callback:
        redirect = connecting.callback(connects, callback.port)
        started.append(connecting.start(app, account.id, given, redirect=redirect))
        _show_address(started[0])
        if browser:
            webbrowser.open(started[0].address)
        console.print("Waiting for you to say yes there. Ctrl+C ends it; nothing is kept then.", style="dim")
        params = callback.wait(PATIENCE)
    if params is None:
        raise PlatformError(
            "The browser did not come back within ten minutes.",
            remedy="Try again; on a machine without a browser add --paste.",
        )
    return params


def _show_address(started: Started) -> None:
    """On one line, unbroken, whatever the terminal's width."""
    console.print(f"Open this address, log in as the organisation, and say yes (until {started.ends_at:%H:%M} UTC):")
    print(started.address, flush=True)


def _show(connected: Connected) -> None:
    account, profile = connected.account, connected.profile
    console.print(f"[green]{account.id}[/] is connected: {escape(profile.handle)} on {escape(profile.home)}.")
    console.print(escape(_until(connected)))
    if connected.is_stopped:
        console.print(f"It is still stopped. To go on: campaign resume --account {account.id}")


def _until(connected: Connected) -> str:
    ends = f"{connected.ends_at:%A} {connected.ends_at.day} {connected.ends_at:%B %Y}" if connected.ends_at else ""
    if connected.renews_itself:
        return f"It is renewed by itself{f' until {ends}; then connect again' if ends else ''}."
    return (
        f"It must be connected again by {ends}; you are reminded 7, 3 and 1 days ahead." if ends else "It has no end."
    )
