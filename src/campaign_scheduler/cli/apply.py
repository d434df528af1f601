"""campaign apply"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ..model.card import AskedCard
from ..model.errors import PlanError
from ..services.scheduling import apply_plan, make_plan
from .options import Json, Workspace, Yes, app_for
from .output import console, print_json
from .plan import show


def register(app: typer.Typer) -> None:
    app.command()(apply)


def apply(
    plan: Annotated[str | None, typer.Argument(help="The plan's id; only exactly that plan is applied.")] = None,
    workspace: Workspace = None,
    json: Json = False,
    yes: Yes = False,
    author: Annotated[
        str | None, typer.Option("--as", help="Who changed the words and pictures; default: the user of this machine.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Go on although a brake says stop.")] = False,
    fetch_cards: Annotated[
        bool, typer.Option("--fetch-cards", help="Fetch the link cards of all that waits anew.")
    ] = False,
) -> None:
    """Schedule what the files say: from then on exactly that is sent, whatever happens to the files."""
    parts = app_for(workspace)
    if plan is None and not yes and not json:
        planned = make_plan(parts)
        show(planned)
        if planned.plan.is_empty and not planned.settings and not fetch_cards:
            return
        if planned.brakes and not force:
            raise PlanError("nothing was scheduled", remedy=" ".join(brake.remedy for brake in planned.brakes))
        typer.confirm("Schedule this?", abort=True)
        plan = planned.plan.id
    applied = apply_plan(parts, plan_id=plan, force=force, author=author, fetch_cards=fetch_cards)
    if json:
        left_alone = [str(one.key) for one in applied.left_alone]
        asked = [card_as_json(one) for one in applied.cards]
        counts = {"written": len(applied.written), "freezes": applied.freezes}
        print_json({**counts, "left_alone": left_alone, **({"link_cards": asked} if asked else {})})
        return
    made = len(applied.written) + applied.freezes
    console.print(f"Scheduled: {made} change{'' if made == 1 else 's'} made.")
    for one in applied.cards:
        console.print(escape(one.sentence), style="dim" if one.card else "yellow")
    for change in applied.left_alone:
        console.print(f"{escape(str(change.key))} moved meanwhile and was left alone.", style="yellow")


def card_as_json(one: AskedCard) -> dict[str, object]:
    """A link card that was asked for; `title` is null where there is none."""
    return {
        "post_id": one.key.post_id,
        "account": one.key.account_id,
        "link": one.link,
        "title": one.card.title if one.card else None,
        "reason": one.reason or one.picture_reason,
    }
