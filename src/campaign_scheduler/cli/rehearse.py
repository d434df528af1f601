"""campaign rehearse"""

from __future__ import annotations

import os
import signal
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ..model.errors import SettingsError
from ..model.problem import Severity
from ..rehearsal import Rehearsal, Told, rehearsal_page
from ..rehearsal import rehearse as perform
from ..rehearsal.as_json import as_json
from ..rehearsal.result import BAD, SCREEN_WORDS
from ..rehearsal.words import headline, notes
from ..services.app import App
from .options import Json, Workspace, app_for, instant
from .output import console, errors, print_json, print_problems


def register(app: typer.Typer) -> None:
    app.command()(rehearse)


def rehearse(
    workspace: Workspace = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the page goes.")] = Path("rehearsal.html"),
    json: Json = False,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    now: Annotated[str | None, typer.Option(help="Judge as of this day (2026-10-12).")] = None,
) -> None:
    """Run the whole campaign against stand-in networks on this machine, and leave a page to look at or send.

    Needs no accounts connected, posts nothing, and changes neither your files nor what is scheduled.
    """
    app = app_for(workspace)
    _check_place(output)
    with _ended_by_a_signal():
        found = _perform(app, now)
        _write(output, rehearsal_page(found))
    if json:
        print_json(as_json(found, str(output)))
    else:
        _summary(found, output)
    if show:
        webbrowser.open(output.resolve().as_uri())
    if not found.is_fine:
        raise typer.Exit(1)


def _perform(app: App, now: str | None) -> Rehearsal:
    """With a bar on a terminal; else in silence, since it takes seconds."""
    moment = instant(now)
    if not errors.is_terminal:
        return perform(app, now=moment)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("Reading the files", total=None)

        def tell(told: Told) -> None:
            progress.update(task, completed=told.done, total=told.of, description=f"{told.clock:%a %d %b %H:%M}")

        return perform(app, now=moment, tell=tell)


def _summary(found: Rehearsal, output: Path) -> None:
    console.print(f"[bold]{escape(headline(found))}[/]")
    for note in notes(found):
        console.print(escape(note))
    for one in found.showings:
        if one.verdict in BAD and one.reason:
            post, account = one.rendering.post, one.rendering.account
            console.print(
                f"[bold red]{SCREEN_WORDS[one.verdict]}[/] {escape(f'{post.id} to {account.id}: {one.reason}')}"
            )
    for cost in found.costs:
        console.print(escape(cost.sentence))
    for brake in found.brakes:
        console.print(f"[bold red]stop[/] {escape(brake.message)}")
        console.print(f"      {escape(brake.remedy)}", style="dim")
    told = tuple(problem for problem in found.problems if problem.severity is not Severity.INFO)
    if told:
        print_problems(told)
    console.print(f"Nothing was posted. The page to look at or send: [bold]{escape(str(output))}[/]")


def _check_place(path: Path) -> None:
    """Before the work, not after it."""
    if path.is_dir() or not path.resolve().parent.is_dir():
        raise SettingsError(f"{path} is not a place for a file", remedy="Name a file in a folder that is there.")


def _write(path: Path, page: str) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(page, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}", remedy="Choose another place.") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _ended_by_a_signal() -> Iterator[None]:
    """Being told to end is like Ctrl+C, so that nothing is left behind."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
