"""campaign log"""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ..model.delivery import State
from ..services import log as service
from ..services.app import App
from ..store import campaigns
from ..store.post_log import Entry, Filter
from .log_table import log_table
from .options import Json, Workspace, app_for, instant
from .output import console, errors, print_json


def register(app: typer.Typer) -> None:
    app.command()(log)


def log(
    workspace: Workspace = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")] = False,
    account: Annotated[list[str] | None, typer.Option(help="Only this account (may be repeated).")] = None,
    state: Annotated[list[State] | None, typer.Option(help="Only this state (may be repeated).")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only posts with this tag (may be repeated).")] = None,
    post: Annotated[list[str] | None, typer.Option(help="Only this post (may be repeated).")] = None,
    since: Annotated[str | None, typer.Option(help="Due on or after this day (2026-10-12).")] = None,
    until: Annotated[str | None, typer.Option(help="Due before this day.")] = None,
    limit: Annotated[int | None, typer.Option(help="Only the last so many.", min=0)] = None,
) -> None:
    """The post log: what went out when, where it is, and what did not go out and why."""
    app = app_for(workspace)
    wanted = Filter(
        accounts=tuple(account or ()),
        states=tuple(state or ()),
        tags=tuple(tag or ()),
        posts=tuple(post or ()),
        since=instant(since),
        until=instant(until),
        limit=limit,
    )
    found = service.log(app, wanted)
    if json:
        print_json([service.as_json(entry) for entry in found])
    elif csv:
        print(service.as_csv(found), end="")
    else:
        _show(app, found)


def _show(app: App, found: list[Entry]) -> None:
    from ..services.edits import unscheduled  # reads the workspace, for which --json and --csv need not wait

    if not found:
        console.print("The log has nothing to show.")
    else:
        console.print(log_table(found, _zone(app, found[0].campaign)))
    with app.store_if_any() as store:
        sentence = unscheduled(app, store).sentence
    if sentence:
        errors.print(sentence, style="yellow")


def _zone(app: App, campaign: str) -> ZoneInfo | None:
    with app.store_if_any() as store:
        if store is None:
            return None
        with store.read() as connection:
            name = campaigns.zone(connection, campaign)
    return ZoneInfo(name) if name else None
