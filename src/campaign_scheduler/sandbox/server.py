"""Puts the stand-in networks behind one port of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from ..model.clock import Clock
from ..model.errors import SettingsError
from . import bluesky, control, feed, linkedin, manual, mastodon, x
from .bluesky_sessions import Refusal, refused
from .faults import FaultBook
from .misbehaving import App, FaultLayer
from .world import World

HOST = "127.0.0.1"
"""Never anything but this machine's loopback."""
START_WITHIN = 10.0
BACKLOG = 2048
CLOCK_TICK = 1.0
"""How often the Date of answers moves on."""
NETWORKS: dict[str, Sequence[Route]] = {
    "x": x.ROUTES,
    "linkedin": linkedin.ROUTES,
    "mastodon": mastodon.ROUTES,
    "bluesky": bluesky.ROUTES,
}
INBOX = {"manual": manual.ROUTES}
"""Of the person who posts by hand: no network, but a place that requests come to."""


def create_app(world: World) -> App:
    """The sandbox as an ASGI application: a path a network (/x, /manual, …), the feed page and the control API."""
    places = NETWORKS | INBOX
    mounts = [Mount(f"/{name}", app=_application(routes, world)) for name, routes in places.items()]
    return FaultLayer(_application([*mounts, *control.ROUTES, *feed.ROUTES], world), world, places)


def _application(routes: Sequence[Route | Mount], world: World) -> Starlette:
    app = Starlette(routes=routes, exception_handlers={Refusal: refused})
    app.state.world = world
    return app


class _Server(uvicorn.Server):
    """uvicorn looks now and then whether to stop and lets connections end; this one is told, and closes them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def tell_to_stop(self) -> None:
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not self.should_exit:
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), CLOCK_TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()


class RunningSandbox:
    """A sandbox in a thread of this process. Use it in a `with`, or call `stop`."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self._socket = _listen(port)
        self.url = world.site = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self._server = _Server(_config(world))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="sandbox", daemon=True)
        self._thread.start()
        self._wait()

    @property
    def faults(self) -> FaultBook:
        """What is to go wrong."""
        return self.world.faults

    def base_url(self, platform: str) -> str:
        """What an account's base_url must be to post here."""
        return f"{self.url}/{platform}"

    def stop(self) -> None:
        """Close every connection and return when the thread has ended. Stopping twice is fine."""
        if self._thread.is_alive():
            self._server.tell_to_stop()
        self._thread.join()
        self._socket.close()

    def _wait(self) -> None:
        until = time.monotonic() + START_WITHIN
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.002)

    def __enter__(self) -> RunningSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(port: int = 0, *, clock: Clock | None = None, seed: int = 0, state: Path | None = None) -> RunningSandbox:
    """Start a sandbox on this machine's loopback; port 0 takes a free one.

    `state` is a file that keeps what was posted for the next start. Raises SettingsError for a port in use, or for a
    state file that holds something else.
    """
    return RunningSandbox(World(clock, seed=seed, state=state), port)


def _config(world: World) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(world),
        log_level="critical",
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
    )


def _listen(port: int) -> socket.socket:
    # asyncio turns Nagle's delay off only for a socket that says it is TCP; an answer would take 40 ms otherwise
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise SettingsError(
            f"port {port} of this machine is in use", remedy="Choose another with --port, or leave it out."
        ) from None
    listener.listen(BACKLOG)
    return listener
