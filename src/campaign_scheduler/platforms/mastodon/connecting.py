"""Connecting an account on any server that speaks Mastodon's API: the program registers itself there.

Facts: docs.joinmastodon.org, methods/apps and methods/oauth. A token has no end and is not renewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ...model.account import Account
from ...model.clock import Clock
from ...model.errors import Unavailable
from ..kit import oauth
from ..kit.connecting import Begun, Duty, Grant, Question, Scope
from ..kit.http import Door

READ = date(2026, 11, 22)
OAUTH = "docs.joinmastodon.org, methods/oauth"
NAME = "Campaign Scheduler"
BY_HAND = "urn:ietf:wg:oauth:2.0:oob"
"""The server shows the code, to be copied."""
AGAIN = "Connect again and say yes to everything that is asked for."

CHECKLIST = (
    Duty(
        "Communications, with IT",
        "Choose the server (instance) and read its rules on organisations and scheduled posts; have an account there.",
        "An hour; a server that looks at each sign-up may take days.",
        "Nothing on most servers; an own one costs what its hosting costs.",
        "docs.joinmastodon.org, user/signup",
        READ,
    ),
    Duty(
        "Whoever has the account's password",
        "Run campaign accounts connect, log in on the server and say yes. The program registers itself there: nobody "
        "has to make an app.",
        "Five minutes. The connection has no end.",
        "Nothing.",
        OAUTH,
        READ,
    ),
)
SCOPES = (
    Scope("read:accounts", "to see whose account it is", AGAIN, ("read", "profile")),
    Scope("read:statuses", "to look whether a post is there", AGAIN, ("read",)),
    Scope("write:statuses", "to post", AGAIN, ("write",)),
    Scope("write:media", "to send pictures with alt text", AGAIN, ("write",)),
)
WANTED = " ".join(scope.name for scope in SCOPES)


class MastodonConnector:
    """The Connector for Mastodon. Servers before 4.3 pass over the PKCE proof; the others check it."""

    title = "Mastodon"
    callback_host = "127.0.0.1"
    shows_code = True
    takes_bare_code = True

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._call = oauth.TokenCall(door, clock, self.title)

    def checklist(self, account: Account) -> tuple[Duty, ...]:
        return CHECKLIST

    def questions(self, account: Account) -> tuple[Question, ...]:
        return ()

    def scopes(self, account: Account) -> tuple[Scope, ...]:
        return SCOPES

    def begin(self, account: Account, given: Mapping[str, str], *, redirect: str, state: str) -> Begun:
        back, verifier = redirect or BY_HAND, oauth.new_verifier()
        client = self._register(account, back)
        address = oauth.address(
            f"{account.base_url}/oauth/authorize",
            response_type="code",
            client_id=client["client_id"],
            redirect_uri=back,
            scope=WANTED,
            state=state,
            code_challenge=oauth.challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(address, {**client, "verifier": verifier, "redirect": back})

    def finish(self, account: Account, kept: Mapping[str, str], code: str) -> Grant:
        client = {name: kept[name] for name in oauth.APP}
        form = oauth.for_code(code, kept["redirect"], code_verifier=kept["verifier"], scope=WANTED)
        told = self._call.tokens(f"{account.base_url}/oauth/token", account, {**form, **client})
        return Grant({**client, "access_token": str(told["access_token"])}, oauth.granted(told))

    def renew(self, account: Account) -> Grant:
        raise Unavailable("A Mastodon token has no end, so it is not renewed.")

    def revoke(self, account: Account) -> bool:
        secrets = account.credentials
        form = {name: secrets.get(name, "") for name in oauth.APP}
        url = f"{account.base_url}/oauth/revoke"
        return self._call.is_revoked(url, {**form, "token": secrets.get("access_token", "")})

    def _register(self, account: Account, redirect: str) -> dict[str, str]:
        """Anew each time: older servers throw apps away that nobody used for a while."""
        form = {"client_name": NAME, "redirect_uris": redirect, "scopes": WANTED}
        answer = self._door.request("POST", f"{account.base_url}/api/v1/apps", data=form)
        told = answer.mapping()
        client = {name: told.get(name) for name in oauth.APP}
        if not answer.ok or not all(isinstance(value, str) and value for value in client.values()):
            raise Unavailable(
                f"{account.base_url} did not register the program (HTTP {answer.status}).",
                remedy="Check base_url in config/accounts.yaml: it is the server's address alone.",
                detail=f"HTTP {answer.status}",
            )
        return {name: str(value) for name, value in client.items()}
