"""Options that many commands share, and how they become the program's parts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ..bootstrap import build
from ..model.errors import SettingsError
from ..services.app import App
from ..settings import load_settings

Workspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="The workspace's folder (or CAMPAIGN_WORKSPACE; default: this folder)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def app_for(workspace: Path | None) -> App:
    """The program's parts for a workspace. Raises SettingsError when there is no such folder."""
    settings = load_settings(workspace=workspace)
    if not settings.workspace.is_dir():
        raise SettingsError(f"there is no folder {settings.workspace}", remedy="Check --workspace.")
    return build(settings)


def instant(text: str | None, zone: ZoneInfo | None = None) -> datetime | None:
    """`2026-10-12` or `2026-10-12T09:00`, in `zone` (default UTC), as UTC. Raises typer.BadParameter."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is not a day such as 2026-10-12") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)).astimezone(UTC)
