"""Bring in a calendar from another tool, or one that was exported and edited: look, then accept."""

from __future__ import annotations

import base64
import binascii

from starlette.responses import Response

from ...model.errors import EditError, InputError
from ...services.importing_calendar import Import
from ..door import Asked, go, page
from ..paint import paint

MOST_CARRIED = 180_000
"""Characters of a file that the form itself carries to the next step; a larger one is chosen again."""


def show(asked: Asked) -> Response:
    return _page(asked)


def _page(
    asked: Asked,
    status: int = 200,
    error: EditError | InputError | None = None,
    found: Import | None = None,
    name: str = "",
    carried: str = "",
) -> Response:
    captions = {one.name: one.text for one in found.proposal.captions} if found and found.proposal else {}
    return paint(
        asked,
        "bring-in.html",
        status=status,
        error=error,
        found=found,
        name=name,
        carried=carried,
        captions=captions,
    )


def bring_in(asked: Asked) -> Response:
    """First shown whole; the second form, which carries the file, accepts it."""
    try:
        name, content = _file(asked)
        if asked.form.get("do") == "accept":
            written = asked.acting.take_in_calendar(name, content)
            asked.say(f"{written.rows} drafts are in the calendar. Give each its last touch, then schedule.")
            for line in written.left_alone[:5]:
                asked.say(line, "warn")
            return go("/?state=draft&view=list")
        found = asked.acting.look_at_calendar(name, content)
    except (EditError, InputError) as error:
        return _page(asked, 422, error)
    carried = base64.b64encode(content).decode()
    return _page(asked, found=found, name=name, carried=carried if len(carried) <= MOST_CARRIED else "")


def _file(asked: Asked) -> tuple[str, bytes]:
    uploads = asked.form.uploads.get("calendar", ())
    if uploads:
        return uploads[0].name, uploads[0].content
    if asked.form.get("carried"):
        try:
            return asked.form.get("name"), base64.b64decode(asked.form.get("carried"), validate=True)
        except (binascii.Error, ValueError):
            raise EditError("choose the file again", field="calendar") from None
    raise EditError("choose a file", field="calendar")


ROUTES = [page("/bring-in", show, bring_in)]
