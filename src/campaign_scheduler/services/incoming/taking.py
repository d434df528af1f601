"""Takes in what waits, as drafts: a calendar as it is, a toolkit as it was corrected."""

from __future__ import annotations

from pathlib import Path

from ...calendars.intake import Options
from ...model.errors import EditError
from ...store import events
from .. import importing_calendar, toolkits
from ..app import App
from ..importing_calendar import Import
from ..taking_back import Written
from ..toolkits import files
from ..toolkits.importing import Outcome
from ..toolkits.review import review_page
from .choosing import ONE_AT_A_TIME, reviewed
from .places import drop, is_toolkit, kept
from .reviewing import Review, corrected


def look(app: App, place: str) -> Import:
    """What a calendar would bring. Raises EditError, InputError."""
    return importing_calendar.look(app, kept(app, place), Options())


def page(app: App, place: str) -> str:
    """A toolkit as a page of its own, to print or to send back to who made it. Raises EditError."""
    seen = reviewed(app, place, fresh=True)
    return review_page(corrected(seen), Outcome(), now=app.clock.now(), written=False)


def take_in(app: App, place: str, *, by: str) -> Written:
    """Write what it brings as drafts. Raises EditError, InputError, having written nothing."""
    with ONE_AT_A_TIME:
        path = kept(app, place)
        written = _take_in_toolkit(app, place) if is_toolkit(path) else _take_in_calendar(app, path)
        drop(app, place)
    with app.store() as store, store.write() as connection:
        message = f"{by} brought in {written.rows} drafts from {path.name}."
        events.record(connection, "brought-in", at=app.clock.now(), actor=by, message=message)
    return written


def tidy(app: App) -> int:
    """Take back what a killed program left half-written; gives how many times that was."""
    return files.recover(app.root)


def _take_in_calendar(app: App, path: Path) -> Written:
    return importing_calendar.write(app, importing_calendar.look(app, path, Options()))


def _take_in_toolkit(app: App, place: str) -> Written:
    seen = reviewed(app, place, fresh=True)
    _refuse_wordless(seen)
    outcome = toolkits.write(app, corrected(seen), now=app.clock.now())
    return Written(outcome.rows, len(outcome.new) + len(outcome.updated), (*outcome.kept, *outcome.notes))


def _refuse_wordless(seen: Review) -> None:
    found = seen.gathered.found
    if seen.drafts and not seen.taken and not (found.articles or found.resources):
        raise EditError("every draft is left out", remedy="Take at least one, or drop the toolkit.")
    for one in seen.taken:
        if not one.choice.words.strip():
            message = f"draft {one.number} has no words"
            raise EditError(message, remedy="Write some, or leave the draft out.", field=f"words.{one.number}")
