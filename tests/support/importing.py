"""Imports of calendars in a line or two."""

from __future__ import annotations

from pathlib import Path

from campaign_scheduler.calendars.intake import Options
from campaign_scheduler.calendars.proposal import Proposal
from campaign_scheduler.services import importing_calendar
from campaign_scheduler.services.app import App
from campaign_scheduler.services.importing_calendar import Import

DATA = Path(__file__).parents[1] / "calendars" / "data"


def look(app: App, path: Path, **told: object) -> Import:
    """What importing the file would do."""
    return importing_calendar.look(app, path, Options(**told))  # type: ignore[arg-type]


def proposal(app: App, path: Path, **told: object) -> Proposal:
    """The drafts that importing the file would write."""
    found = look(app, path, **told).proposal
    assert found is not None
    return found


def written(path: Path, content: str | bytes) -> Path:
    """A file with that content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
