"""campaign status"""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from ..model.delivery import SCREEN_WORDS, WAITING_FOR_A_PERSON, State
from ..services import status as service
from ..services.status import Status
from .log_table import log_table
from .options import Json, Workspace, app_for
from .output import console, local, print_json
from .stopping import describe

SINCE_THEN = {"removed": "Published and not there any more", "differs": "Published and reads otherwise"}
"""What is said apart of those that are out."""


def register(app: typer.Typer) -> None:
    app.command()(status)


def status(
    workspace: Workspace = None,
    json: Json = False,
    healthcheck: Annotated[bool, typer.Option("--healthcheck", help="Exit 0 if the daemon is alive, else 1.")] = False,
) -> None:
    """What goes out next, what needs a person, and whether the daemon is alive."""
    app = app_for(workspace)
    if healthcheck:
        raise typer.Exit(0 if service.daemon_alive(app) else 1)
    found = service.status(app)
    if json:
        print_json(service.as_json(found))
    else:
        _show(found)


def _show(found: Status) -> None:
    _daemon(found)
    counts = ", ".join(f"{said}: {count}" for said, count in _counted(found).items())
    console.print(counts or "Nothing is scheduled yet.")
    for pause in found.pauses:
        console.print(f"[bold red]Stopped[/]: {escape(describe(pause, found.zones))}")
    for one in found.freezes:
        title = "[bold red]Frozen now[/]" if one.in_force else "Next freeze"
        when = one.freeze.in_words(found.zones.of(one.campaign) or ZoneInfo("UTC"))
        console.print(f"{title}: {escape(one.campaign)}, {escape(when)}")
    for sentence in (found.edits.sentence, found.messages.sentence):
        if sentence:
            console.print(escape(sentence), style="yellow")
    if found.upcoming:
        zone = found.zones.common
        console.print(f"\n[bold]Next (times in {zone.key if zone else 'UTC'})[/]")
        console.print(log_table(found.upcoming, zone))
    if found.needs_you:
        console.print("\n[bold]Needs you[/]")
        console.print(log_table(found.needs_you, found.zones.common))


def _counted(found: Status) -> dict[str, int]:
    """How many are in each state, those that a person is to post apart."""
    by_hand = sum(one.state_words == WAITING_FOR_A_PERSON for one in found.needs_you)
    counted = {SCREEN_WORDS[state]: count for state, count in found.counts.items()}
    unsure = SCREEN_WORDS[State.UNCONFIRMED]
    counted[unsure] = counted.get(unsure, 0) - by_hand
    counted[WAITING_FOR_A_PERSON] = by_hand
    published = SCREEN_WORDS[State.PUBLISHED]
    for name, said in SINCE_THEN.items():
        count = found.since_then.get(name, 0)
        counted[published] = counted.get(published, 0) - count
        counted[said] = count
    return {said: count for said, count in counted.items() if count}


def _daemon(found: Status) -> None:
    if found.daemon_alive:
        console.print("[green]The daemon is running.[/]")
    elif found.heartbeat is None:
        console.print("[yellow]The daemon has never run: start it with campaign run.[/]")
    else:
        last = local(found.heartbeat.beat_at, None)
        console.print(f"[bold red]The daemon is not running[/] (last seen {last} UTC): start it with campaign run.")
