"""campaign import for toolkits: drafts, and a page to look at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..bootstrap import build
from ..services import toolkits as service
from ..settings import Settings, load_settings
from ..toolkit import Found, Gathered, Step
from .output import console, errors, print_json

PAUSE = 3.0
"""Seconds between two lines about one file, where there is no terminal to draw on."""
CAMPAIGN = Path("config") / "campaign.yaml"


def run(paths: Sequence[Path], into: Path | None, *, json: bool, dry_run: bool = False, terms: bool = False) -> None:
    """Read the files; write drafts where there is a workspace. Raises InputError."""
    settings = load_settings(workspace=into)
    there = into is not None or (settings.workspace / CAMPAIGN).is_file()
    target = settings.workspace if there and not dry_run else None
    with _progress(json) as tell, service.read(paths, settings, tell) as gathered:
        if json and (into is None or dry_run):
            print_json(gathered.found.as_json())
            return
        outcome = _write(settings, gathered, target, terms)
        if json:
            print_json(gathered.found.as_json())
            return
        _say(gathered.found, outcome, target)


def _write(settings: Settings, gathered: Gathered, target: Path | None, terms: bool) -> service.Outcome:
    if target is None:
        return service.dry(gathered, Path("import-review.html"), now=datetime.now(UTC))
    app = build(settings)
    return service.write(app, gathered, now=app.clock.now(), settings=terms)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Step], None]]:
    """Which file is read and how far, on a terminal; plain lines elsewhere."""
    if quiet or not errors.is_terminal:
        yield (lambda _: None) if quiet else _plain_lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("Reading")
        yield lambda step: bar.update(task, description=f"Reading {escape(str(step))}")


def _plain_lines() -> Callable[[Step], None]:
    """A line for each file, and now and then where in it."""
    seen: set[str] = set()
    last = time.monotonic()

    def tell(step: Step) -> None:
        nonlocal last
        if step.file not in seen or time.monotonic() - last > PAUSE:
            seen.add(step.file)
            last = time.monotonic()
            errors.print(f"Reading {step}", style="dim", markup=False)

    return tell


def _say(found: Found, outcome: service.Outcome, target: Path | None) -> None:
    console.print(_counted(found))
    for warning in found.warnings:
        console.print(f"Note: {warning}", style="yellow", markup=False)
    for line in outcome.kept:
        console.print(f"Left alone: {line}", style="yellow", markup=False)
    if target is None:
        console.print("There is no workspace here, so nothing was written but the page; name one with --into.")
    else:
        console.print(_written(outcome))
    _say_terms(outcome)
    console.print(f"Look at [bold]{escape(str((target or Path()) / outcome.review))}[/]: is this right?")


def _say_terms(outcome: service.Outcome) -> None:
    """What the document asks of the campaign: the very lines, and where they are or should go."""
    terms = outcome.terms
    for line in terms.unsure:
        console.print(f"Embargo: {line}", style="yellow", markup=False)
    if terms.lines:
        written = "Written into" if outcome.terms_written else "To confirm; paste into"
        how = "" if outcome.terms_written else " (or import again with --settings)"
        console.print(f"{written} {CAMPAIGN.as_posix()}{how}:", markup=False)
    for line in terms.lines:
        console.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)


def _counted(found: Found) -> str:
    unpaired = sum(not draft.media and bool(draft.possible) for draft in found.drafts)
    parts = [
        _number(len(found.drafts), "draft") + (f" ({unpaired} without a certain picture)" if unpaired else ""),
        _number(len(found.articles), "article"),
        _number(len(found.resources), "resource"),
        _number(len(found.unpaired), "picture") + " left over",
        f"{len(found.set_aside)} set aside",
    ]
    return (
        f"Found {', '.join(part for part in parts if not part.startswith('0 '))}." if _any(found) else "Found nothing."
    )


def _any(found: Found) -> bool:
    return bool(found.drafts or found.articles or found.resources or found.unpaired or found.set_aside)


def _written(outcome: service.Outcome) -> str:
    if not (outcome.new or outcome.updated or outcome.rows or outcome.pictures):
        return "Nothing new: everything in it was imported before."
    parts = [
        _number(len(outcome.new), "file"),
        f"{len(outcome.updated)} brought up to date",
        _number(outcome.pictures, "picture"),
        _number(outcome.rows, "draft row"),
    ]
    shown = ", ".join(part for part in parts if not part.startswith("0 "))
    return f"Wrote {shown}. Nothing is scheduled: the rows are drafts until you clear their status."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
