"""People: who may do what, invitations, and one's own password and sessions."""

from __future__ import annotations

from starlette.responses import Response

from ...model.errors import EditError
from ...model.person import Role
from ...services import people as service
from ..door import Asked, go, page
from ..paint import paint


def show(asked: Asked) -> Response:
    return _page(asked)


def _page(
    asked: Asked, status: int = 200, error: EditError | None = None, link: tuple[str, str] | None = None
) -> Response:
    return paint(
        asked,
        "people.html",
        status=status,
        everyone=service.everyone(asked.app),
        roles=list(Role),
        error=error,
        link=link,
        form=asked.form,
    )


def invite(asked: Asked) -> Response:
    """The link is shown once, here: it is not kept anywhere."""
    try:
        token = asked.acting.invite(
            name=asked.form.get("name"), email=asked.form.get("email"), role=_role(asked.form.get("role"))
        )
    except EditError as error:
        return _page(asked, 422, error)
    return _page(asked, link=(" ".join(asked.form.get("name").split()), _address(asked, token)))


def _address(asked: Asked, token: str) -> str:
    return f"{asked.base}/enter/{token}"


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise EditError("choose a role", field="role") from None


def change(asked: Asked) -> Response:
    what, who = asked.form.get("do"), asked.number("number")
    try:
        if what == "link":
            names = {one.id: one.name for one in service.everyone(asked.app)}
            token = asked.acting.new_link(who)
            return _page(asked, link=(names.get(who, ""), _address(asked, token)))
        if what == "role":
            asked.acting.change_role(who, _role(asked.form.get("role")))
        elif what == "disable":
            asked.acting.disable(who)
        elif what == "enable":
            asked.acting.enable(who)
        else:
            raise EditError("that is nothing that can be done with a person")
    except EditError as error:
        return _page(asked, 422, error)
    asked.say("Done.")
    return go("/people" if asked.person.id != who or what == "role" else "/sign-in")


def me(asked: Asked) -> Response:
    return _me(asked)


def _me(asked: Asked, status: int = 200, error: EditError | None = None) -> Response:
    here = asked.session.id if asked.session else ""
    return paint(
        asked, "me.html", status=status, sessions=service.sessions(asked.app, asked.person), here=here, error=error
    )


def password(asked: Asked) -> Response:
    form = asked.form
    if form.get("new") != form.get("again"):
        return _me(asked, 422, EditError("the two passwords are not the same", field="again"))
    wait = asked.desk.throttle.wait("password", asked.person.email)
    if wait > 0:
        return _me(asked, 429, EditError(f"wait {int(wait) + 1} seconds and try again", field="old"))
    asked.desk.throttle.wrong("password", asked.person.email)
    try:
        service.change_password(asked.app, asked.person, old=form.get("old"), new=form.get("new"), token=asked.token)
    except EditError as error:
        return _me(asked, 422, error)
    asked.desk.throttle.right("password", asked.person.email)
    asked.say("Your password is changed, and you are signed out everywhere else.")
    return go("/me")


def sign_out_everywhere(asked: Asked) -> Response:
    ended = service.sign_out_everywhere(asked.app, asked.person, but=asked.token)
    asked.say("Signed out elsewhere (%(num)s). You are still signed in here.", num=ended)
    return go("/me")


ROUTES = [
    page("/people", show, invite),
    page("/people/{number}", None, change),
    page("/me", me),
    page("/me/password", None, password),
    page("/me/sign-out-everywhere", None, sign_out_everywhere),
]
