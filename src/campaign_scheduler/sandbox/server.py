"""Puts the stand-in networks behind one port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from ..model.clock import Clock, SystemClock
from ..model.errors import SettingsError
from . import feed, linkedin, mastodon, x
from .faults import App, Fault, FaultBook, FaultLayer
from .world import World

START_WITHIN = 10.0
NETWORKS = {"mastodon": mastodon.ROUTES, "x": x.ROUTES, "linkedin": linkedin.ROUTES}
Handler = Callable[[Request], Awaitable[Response]]


def create_app(world: World, book: FaultBook | None = None) -> App:
    """The sandbox as an ASGI application: /mastodon, /x, /linkedin, the feed page and the control API."""
    faults = book or FaultBook()
    networks = [Mount(f"/{name}", app=_network(routes, world)) for name, routes in NETWORKS.items()]
    whole = Starlette(routes=[*networks, *_control(world, faults), *feed.routes()])
    whole.state.world = world
    return FaultLayer(whole, world, faults)


def _network(routes: list[Any], world: World) -> Starlette:
    app = Starlette(routes=routes)
    app.state.world = world
    return app


def _control(world: World, book: FaultBook) -> list[Route]:
    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            book.clear()
        else:
            book.add(Fault(**await request.json()))
        return JSONResponse({})

    async def posts(request: Request) -> Response:
        return JSONResponse([world.as_json(post) for post in world.posts()])

    async def requests(request: Request) -> Response:
        return JSONResponse(dict(world.requests))

    return [
        Route("/_sandbox/faults", faults, methods=["POST", "DELETE"]),
        Route("/_sandbox/posts", posts),
        Route("/_sandbox/requests", requests),
    ]


class RunningSandbox:
    """A sandbox in a thread of this process. Use it in a `with`, or call `stop`."""

    def __init__(self, world: World, book: FaultBook, port: int) -> None:
        self.world = world
        self.faults = book
        self._socket = _listen(port)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        world.site = self.url
        config = uvicorn.Config(
            create_app(world, book), log_level="critical", lifespan="off", access_log=False, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="sandbox", daemon=True)
        self._thread.start()
        self._wait()

    def base_url(self, platform: str) -> str:
        """What an account's base_url must be to post here."""
        return f"{self.url}/{platform}"

    def stop(self) -> None:
        """Close every connection and return when the thread has ended."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _wait(self) -> None:
        until = time.monotonic() + START_WITHIN
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.005)

    def __enter__(self) -> RunningSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(port: int = 0, *, clock: Clock | None = None, seed: int = 0, state: Path | None = None) -> RunningSandbox:
    """Start a sandbox on this machine's loopback; port 0 takes a free one. Raises SettingsError for a port in use."""
    return RunningSandbox(World(clock or SystemClock(), state), FaultBook(seed), port)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise SettingsError(
            f"port {port} of this machine is in use", remedy="Choose another with --port, or leave it out."
        ) from None
    return listener
