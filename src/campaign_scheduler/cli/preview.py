"""campaign preview"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..model.errors import InputError, SettingsError
from ..model.problem import Severity, errors
from ..rendering import Rendering
from ..services import check as checking
from ..services import preview as service
from .options import Json, Workspace, app_for, instant
from .output import console, print_json, print_problems


def register(app: typer.Typer) -> None:
    app.command()(preview)


def preview(
    posts: Annotated[list[str] | None, typer.Argument(help="Post ids; none means all.")] = None,
    workspace: Workspace = None,
    json: Json = False,
    html: Annotated[Path | None, typer.Option(help="Write one page to look at or send to someone.")] = None,
    account: Annotated[str | None, typer.Option(help="Only this account.")] = None,
    now: Annotated[str | None, typer.Option(help="Judge as of this day (2026-10-12).")] = None,
) -> None:
    """Show exactly what each account would receive."""
    app = app_for(workspace)
    reading = checking.check(app, now=instant(now))
    chosen = [one for one in reading.renderings if _wanted(one, posts, account)]
    if html is not None:
        if reading.workspace.campaign is None:
            raise InputError(reading.errors)
        _write(html, service.page(app, reading))
    elif json:
        print_json([service.as_json(one, reading) for one in chosen])
    else:
        for one in chosen:
            _show(one)
    missing = errors([*reading.workspace.problems, *(problem for one in chosen for problem in one.problems)])
    if missing:
        print_problems(tuple(dict.fromkeys(missing)))
        raise typer.Exit(1)


def _wanted(one: Rendering, posts: list[str] | None, account: str | None) -> bool:
    return (not posts or one.post.id in posts) and (account is None or one.account.id == account)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}", remedy="Choose another place.") from None
    console.print(f"Wrote {path}")


def _show(one: Rendering) -> None:
    console.rule(f"{one.post.id} · {one.account.id} · {one.post.slot}", align="left")
    if one.rendered is None:
        console.print("cannot be made yet", style="red")
        return
    length = one.rendered.length
    console.print(escape(one.rendered.text))
    console.print(f"\n{length.used} of {length.limit} {length.unit}", style="green" if length.fits else "bold red")
    if one.rendered.card is not None:
        console.print(f"link card: {escape(one.rendered.card.title)} ({escape(one.rendered.card.link)})")
        console.print(f"  {escape(one.rendered.card.description)}", style="dim")
    elif one.card is not None:
        console.print(f"link card: none yet for {escape(one.card.link)}", style="dim")
    for media in one.rendered.media:
        kilobytes = round(media.size / 1024)
        console.print(f"{escape(media.source_name)}: {media.width} x {media.height}, {kilobytes} KB, {media.mime}")
        console.print(f"  alt ({escape(media.alt_from)}): {escape(media.alt)}", style="dim")
    for problem in one.problems:
        if problem.severity is Severity.INFO:
            console.print(escape(problem.message), style="yellow")
