"""The web application: every page's route, and what is answered when something is not there or goes wrong."""

from __future__ import annotations

import logging

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ..services.people import session as session_of
from . import tokens
from .desk import Desk
from .door import Asked, chain
from .forms import Form
from .guard import Guard, Hosts
from .pages import (
    accounts,
    approval_link,
    approvals,
    bring_in,
    calendar,
    conflict,
    door,
    log,
    machine,
    people,
    pictures,
    post,
    schedule,
    stop,
)
from .paint import paint, static_files

logger = logging.getLogger(__name__)
FOREVER = "public, max-age=31536000, immutable"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def create_app(desk: Desk, hosts: Hosts) -> ASGIApp:
    """All pages over `desk`, behind the guard."""
    parts = (
        door,
        calendar,
        post,
        conflict,
        schedule,
        approvals,
        approval_link,
        log,
        stop,
        accounts,
        bring_in,
        people,
        pictures,
    )
    routes = chain(*(part.ROUTES for part in parts), machine.ROUTES, STATIC)
    handlers = {HTTPException: _not_here, Exception: _went_wrong}
    app = Starlette(routes=routes, exception_handlers=handlers)  # type: ignore[arg-type]
    app.state.desk = desk
    return Guard(app, hosts, desk.secure)


async def _static(request: Request) -> Response:
    found = static_files().get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("", 404)
    kind = TYPES[request.path_params["name"].rpartition(".")[2]]
    return Response(found[0], headers={"cache-control": FOREVER, "content-type": kind})


STATIC = [Route("/static/{version}/{name}", _static)]


async def _not_here(request: Request, error: HTTPException) -> Response:
    return await anyio.to_thread.run_sync(_message, request, error.status_code)


async def _went_wrong(request: Request, error: Exception) -> Response:
    logger.error("the page %s failed", request.url.path, exc_info=error)
    return PlainTextResponse("Something went wrong here. Posting goes on; the program's own log says what.", 500)


def _message(request: Request, status: int) -> Response:
    desk: Desk = request.app.state.desk
    token = request.cookies.get(tokens.SESSION, "")
    session = session_of(desk.app, token) if token else None
    asked = Asked(request, desk, session, token or request.cookies.get(tokens.VISIT, ""), Form(), Form())
    return paint(asked, "refusal.html", status=status, error=None, problems=(), code=status)
