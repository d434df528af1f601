"""Accounts: who they are on their networks, until when, and whether they work."""

from __future__ import annotations

from starlette.responses import Response

from ...model.errors import PlatformError
from ...services.account_states import states
from ..door import Asked, go, not_found, page
from ..paint import paint


def show(asked: Asked) -> Response:
    return paint(asked, "accounts.html", states=states(asked.app, asked.board))


def test(asked: Asked) -> Response:
    """Ask the network now."""
    account = asked.board.reading.workspace.accounts.get(asked.path("account"))
    if account is None:
        raise not_found()
    try:
        profile = asked.acting.test_account(account)
    except PlatformError as error:
        asked.say(f"{account.id} does not work: {error.message} {error.remedy}".strip(), "bad")
    else:
        asked.say(f"{account.id} works: it is {profile.handle} on {profile.home}.")
    return go("/accounts")


ROUTES = [page("/accounts", show), page("/accounts/{account}/test", None, test)]
