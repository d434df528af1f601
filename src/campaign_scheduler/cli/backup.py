"""campaign backup and campaign restore"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..services import backups, restoring
from ..services.at_keyboard import current_user
from ..services.restoring import Examined
from .options import Json, Workspace, Yes, app_for
from .output import console, local, print_json


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; default: .campaign/backups in the workspace.")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Copy the store, verified, while the daemon goes on."""
    app = app_for(workspace)
    made = backups.backup(app, file)
    if json:
        print_json(backups.as_json(made))
        return
    console.print(f"Backed up to {escape(str(made.path))} ({_size(made.size)}, {_counts(made.counts['deliveries'])}).")
    console.print("It was opened and every page of it checked. Keep a copy on another machine.", style="dim")
    key = backups.key_beside(app)
    if key is not None:
        words = f"The key of the accounts' secrets is not in it. Keep a copy of {key} in another place than the backup."
        console.print(escape(words), style="dim", soft_wrap=True)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    workspace: Workspace = None,
    json: Json = False,
    yes: Yes = False,
) -> None:
    """Put a backup in the store's place. Every post that is not out is then on hold until you release it."""
    if json and not yes:
        raise typer.BadParameter("--json asks nothing, so it needs --yes too")
    app = app_for(workspace)
    if not yes:
        _explain(restoring.examine(app, file))
        typer.confirm("Restore it?", abort=True)
    found = restoring.restore(app, file, by=current_user())
    if json:
        print_json(restoring.as_json(found))
        return
    console.print(f"Restored {escape(str(file))}. {restoring.in_words(found.held)}")
    if found.kept:
        console.print(f"The store as it was is kept as {escape(str(found.kept))}.")
    console.print("See them with campaign log --state held; send one with campaign retry, or cancel it.", style="dim")


def _explain(found: Examined) -> None:
    lived = local(found.backup.lived_until, None) or "an unknown time"
    posts = _counts(found.backup.counts["deliveries"])
    console.print(f"{escape(str(found.backup.path))} is whole: {posts}, last written {lived} UTC.")
    if found.of_another_store:
        console.print("[bold yellow]It is a backup of another store than the one that is here.[/]")
    if found.target.exists():
        console.print(f"It takes the place of {escape(str(found.target))}, which is kept under another name.")
    console.print("Every post that is not out goes on hold, since it may have gone out after the backup was made.")


def _counts(deliveries: int) -> str:
    return f"{deliveries} post{'' if deliveries == 1 else 's'} to accounts"


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.0f} kB"
