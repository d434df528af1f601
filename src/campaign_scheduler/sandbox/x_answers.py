"""The ways X answers: with its rate headers, or with a problem."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from .posts import JSON
from .refusals import X, rate_headers
from .request import answer, world_of

PROBLEMS = "https://api.x.com/2/problems"
WINDOW = timedelta(minutes=15)


def said(request: Request, body: JSON, status: int = 200) -> Response:
    resets_at = world_of(request).clock.now() + WINDOW
    return answer(status, body, rate_headers("x", resets_at, limit=100, left=99))


def unauthorized() -> Response:
    return answer(401, X[401] | {"status": 401})


def forbidden(detail: str) -> Response:
    return answer(403, X[403] | {"detail": detail, "status": 403})


def invalid(parameter: str, message: str) -> Response:
    problem = {
        "errors": [{"parameters": {parameter: []}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"{PROBLEMS}/invalid-request",
    }
    return answer(400, problem | {"status": 400})


def not_found(kind: str, identity: str) -> Response:
    return answer(404, missing(kind, identity) | {"status": 404})


def missing(kind: str, identity: str) -> JSON:
    """The problem of something that is not there; X sends it with 200 when a post is looked up."""
    return {
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with id: [{identity}].",
        "type": f"{PROBLEMS}/resource-not-found",
        "resource_type": kind,
        "resource_id": identity,
        "parameter": "id",
        "value": identity,
    }
