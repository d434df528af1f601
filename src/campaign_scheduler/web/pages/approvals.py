"""Approvals: what waits, approve it as it is shown, send it back, take an approval back, release out of hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from ...model.errors import DeliveryError, EditError
from ...services.signoff import links as service
from ...services.signoff.links import Made
from ...services.signoff.outcomes import Approved
from ...services.signoff.overview import approved_by, waiting
from ...services.signoff.sheet import sheet as contact_sheet
from .. import deciding
from ..door import Asked, go, not_found, ours, page, position, position_text
from ..paint import paint

HERE = "/approvals"
LASTS = {"1d": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
SHEET_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
"""Of the contact sheet, which is all in one piece and has no scripts."""


def show(asked: Asked) -> Response:
    return _page(asked)


def _page(
    asked: Asked, status: int = 200, error: EditError | DeliveryError | None = None, done: Approved | None = None
) -> Response:
    found = waiting(asked.app)
    after = position(asked.query.get("after"))
    mine = approved_by(asked.app, asked.person.name, after)
    return paint(
        asked,
        "approvals.html",
        status=status,
        error=error,
        refused=done.refused if done else (),
        outcome=deciding.approved(asked, done) if done else (),
        found=found,
        shown=deciding.grouped(found.entries),
        mine=mine.entries,
        here=_from(after),
        later=_from(mine.later),
        edited={one.stored.id for one in asked.board.edits.changes if one.stored},
    )


def _from(position: tuple[datetime, int] | None) -> str:
    """The address of these approvals of one's own; blank for the first."""
    return f"{HERE}?{urlencode({'after': position_text(position)})}#mine" if position else ""


def approve(asked: Asked) -> Response:
    """Exactly what was shown and ticked; what changed meanwhile is refused, with the words."""
    try:
        done = asked.acting.approve(deciding.seen(asked.form), deciding.comment(asked.form))
    except EditError as error:
        return _page(asked, 422, error)
    return _after(asked, done)


def _after(asked: Asked, done: Approved) -> Response:
    asked.desk.forget_signs()
    if done.refused:
        return _page(asked, 409, done=done)
    asked.tell(deciding.approved(asked, done))
    return go(HERE)


def send_back(asked: Asked) -> Response:
    try:
        comment = deciding.needed(asked.form, "comment", "say what should be changed")
        post, campaign = asked.form.get("post"), asked.form.get("campaign")
        done = asked.acting.send_back(post, campaign=campaign, comment=comment)
    except EditError as error:
        return _page(asked, 422, error)
    asked.desk.keeper.fresh()
    asked.desk.forget_signs()
    asked.tell(deciding.sent_back(asked, done))
    return go(HERE)


def release(asked: Asked) -> Response:
    """Without the others: recorded as that, with its reason, and told to everybody."""
    try:
        reason = deciding.needed(asked.form, "reason", "say why it cannot wait for the others")
        done = asked.acting.release_out_of_hours(deciding.seen(asked.form), reason=reason)
    except EditError as error:
        return _page(asked, 422, error)
    return _after(asked, done)


def withdraw(asked: Asked) -> Response:
    number = asked.form.number("number")
    if number is None:
        raise not_found()
    asked.acting.withdraw(number)
    asked.say("Your approval is taken back.")
    return go(ours(asked.form.get("back"), HERE))


def links(asked: Asked) -> Response:
    return _links(asked)


def _links(
    asked: Asked,
    status: int = 200,
    error: EditError | DeliveryError | None = None,
    made: Made | None = None,
) -> Response:
    posts = {one.post_id: None for one in waiting(asked.app).entries} | dict.fromkeys(asked.query.all("post")[:20])
    return paint(
        asked,
        "approval-links.html",
        status=status,
        error=error,
        made=made,
        address=f"{asked.base}/approval/{made.token}" if made else "",
        links=service.every(asked.app)[:100],
        posts=list(posts),
        chosen=asked.form.all("post") or asked.query.all("post"),
        form=asked.form,
    )


def make_link(asked: Asked) -> Response:
    """The address is shown once, here: it is not kept anywhere."""
    lasts = LASTS.get(asked.form.get("lasts"), service.USUAL)
    posts = [one for one in asked.form.all("post") if one]
    try:
        made = asked.acting.make_approval_link(asked.form.get("person"), posts, lasts)
    except (EditError, DeliveryError) as error:
        return _links(asked, 422, error)
    return _links(asked, made=made)


def close_link(asked: Asked) -> Response:
    number = asked.form.number("number")
    if number is None:
        raise not_found()
    asked.acting.close_approval_link(number)
    asked.say("The link is closed. What was approved by it stays approved.")
    return go(f"{HERE}/links")


def sheet(asked: Asked) -> Response:
    """The page to print or send: each post with its pictures, words, alt text and approvals."""
    posts = [one for one in asked.query.all("post") if one]
    text = contact_sheet(asked.app, posts=posts, waiting=bool(asked.query.get("waiting")))
    return HTMLResponse(text, headers={"content-security-policy": SHEET_POLICY})


ROUTES = [
    page(HERE, show, approve),
    page(f"{HERE}/back", None, send_back),
    page(f"{HERE}/release", None, release),
    page(f"{HERE}/withdraw", None, withdraw),
    page(f"{HERE}/links", links, make_link),
    page(f"{HERE}/links/close", None, close_link),
    page("/sheet", sheet),
]
