"""campaign doctor"""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape

from ..model.errors import SettingsError
from ..services import doctor as service
from ..services.doctor import Finding, Verdict
from .options import Json, Workspace, app_for
from .output import console, print_json

COLOURS = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.PROBLEM: "bold red"}
WIDE = max(len(verdict.value) for verdict in Verdict)


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(workspace: Workspace = None, json: Json = False) -> None:
    """Check the store, the clock, the disk, the networks and the files, and say what to do. Publishes nothing."""
    found = _examine(workspace)
    if json:
        print_json([service.as_json(one) for one in found])
    else:
        _show(found)
    if any(one.verdict is Verdict.PROBLEM for one in found):
        raise typer.Exit(1)


def _examine(workspace: Path | None) -> list[Finding]:
    try:
        app = app_for(workspace)
    except SettingsError as error:
        return service.without_settings(error)
    return service.examine(app)


def _show(found: list[Finding]) -> None:
    for one in found:
        start = f"[{COLOURS[one.verdict]}]{one.verdict.value:{WIDE}}[/]"
        console.print(f"{start}  [bold]{escape(one.about)}[/]: {escape(one.found)}", soft_wrap=True)
        if one.remedy:
            console.print(f"{'':{WIDE}}  {escape(one.remedy)}", style="dim", soft_wrap=True)
    counts = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    console.print(_summary(counts))


def _summary(counts: dict[Verdict, int]) -> str:
    if not counts[Verdict.WARNING] and not counts[Verdict.PROBLEM]:
        return "All is well."
    named = {name: counts[name] for name in (Verdict.PROBLEM, Verdict.WARNING) if counts[name]}
    return ", ".join(f"{count} {name.value}{'' if count == 1 else 's'}" for name, count in named.items()) + "."
