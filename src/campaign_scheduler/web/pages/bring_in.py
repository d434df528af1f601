"""Bring in a toolkit, or a calendar from another tool: look first, then accept."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from ...model.errors import EditError, InputError
from ...services import incoming
from ...services.importing_calendar import Import
from ..door import Asked, go, page
from ..paint import paint

REVIEW_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox"
)
"""Of the page that shows a toolkit's drafts beside their pictures, all in one piece: it can run and send nothing."""


def show(asked: Asked) -> Response:
    place = asked.query.get("place")
    if not place:
        return _page(asked)
    try:
        path = incoming.kept(asked.app, place)
        found = None if incoming.is_toolkit(path) else incoming.look(asked.app, place)
    except (EditError, InputError) as error:
        return _page(asked, 422, error)
    return _page(asked, place=place, name=path.name, found=found)


def _page(
    asked: Asked,
    status: int = 200,
    error: EditError | InputError | None = None,
    place: str = "",
    name: str = "",
    found: Import | None = None,
) -> Response:
    captions = {one.name: one.text for one in found.proposal.captions} if found and found.proposal else {}
    return paint(
        asked,
        "bring-in.html",
        status=status,
        error=error,
        place=place,
        name=name,
        found=found,
        captions=captions,
    )


def bring_in(asked: Asked) -> Response:
    """A file is kept and looked at; one that was looked at is accepted."""
    try:
        if asked.form.get("place"):
            return _accept(asked, asked.form.get("place"))
        uploads = asked.form.uploads.get("file", ())
        if not uploads:
            raise EditError("choose a file", field="file")
        place = asked.acting.keep_incoming(uploads[0].name, uploads[0].content)
    except (EditError, InputError) as error:
        return _page(asked, 422, error)
    return go(f"/bring-in?place={place}")


def _accept(asked: Asked, place: str) -> Response:
    written = asked.acting.take_in(place)
    asked.say(f"{written.rows} drafts are in the calendar. Give each its last touch, then schedule.")
    for line in written.left_alone[:5]:
        asked.say(line, "warn")
    return go("/?state=draft&view=list")


def review(asked: Asked) -> Response:
    """What a toolkit holds, as a page of its own."""
    text = incoming.review(asked.app, asked.query.get("place"))
    return HTMLResponse(text, headers={"content-security-policy": REVIEW_POLICY, "x-frame-options": "SAMEORIGIN"})


ROUTES = [page("/bring-in", show, bring_in), page("/bring-in/review", review)]
