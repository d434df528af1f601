"""campaign demo"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ..demo import Demo
from .log_table import log_table
from .output import console


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo keeps its files.")] = Path("campaign-demo"),
    serve: Annotated[bool, typer.Option("--serve", help="Leave the feed page up until Ctrl+C.")] = False,
    port: Annotated[int, typer.Option(help="The sandbox's port; 0 takes a free one.")] = 0,
) -> None:
    """Publish a real two-week campaign to stand-in networks on this machine, on a fast clock."""
    with Demo(folder, port=port) as show:
        console.print(f"The stand-in networks: {show.url}")
        _toolkit(show)
        scheduled = show.schedule()
        console.print(f"Scheduled {scheduled} posts of the Listening Project, 13 to 28 October 2026.")
        _publish(show, scheduled)
        console.print(log_table(show.log(), show.zone))
        console.print(f"\nThe post log is the SQLite file [bold]{show.store_file}[/]: any SQLite tool opens it.")
        console.print(f"The feed page shows each post as a reader sees it: [bold]{show.url}[/]" + _how_long(serve))
        if serve:
            _wait()
    if show.unfinished:
        raise typer.Exit(1)


def _toolkit(show: Demo) -> None:
    """It begins as it does in earnest: with a Word file in the mail."""
    found, page = show.read_toolkit()
    paired = sum(bool(draft.media) for draft in found.drafts)
    console.print(
        f"From the partner's Word file: {len(found.drafts)} captions, {paired} with their pictures, "
        f"{len(found.articles)} articles, {len(found.resources)} downloads: [bold]{page}[/]"
    )
    console.print("A person made the calendar from them; here it is published.")


def _how_long(serve: bool) -> str:
    return " (stop with Ctrl+C)" if serve else " (gone when this ends; make demo SERVE=1 leaves it up)"


def _publish(show: Demo, scheduled: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    if not console.is_terminal:
        for state in show.publish():
            console.print(f"{state.clock:%a %d %b %H:%M}  {state.done} of {scheduled}")
        return
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Publishing", total=scheduled)
        for state in show.publish():
            progress.update(task, completed=state.done, description=f"{state.clock:%a %d %b %H:%M}")


def _wait() -> None:
    import threading

    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return
