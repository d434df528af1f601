"""campaign plan"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from ..planning.freezes import FreezeChange
from ..planning.plan import Change, Kind
from ..services import check
from ..services.freezing import as_json as freeze_as_json
from ..services.log import utc
from ..services.scheduling import Planned, make_plan
from .options import Json, Workspace, app_for
from .output import console, local, print_json

COLOURS = {Kind.ADD: "green", Kind.CHANGE: "yellow", Kind.MOVE: "cyan", Kind.REMOVE: "red"}
MOST_NAMES = 8
"""Posts named in one line; `--json` has them all."""


def register(app: typer.Typer) -> None:
    app.command()(plan)


def plan(workspace: Workspace = None, json: Json = False) -> None:
    """Show how the files differ from what is scheduled. Changes nothing."""
    planned = make_plan(app_for(workspace))
    if json:
        print_json(as_json(planned))
    else:
        show(planned)


def show(planned: Planned) -> None:
    """The plan in words."""
    found, campaign = planned.plan, planned.reading.workspace.campaign
    zone = campaign.zone if campaign else None
    table = Table(box=None, show_header=False, pad_edge=False)
    for change in found.changes:
        if change.kind in COLOURS or change.edited:
            colour = COLOURS.get(change.kind, "dim")
            when = local(change.due_at, zone)
            table.add_row(
                f"[{colour}]{change.kind.value}[/]",
                when,
                change.key.post_id,
                change.key.account_id,
                escape("; ".join(filter(None, [_what(change), _card(change, planned)]))),
            )
    if table.row_count:
        console.print(table)
    _show_freezes(found.freezes, zone)
    counts = ", ".join(f"{count} {kind.value}" for kind, count in found.counts.items() if count)
    console.print(counts or "Nothing is planned and nothing is scheduled.")
    for cost in planned.costs:
        console.print(escape(cost.sentence))
        if cost.linked:
            console.print(f"      with a link: {escape(_shortly(cost.linked))}", style="dim")
    for one in planned.horizon:
        console.print(f"[yellow]warning[/] {escape(one.message)}", soft_wrap=True)
        console.print(f"      {escape(one.remedy)}", style="dim", soft_wrap=True)
    for brake in planned.brakes:
        console.print(f"[bold red]stop[/] {escape(brake.message)}")
        for line in brake.about:
            console.print(f"      {escape(line)}")
        console.print(f"      {escape(brake.remedy)}", style="dim")
    if planned.settings:
        console.print(f"Changed in campaign.yaml: {', '.join(planned.settings)}. It counts after campaign apply.")
    if not found.is_empty:
        console.print(f"Plan {found.id}. Make it so with: campaign apply {found.id}")


def _shortly(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:MOST_NAMES])} and {more} more"


def _show_freezes(change: FreezeChange, zone: ZoneInfo | None) -> None:
    for title, colour, freezes in (("freeze added", "green", change.added), ("freeze removed", "red", change.removed)):
        for freeze in freezes:
            console.print(f"[{colour}]{title}[/] {escape(freeze.in_words(zone or ZoneInfo('UTC')))}")


def _what(change: Change) -> str:
    if change.edited:
        return f"edited ({', '.join(change.what)}); not altered"
    return ", ".join(change.what)


def _card(change: Change, planned: Planned) -> str:
    """What becomes of the post's link card, where it is to have one."""
    if change.key in planned.cards:
        return "its link card is fetched when you schedule it"
    title = _title(change)
    return f"link card “{title}”" if title else ""


def as_json(planned: Planned) -> dict[str, object]:
    """The names of `campaign plan --json`."""
    return {
        "plan": planned.plan.id,
        "campaign": planned.plan.campaign,
        "counts": {kind.value.replace(" ", "_"): count for kind, count in planned.plan.counts.items()},
        "changes": [
            {
                "kind": change.kind.value.replace(" ", "_"),
                "post_id": change.key.post_id,
                "account": change.key.account_id,
                "due_at": utc(change.due_at),
                "what": list(change.what),
                "edited": change.edited,
            }
            | _card_as_json(change, planned)
            for change in planned.plan.changes
        ],
        "costs": [cost.as_json() for cost in planned.costs],
        "freezes": {
            "added": [freeze_as_json(freeze) for freeze in planned.plan.freezes.added],
            "removed": [freeze_as_json(freeze) for freeze in planned.plan.freezes.removed],
        },
        "settings": list(planned.settings),
        "warnings": [check.as_json(one) for one in planned.horizon],
        "brakes": [{"code": one.code, "message": one.message, "about": list(one.about)} for one in planned.brakes],
    }


def _card_as_json(change: Change, planned: Planned) -> dict[str, object]:
    """`link_card` is `to-fetch` or the card's title, and is there only for posts that are to have one."""
    told = "to-fetch" if change.key in planned.cards else _title(change)
    return {"link_card": told} if told else {}


def _title(change: Change) -> str | None:
    card = change.desired.rendered.card if change.desired else None
    return card.title if card else None
