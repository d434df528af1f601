"""campaign run"""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.logging import RichHandler

from ..bootstrap import build_daemon
from ..model.errors import CampaignError
from ..services import people
from ..services.app import App
from ..services.edits import unscheduled
from ..store import Store
from .options import Workspace, app_for
from .output import complain, console, errors

if TYPE_CHECKING:
    from ..web import WebServer

LOOPBACK = "127.0.0.1"
QUIETER = {"apscheduler": logging.ERROR, "alembic": logging.WARNING}
"""APScheduler warns each second that a look at a slow network still goes on, which is as it should be."""


def register(app: typer.Typer) -> None:
    app.command()(run)


def run(
    workspace: Workspace = None,
    no_web: Annotated[bool, typer.Option("--no-web", help="Publish only; serve no page.")] = False,
    port: Annotated[int | None, typer.Option(help="The page's port; default: 8080 or the next free one.")] = None,
    host: Annotated[str, typer.Option(help="Where the page listens; beyond 127.0.0.1 others can reach it.")] = LOOPBACK,
) -> None:
    """Publish what is scheduled, each post when it is due, until stopped. The machine must stay on."""
    logging.basicConfig(
        level=logging.INFO, format="%(message)s", handlers=[RichHandler(console=errors, show_path=False)]
    )
    for library, level in QUIETER.items():
        logging.getLogger(library).setLevel(level)
    app, stopping = app_for(workspace), threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stopping.set())
    with app.store(check=True) as store:
        app = replace(app, shared=store)  # a second opening in this process would end SQLite's locks as it closes
        daemon = build_daemon(app, store)
        web = None if no_web else _web(app, store, host, port)
        if web is not None:
            daemon.accompany(web)
        daemon.start()
        sentence = unscheduled(app, store).sentence
        console.print(f"Publishing from {store.path or 'the database'}. Stop with Ctrl+C. {sentence}".strip())
        if web is not None:
            _tell_where(app, web)
        while not stopping.wait(1.0):
            continue
        console.print("Stopping: what is on its way is finished first.")
        daemon.stop()


def _web(app: App, store: Store, host: str, port: int | None) -> WebServer | None:
    """The page's server. When it cannot be had, that is said, and publishing goes on."""
    from ..web import WebServer  # takes longer to load than most commands take

    try:
        return WebServer(app, store, host=host, port=port)
    except CampaignError as error:
        complain(error)
    except Exception:
        logging.getLogger(__name__).exception("the page cannot be served; publishing goes on")
    return None


def _tell_where(app: App, web: WebServer) -> None:
    from ..web import is_loopback

    console.print(f"The page is at {web.url}", soft_wrap=True)
    token = people.first_link(app)
    if token is not None:
        console.print("Nobody can sign in yet. Open this link, once, within a day:", soft_wrap=True)
        console.print(f"    {web.url}/enter/{token}", soft_wrap=True)
    if not is_loopback(web.host):
        console.print("It can be reached from other machines: put a proxy with TLS before it.", style="yellow")
