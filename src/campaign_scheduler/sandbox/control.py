"""The sandbox's own address, /_sandbox: faults on request, and the truth of what arrived."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .faults import Fault
from .pictures import look
from .request import answer, json_body, world_of
from .world import Habits


async def add_fault(request: Request) -> Response:
    """A Fault as a JSON object. 400 says what is wrong with it."""
    body = await json_body(request)
    try:
        fault = Fault(**(body or {}))
    except (TypeError, ValueError) as error:
        return answer(400, {"error": str(error)})
    world_of(request).faults.add(fault)
    return answer(201, asdict(fault))


async def list_faults(request: Request) -> Response:
    return JSONResponse([asdict(fault) for fault in world_of(request).faults.in_force()])


async def clear_faults(request: Request) -> Response:
    world_of(request).faults.clear()
    return Response(status_code=204)


async def posts(request: Request) -> Response:
    """Every post ever made, removed ones too; `platform` and `account` narrow it."""
    asked = request.query_params
    found = world_of(request).posts(asked.get("platform"), asked.get("account"))
    return JSONResponse([post.as_json() for post in found])


async def given(request: Request) -> Response:
    """What the person who posts by hand was given."""
    return JSONResponse(world_of(request).given)


async def requests(request: Request) -> Response:
    """How many requests arrived, by network, account and step."""
    names = ("platform", "account", "step", "count")
    return JSONResponse([dict(zip(names, row, strict=True)) for row in world_of(request).received()])


async def habits(request: Request) -> Response:
    """How the networks behave when nothing is wrong; the parts that are given are changed."""
    world, body = world_of(request), await json_body(request) if request.method == "PUT" else {}
    if body is None or set(body) - {one.name for one in fields(Habits)}:
        return answer(400, {"error": f"habits are {', '.join(one.name for one in fields(Habits))}"})
    world.habits = replace(world.habits, **body)
    return JSONResponse(asdict(world.habits))


async def picture(request: Request) -> Response:
    """A picture's bytes, by SHA-256."""
    data = world_of(request).blobs.get(request.path_params["sha256"])
    if data is None:
        return Response(status_code=404)
    kept = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    seen = look(data)
    return Response(data, media_type=seen.mime if seen else "application/octet-stream", headers=kept)


async def version(request: Request) -> Response:
    """A number that changes with every post and removal."""
    return JSONResponse(world_of(request).version)


ROUTES = [
    Route("/_sandbox/faults", add_fault, methods=["POST"]),
    Route("/_sandbox/faults", list_faults, methods=["GET"]),
    Route("/_sandbox/faults", clear_faults, methods=["DELETE"]),
    Route("/_sandbox/posts", posts),
    Route("/_sandbox/given", given),
    Route("/_sandbox/requests", requests),
    Route("/_sandbox/habits", habits, methods=["GET", "PUT"]),
    Route("/_sandbox/media/{sha256}", picture),
    Route("/_sandbox/version", version),
]
