"""The contact sheet, written and told of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from ..model.errors import SettingsError
from ..services.app import App
from ..services.signoff.sheet import sheet
from .output import console, print_json

FILE = "contact-sheet.html"


def run(app: App, output: Path | None, posts: Sequence[str], *, waiting: bool, json: bool) -> None:
    """Write the page to `output`, or into the workspace. Raises SettingsError where it cannot be written."""
    path = output or app.root / FILE
    _write(path, sheet(app, posts=posts, waiting=waiting))
    if json:
        print_json([{"path": str(path)}])
    else:
        console.print(f"Wrote {escape(str(path))}")


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}", remedy="Choose another place.") from None
