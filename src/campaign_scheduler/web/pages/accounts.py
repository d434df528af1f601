"""Accounts: who they are on their networks, until when, whether they work; connect them in the browser."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from ...model.account import Account
from ...model.errors import EditError, InputError, NotAllowedError, PlatformError, SettingsError
from ...model.person import May
from ...platforms.kit.connecting import Connector
from ...services import choosing
from ...services.account_list import standings
from ..desk import Said
from ..door import Asked, go, not_found, page
from ..paint import paint

SOON = timedelta(days=14)
ANSWER = "/accounts/answer"
"""Where a network sends a person back to."""


def show(asked: Asked) -> Response:
    try:
        found = standings(asked.app)
    except InputError:
        found = []
    return paint(asked, "accounts.html", states=found, soon=SOON, connects=_connects(asked))


def _connects(asked: Asked) -> set[str]:
    """The accounts that can be connected from here."""
    found = set()
    for account in asked.board.reading.workspace.accounts.values():
        try:
            choosing.connector(asked.app, account)
        except SettingsError:
            continue
        found.add(account.id)
    return found


def _account(asked: Asked) -> Account:
    account = asked.board.reading.workspace.accounts.get(asked.path("account"))
    if account is None:
        raise not_found()
    return account


def test(asked: Asked) -> Response:
    """Ask the network now."""
    account = _account(asked)
    try:
        profile = asked.acting.test_account(account)
    except PlatformError as error:
        asked.say("%(account)s does not work: %(why)s", "bad", account=account.id, why=asked.why(error))
    else:
        known = {"account": account.id, "profile": profile.handle, "home": profile.home}
        asked.say("%(account)s works: it is %(profile)s on %(home)s.", **known)
    return go("/accounts")


def connect(asked: Asked) -> Response:
    """What must be in place, and what is asked before one goes to the network."""
    return _connect(asked, _account(asked))


def _connect(asked: Asked, account: Account, status: int = 200, error: str = "", address: str = "") -> Response:
    if not asked.person.may(May.MANAGE):
        raise NotAllowedError("only an admin may connect accounts")
    connects = _connector(asked, account)
    return paint(
        asked,
        "connect.html",
        status=status,
        account=account,
        title=connects.title,
        duties=connects.checklist(account),
        questions=connects.questions(account),
        redirect=_redirect(asked, connects),
        address=address,
        error=error,
    )


def _connector(asked: Asked, account: Account) -> Connector:
    try:
        return choosing.connector(asked.app, account)
    except SettingsError as error:
        raise EditError(error.message, remedy=error.remedy) from None


def _redirect(asked: Asked, connects: Connector) -> str:
    """This page as the network must know it; blank where it sends nobody back."""
    if not connects.callback_host:
        return ""
    if asked.desk.public_url:
        return f"{asked.desk.public_url}{ANSWER}"
    port = asked.request.headers.get("host", "").rpartition(":")[2]
    return f"http://{connects.callback_host}:{port}{ANSWER}"


def begin(asked: Asked) -> Response:
    """A link leads on: a form may not, by this page's own policy."""
    account = _account(asked)
    connects = _connector(asked, account)
    given = {one.field: asked.form.get(f"q.{one.field}").strip() for one in connects.questions(account)}
    try:
        started = asked.acting.begin_connecting(account.id, given, _redirect(asked, connects))
        if not started.address:
            return _finished(asked, {"state": started.state})
    except (PlatformError, SettingsError) as error:
        return _connect(asked, account, 422, asked.why(error))
    return _connect(asked, account, address=started.address)


def answer(asked: Asked) -> Response:
    """The network sent the person back. `state` ties the answer to the start, whoever made it."""
    params = {name: asked.query.get(name) for name in ("state", "code", "error", "error_description")}
    return _finished(asked, {name: value for name, value in params.items() if value})


def _finished(asked: Asked, params: dict[str, str]) -> Response:
    try:
        done = asked.acting.finish_connecting(params)
    except (PlatformError, SettingsError) as error:
        asked.say("Not connected: %(why)s", "bad", why=asked.why(error))
        return go("/accounts")
    known = {"account": done.account.id, "profile": done.profile.handle, "home": done.profile.home}
    asked.say("%(account)s is connected: it is %(profile)s on %(home)s.", **known)
    if done.is_stopped:
        asked.say("%(account)s is still stopped.", "warn", "/stop", "Go on", account=done.account.id)
    return go("/accounts")


def disconnect(asked: Asked) -> Response:
    account = _account(asked)
    try:
        done = asked.acting.disconnect(account.id)
    except SettingsError as error:
        asked.tell([Said("warn", asked.why(error))])
        return go("/accounts")
    asked.say("%(account)s is disconnected: its secrets are gone from here.", account=account.id)
    if done.revoked:
        asked.say("The network was told.")
    elif done.why_not:
        asked.say("The network was not told: %(why)s.", why=asked.told(done.why_not))
    else:
        asked.say("The network was not told: it has no way.")
    return go("/accounts")


ROUTES = [
    page("/accounts", show),
    page(ANSWER, answer),
    page("/accounts/{account}/test", None, test),
    page("/accounts/{account}/connect", connect, begin),
    page("/accounts/{account}/disconnect", None, disconnect),
]
