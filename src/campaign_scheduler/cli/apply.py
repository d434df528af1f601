"""campaign apply"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

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
) -> None:
    """Schedule what the files say: from then on exactly that is sent, whatever happens to the files."""
    parts = app_for(workspace)
    if plan is None and not yes and not json:
        planned = make_plan(parts)
        show(planned)
        if planned.plan.is_empty and not planned.settings:
            return
        if planned.brakes and not force:
            raise PlanError("nothing was scheduled", remedy=" ".join(brake.remedy for brake in planned.brakes))
        typer.confirm("Schedule this?", abort=True)
        plan = planned.plan.id
    applied = apply_plan(parts, plan_id=plan, force=force, author=author)
    if json:
        left_alone = [str(one.key) for one in applied.left_alone]
        print_json({"written": len(applied.written), "freezes": applied.freezes, "left_alone": left_alone})
        return
    made = len(applied.written) + applied.freezes
    console.print(f"Scheduled: {made} change{'' if made == 1 else 's'} made.")
    for change in applied.left_alone:
        console.print(f"{escape(str(change.key))} moved meanwhile and was left alone.", style="yellow")
