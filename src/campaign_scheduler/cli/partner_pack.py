"""campaign sheet --for partners"""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from ..services import toolkits as service
from ..services.app import App
from .output import console, print_json


def run(app: App, output: Path | None, *, json: bool) -> None:
    """Write the pack as a page and a Word file into `output` (default: the workspace). Raises InputError."""
    paths = service.write_pack(app, output or app.root)
    if json:
        print_json([{"path": str(path)} for path in paths])
        return
    for path in paths:
        console.print(f"Wrote {escape(str(path))}.")
