"""The server in a thread of the daemon. Whatever happens here, publishing goes on."""

from __future__ import annotations

import logging
import socket
import sys
import threading

import uvicorn

from ..model.errors import SettingsError
from ..services import incoming
from ..services.app import App
from ..store import Store
from .application import create_app
from .desk import desk_for
from .guard import Hosts

log = logging.getLogger(__name__)

PORT = 8080
PORTS_TRIED = 20
BACKLOG = 256
STOP_WITHIN = 5.0
SWITCH_EVERY = 0.001
"""Seconds a thread may compute before another has its turn: making a page must not keep a post waiting."""


class WebServer:
    """A companion of the daemon: `start`, `stop`. It listens from the moment it is made.

    Raises SettingsError when it cannot listen where it is told to.
    """

    def __init__(self, app: App, store: Store, *, host: str = "127.0.0.1", port: int | None = None) -> None:
        self._socket = _listen(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        public = app.settings.web_url.rstrip("/")
        self.url = public or f"http://{_shown(host)}:{self.port}"
        self.desk = desk_for(app, store, public)
        config = uvicorn.Config(
            create_app(self.desk, Hosts(host, public)),
            log_level="critical",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        try:
            self._thread.start()
        except RuntimeError:
            log.exception("the web page cannot be served; publishing goes on")

    def stop(self) -> None:
        """Close every connection; returns when the thread has ended, or soon."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)
        incoming.stop_all(self.desk.app)
        self._socket.close()

    def _run(self) -> None:
        sys.setswitchinterval(SWITCH_EVERY)
        try:
            self._server.run([self._socket])
        except BaseException:
            log.exception("the web page has ended; publishing goes on")


def _shown(host: str) -> str:
    """What to type for it: all addresses are asked for by this machine's own."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int | None) -> socket.socket:
    """On `port`, or on the first free one from PORT on."""
    tried = [port] if port is not None else [*range(PORT, PORT + PORTS_TRIED), 0]
    for number in tried:
        try:
            return _bound(host, number)
        except OSError as error:
            last = error
    raise SettingsError(
        f"the page cannot be served at {host} port {tried[0]}: {last.strerror or last}",
        remedy="Choose another with --port or --host. Publishing goes on without it.",
    )


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
