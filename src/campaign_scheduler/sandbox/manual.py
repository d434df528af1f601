"""A stand-in for the person who posts by hand: their inbox, a web hook as apprise's json:// calls it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .request import answer, json_body, world_of


async def receive(request: Request) -> Response:
    """Keeps what the person is given: `title`, `message`, and `attachments` with `filename` and `base64`."""
    body = await json_body(request)
    if body is None or not body.get("message"):
        return answer(400, {"error": "a message is wanted"})
    world_of(request).give(body)
    return answer(200, {})


ROUTES = [Route("/", receive, methods=["POST"], name="publish")]
