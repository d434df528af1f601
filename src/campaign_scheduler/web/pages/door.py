"""Signing in and out, the first person's link, and invitations."""

from __future__ import annotations

from starlette.responses import Response

from ...model.errors import EditError, NotAllowedError
from ...services import devices, people
from ...services.people import Entered
from .. import tokens
from ..door import Asked, go, ours, page
from ..paint import paint


def sign_in(asked: Asked) -> Response:
    if asked.session is not None:
        return go("/")
    return paint(asked, "sign-in.html", next=ours(asked.query.get("next")), email="", error=None, wait=0)


def try_to_sign_in(asked: Asked) -> Response:
    """A try is counted before it is looked at, so that many at once do not slip through."""
    email, further = asked.form.get("email").strip().lower(), ours(asked.form.get("next"))
    device = asked.request.cookies.get(tokens.DEVICE, "")
    counted = (email, device) if _is_known(asked, device, email) else (email, asked.place)
    wait = asked.desk.throttle.wait(*counted)
    if wait > 0:
        return paint(asked, "sign-in.html", status=429, next=further, email=email, error=None, wait=int(wait) + 1)
    asked.desk.throttle.wrong(*counted)
    try:
        entered = people.sign_in(asked.app, email=email, password=asked.form.get("password"), browser=asked.browser)
    except NotAllowedError as error:
        return paint(asked, "sign-in.html", status=403, next=further, email=email, error=error, wait=0)
    asked.desk.throttle.right(*counted)
    return _let_in(asked, entered, further)


def _is_known(asked: Asked, device: str, email: str) -> bool:
    return bool(device) and devices.is_device_of(asked.app, device, email)


def _let_in(asked: Asked, entered: Entered, further: str) -> Response:
    """A session of its own begins at every sign-in, whatever cookie came with the form."""
    response = go(further)
    lasts = int(people.LASTS.total_seconds())
    tokens.put(response, tokens.SESSION, entered.token, secure=asked.desk.secure, lasts=lasts)
    device = devices.device(asked.app, entered.person)
    tokens.put(response, tokens.DEVICE, device, secure=asked.desk.secure, lasts=tokens.YEAR)
    tokens.drop(response, tokens.VISIT)
    return response


def sign_out(asked: Asked) -> Response:
    people.sign_out(asked.app, asked.token)
    response = go("/sign-in")
    tokens.drop(response, tokens.SESSION)
    return response


def enter(asked: Asked) -> Response:
    """A link only shows a form: mail programs open links too."""
    return _enter(asked)


def _enter(asked: Asked, status: int = 200, error: EditError | None = None) -> Response:
    link = people.opened(asked.app, asked.path("token"))
    if link is None:
        return paint(asked, "link-used.html", status=410, bare=True)
    return paint(asked, "enter.html", status=status, bare=True, link=link, error=error, form=asked.form)


def entered(asked: Asked) -> Response:
    token, form = asked.path("token"), asked.form
    try:
        if form.get("password") != form.get("again"):
            raise EditError("the two passwords are not the same", field="again")
        link = people.opened(asked.app, token)
        if link is not None and link.person is None:
            who = {"name": form.get("name"), "email": form.get("email")}
            found = people.enter_first(asked.app, token, **who, password=form.get("password"), browser=asked.browser)
        else:
            found = people.enter_invited(asked.app, token, password=form.get("password"), browser=asked.browser)
    except EditError as error:
        return _enter(asked, 422, error)
    return _let_in(asked, found, "/")


ROUTES = [
    page("/sign-in", sign_in, try_to_sign_in, signed_in=False),
    page("/sign-out", None, sign_out),
    page("/enter/{token}", enter, entered, signed_in=False),
]
