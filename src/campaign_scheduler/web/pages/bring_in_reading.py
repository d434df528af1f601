"""A toolkit while it is read: how far it is, and a way to cancel it. Without scripts, the page comes back by itself."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from ...model.errors import EditError
from ...services import incoming
from ..door import Asked, page
from ..paint import paint, piece


def reading_page(asked: Asked, place: str, name: str) -> Response:
    """`still` for who does not want the page to come back by itself."""
    reading = incoming.state(asked.app, place)
    status = 200 if reading.is_under_way else 422 if reading.problems else 409
    return paint(
        asked,
        "bring-in-reading.html",
        status=status,
        place=place,
        name=name,
        reading=reading,
        still=bool(asked.query.get("still")),
    )


def progress(asked: Asked) -> Response:
    """The same for the page's script: whether to go on waiting, what to say, and how far it is."""
    place = asked.query.get("place")
    try:
        reading = incoming.state(asked.app, place)
    except EditError:
        return JSONResponse({"over": True})
    at = reading.step.at if reading.step else None
    return JSONResponse(
        {
            "over": not reading.is_under_way,
            "words": piece(asked, "bring-in-step.html", reading=reading),
            "number": at.number if at and at.of else None,
            "of": at.of if at and at.of else None,
        }
    )


ROUTES = [page("/bring-in/progress", progress)]
