"""campaign check"""

from __future__ import annotations

from typing import Annotated

import typer

from ..model.problem import errors
from ..services import check as service
from .options import Json, Workspace, app_for, instant
from .output import console, print_json, print_problems, summary


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    workspace: Workspace = None,
    json: Json = False,
    now: Annotated[str | None, typer.Option(help="Judge as of this day (2026-10-12).")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write missing post ids into the calendar.")] = False,
    fix_variants: Annotated[
        bool, typer.Option("--fix-variants", help="Begin shorter captions for networks they are too long for.")
    ] = False,
) -> None:
    """Find every problem in the calendar, captions and pictures at once."""
    reading = service.check(app_for(workspace), now=instant(now), fix=fix, fix_variants=fix_variants)
    if json:
        print_json([service.as_json(problem) for problem in reading.problems])
    elif reading.problems:
        print_problems(reading.problems)
    else:
        posts = len(reading.workspace.posts)
        console.print(f"{posts} posts, {len(reading.renderings)} in all over the accounts. {summary(())}")
    if errors(reading.problems):
        raise typer.Exit(1)
