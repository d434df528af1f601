"""campaign run"""

from __future__ import annotations

import logging
import signal
import threading

import typer
from rich.logging import RichHandler

from ..bootstrap import build_daemon
from ..services.edits import unscheduled
from .options import Workspace, app_for
from .output import console, errors


def register(app: typer.Typer) -> None:
    app.command()(run)


def run(workspace: Workspace = None) -> None:
    """Publish what is scheduled, each post when it is due, until stopped. The machine must stay on."""
    logging.basicConfig(
        level=logging.INFO, format="%(message)s", handlers=[RichHandler(console=errors, show_path=False)]
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    app, stopping = app_for(workspace), threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stopping.set())
    with app.store(check=True) as store:
        daemon = build_daemon(app, store)
        daemon.start()
        sentence = unscheduled(app, store).sentence
        console.print(f"Publishing from {store.path or 'the database'}. Stop with Ctrl+C. {sentence}".strip())
        while not stopping.wait(1.0):
            continue
        console.print("Stopping: what is on its way is finished first.")
        daemon.stop()
