"""campaign pause, resume: stop, and go on."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ..model.delivery import State
from ..services import stopping
from ..services.at_keyboard import current_user
from ..services.stopping import Resumed, Stopped
from ..services.zones import Zones, zones
from ..store.pauses import Pause
from ..store.post_log import Entry
from .log_table import log_table
from .options import Json, Workspace, app_for
from .output import console, local, print_json

By = Annotated[str | None, typer.Option(help="Who decides; default: the user of this machine.")]
AccountOption = Annotated[str | None, typer.Option("--account", help="Only this account.")]
CampaignOption = Annotated[str | None, typer.Option("--campaign", help="Only this campaign.")]


def register(app: typer.Typer) -> None:
    for command in (pause, resume):
        app.command()(command)


def _scope(account: str | None, campaign: str | None) -> tuple[str, str]:
    if account and campaign:
        raise typer.BadParameter("give --account or --campaign, not both")
    return ("account", account) if account else ("campaign", campaign) if campaign else ("all", "")


def pause(
    reason: Annotated[str, typer.Option(help="Why; it stands in the log.")],
    account: AccountOption = None,
    campaign: CampaignOption = None,
    workspace: Workspace = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Stop posting at once, until resumed. Holds after a restart too."""
    scope, target = _scope(account, campaign)
    app = app_for(workspace)
    found = stopping.pause(app, scope=scope, target=target, reason=reason, by=by or current_user())
    if json:
        print_json(stopping.stopped_as_json(found))
    else:
        _show_stopped(found, zones(app))


def _show_stopped(found: Stopped, known: Zones) -> None:
    held = f"{found.held} {'is' if found.held == 1 else 'are'} held"
    one = len(found.on_the_way) == 1
    left = f", 1 {_left(found.on_the_way[0], known)}" if one else f", {len(found.on_the_way)} had left:"
    console.print(escape(f"Stopped. 0 will go out, {held}{left if found.on_the_way else ''}."), soft_wrap=True)
    for entry in () if one else found.on_the_way:
        console.print(escape(f"  {entry.post_id} on {entry.account} {_left(entry, known)}"), soft_wrap=True)
    if found.already:
        console.print(escape(f"Stopped already: {describe(found.pause, known)}"))
    console.print(stopping.BEYOND_REACH, style="dim")


def _left(entry: Entry, known: Zones) -> str:
    """What is known of a post whose request had been written down when the stop came."""
    at = local(entry.sent_at or entry.intent_at, known.of(entry.campaign)).split(" ")[-1]
    if entry.state is State.PUBLISHED:
        return f"had left at {at}: {entry.permalink or 'the network gave no address'}"
    if entry.state is State.FAILED:
        return f"had left at {at} and was refused"
    answer = "no answer yet" if entry.state is State.PUBLISHING else "we're not sure it went out"
    return f"may have left at {at}: {answer}, see campaign log (No {entry.delivery_id})"


def resume(
    account: AccountOption = None,
    campaign: CampaignOption = None,
    everything: Annotated[bool, typer.Option("--everything", help="End the stop of everything.")] = False,
    workspace: Workspace = None,
    by: By = None,
    json: Json = False,
) -> None:
    """End a stop. What fell due meanwhile is listed and stays on hold until you send or cancel it."""
    scope, target = _scope(account, campaign)
    if everything and target:
        raise typer.BadParameter("give --everything, --account or --campaign, not several")
    given = scope if target or everything else None
    app = app_for(workspace)
    found = stopping.resume(app, scope=given, target=target, by=by or current_user())
    if json:
        print_json(stopping.resumed_as_json(found))
    else:
        _show_resumed(found, zones(app))


def _show_resumed(found: Resumed, known: Zones) -> None:
    count = len(found.overdue)
    what = stopping.in_words(found.ended)
    kept = f"{count} fell due meanwhile and {'is' if count == 1 else 'are'} on hold" if count else "nothing fell due"
    console.print(escape(f"The stop of {what} has ended; {kept}."))
    if found.overdue:
        console.print(log_table(found.overdue, known.common))
        console.print("None of them goes out by itself: see campaign release.")
    for stop in found.in_force:
        console.print(f"[bold red]Still stopped[/]: {escape(describe(stop, known))}")
        console.print(f"      {escape(stopping.how_to_end(stop))}", style="dim")


def describe(stop: Pause, known: Zones) -> str:
    """What is stopped, since when, by whom and why."""
    zone = known.of(stop.target) if stop.scope == "campaign" else known.common
    since = f"{local(stop.started_at, zone)}{'' if zone else ' UTC'}"
    return f"{stopping.in_words(stop)} since {since} by {stop.started_by}: {stop.reason}"
