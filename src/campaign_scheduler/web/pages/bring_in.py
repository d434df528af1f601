"""Bring in a toolkit, or a calendar from another tool: look first, correct it, then accept."""

from __future__ import annotations

from starlette.responses import Response

from ...model.errors import EditError, InputError
from ...model.person import May
from ...services import incoming
from ...services.importing_calendar import Import
from ..door import Asked, go, page
from ..paint import paint
from . import bring_in_review as reviewing
from .bring_in_reading import reading_page


def show(asked: Asked) -> Response:
    """What waits; a file that waits, as it stands: being read, to be corrected, or refused."""
    place = asked.query.get("place")
    _say_tidied(asked)
    if not place:
        return _page(asked)
    try:
        path = incoming.kept(asked.app, place)
        if not incoming.is_toolkit(path):
            return _page(asked, place=place, name=path.name, found=incoming.look(asked.app, place))
        if incoming.state(asked.app, place).stage is not incoming.Stage.READ:
            return reading_page(asked, place, path.name)
        return reviewing.review_page(asked, place, path.name)
    except (EditError, InputError) as error:
        return _page(asked, 422, error)


def _say_tidied(asked: Asked) -> None:
    if asked.person.may(May.EDIT) and incoming.tidy(asked.app):
        asked.say(
            "The program was stopped while a toolkit was being taken in. What it had written was taken back. "
            "Accept it again.",
            "warn",
        )


def _page(
    asked: Asked,
    status: int = 200,
    error: EditError | InputError | None = None,
    place: str = "",
    name: str = "",
    found: Import | None = None,
) -> Response:
    captions = {one.name: one.text for one in found.proposal.captions} if found and found.proposal else {}
    waiting = [one for one in incoming.waiting(asked.app) if one.place != place]
    return paint(
        asked,
        "bring-in.html",
        status=status,
        error=error,
        place=place,
        name=name,
        found=found,
        captions=captions,
        waiting=waiting,
        most=incoming.LARGEST,
    )


def bring_in(asked: Asked) -> Response:
    """A file is kept and looked at; one that was looked at is corrected, accepted or dropped."""
    place = asked.form.get("place")
    try:
        if not place:
            return go(f"/bring-in?place={_kept(asked)}")
        if asked.form.get("do") == "drop":
            asked.say("%(file)s is dropped: nothing of it was written.", file=asked.acting.drop_incoming(place))
            return go("/bring-in")
        if asked.form.get("do") == "again":
            asked.acting.read_again(place)
            return go(f"/bring-in?place={place}")
        if not incoming.is_toolkit(incoming.kept(asked.app, place)):
            return reviewing.accepted(asked, place)
        return reviewing.correct(asked, place)
    except (EditError, InputError) as error:
        if asked.form.get("draft"):
            return reviewing.gone(asked, error)
        return _page(asked, 422, error)


def _kept(asked: Asked) -> str:
    uploads = asked.form.uploads.get("file", ())
    if not uploads:
        raise EditError("choose a file", field="file")
    return asked.acting.keep_incoming(uploads[0].name, uploads[0].content)


ROUTES = [page("/bring-in", show, bring_in), *reviewing.ROUTES]
