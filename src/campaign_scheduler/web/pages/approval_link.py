"""The page behind an approval link, for somebody without an account. Opening it decides nothing."""

from __future__ import annotations

import re

from starlette.responses import Response

from ...model.errors import DeliveryError, EditError
from ...services import pictures
from ...services.signoff import links
from ...services.signoff.links import Choice, Confirmed, Opened
from .. import deciding
from ..desk import Said
from ..door import Asked, go, not_found, page
from ..paint import paint, zone_of
from .pictures import SHA256, SIZES, answer

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


def show(asked: Asked) -> Response:
    opened = _opened(asked)
    return _over(asked) if opened is None else _page(asked, opened)


def _opened(asked: Asked) -> Opened | None:
    """None for a link that never was, has ended or was closed: nobody learns here which."""
    if not TOKEN.fullmatch(asked.path("token")):
        return None
    try:
        return links.open_link(asked.app, asked.path("token"))
    except DeliveryError:
        return None


def _over(asked: Asked) -> Response:
    return _private(paint(asked, "approval-over.html", status=410, bare=True))


def _private(response: Response) -> Response:
    response.headers["x-robots-tag"] = "noindex, nofollow, noarchive"
    return response


def _page(
    asked: Asked,
    opened: Opened,
    status: int = 200,
    error: EditError | DeliveryError | None = None,
    done: Confirmed | None = None,
) -> Response:
    found = paint(
        asked,
        "approval.html",
        status=status,
        bare=True,
        error=error,
        refused=done.approved.refused if done else (),
        outcome=_outcome(asked, done) if done else asked.desk.said(_said_to(asked)),
        opened=opened,
        shown=deciding.grouped(opened.entries),
        decided=[one.delivery_id for one in opened.entries if opened.has_approved(one)],
        board=asked.board,
        campaign=asked.board.reading.workspace.campaign,
        zone=opened.zones.common or zone_of(asked),
    )
    return _private(found)


def _outcome(asked: Asked, done: Confirmed) -> list[Said]:
    back = deciding.sent_back(asked, done.sent_back) if done.sent_back else []
    return [*deciding.approved(asked, done.approved), *back]


def _said_to(asked: Asked) -> str:
    return f"link:{asked.token}"


def confirm(asked: Asked) -> Response:
    """Approve what is ticked, or send one post back; what changed since it was shown is refused, with the words."""
    if _opened(asked) is None:
        return _over(asked)
    try:
        done = links.confirm(asked.app, asked.path("token"), _choices(asked))
    except (EditError, DeliveryError) as error:
        opened = _opened(asked)
        return _over(asked) if opened is None else _page(asked, opened, 422, error)
    asked.desk.keeper.fresh()
    opened = _opened(asked)
    if done.approved.refused and opened is not None:
        return _page(asked, opened, 409, done=done)
    for one in _outcome(asked, done):
        asked.desk.say(_said_to(asked), one)
    return go(f"/approval/{asked.path('token')}")


def _choices(asked: Asked) -> list[Choice]:
    """Raises EditError when nothing is ticked, or a post is sent back without a word."""
    back = asked.form.get("do") == "back"
    comment = (
        deciding.needed(asked.form, "comment", "say what should be changed") if back else deciding.comment(asked.form)
    )
    return [Choice(one, approve=not back, comment=comment) for one in deciding.seen(asked.form)]


def picture(asked: Asked) -> Response:
    """Only the pictures of the posts that the link covers."""
    opened, sha256, width = _opened(asked), asked.path("sha256"), asked.query.number("w")
    if opened is None or not SHA256.match(sha256) or width not in (None, *SIZES):
        raise not_found()
    if all(sha256 != one.sha256 for post in opened.posts.values() for one in post.pictures):
        raise not_found()
    return _private(answer(pictures.fitted(asked.app, sha256, width)))


ROUTES = [
    page("/approval/{token}", show, confirm, signed_in=False),
    page("/approval/{token}/pictures/{sha256}", picture, signed_in=False),
]
