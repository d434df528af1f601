"""Connecting an X account: OAuth 2 with PKCE. Facts: docs.x.com, authentication/oauth-2-0, and pricing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ...model.account import Account
from ...model.clock import Clock
from ..kit import oauth
from ..kit.connecting import Begun, Duty, Grant, Question, Scope
from ..kit.http import Door
from .client import HOST

READ = date(2026, 11, 22)
CONSENT = "https://x.com"
GUIDE = "docs.x.com, authentication/oauth-2-0"
PORTAL = "Take it from the app in X's developer console, under Keys and tokens, OAuth 2.0."
AGAIN = "The app in X's developer console must have Read and write permission; then connect again and say yes to all."

CHECKLIST = (
    Duty(
        "Whoever has the account's password",
        "Sign up at developer.x.com with that account, describe the use (posting one organisation's own news), and "
        "make a project with one app.",
        "About half an hour; X names no waiting time.",
        "Nothing for the app itself.",
        "docs.x.com, getting-access",
        READ,
    ),
    Duty(
        "Finance, or whoever has a payment card",
        "Buy credits in the developer console. X has had no free tier for new developers since 6 February 2026; posts "
        "are refused when credits are used up.",
        "Minutes.",
        "$0.015 a post, $0.20 a post with a link, $0.005 an alt text. campaign plan says what a campaign will cost.",
        "docs.x.com, pricing",
        READ,
    ),
    Duty(
        "IT, or whoever made the app",
        "Under User authentication settings: Read and write; type of app: Web App (it then has a client secret) or "
        "Native App (it has none); callback address as shown below, letter for letter.",
        "Ten minutes.",
        "Nothing.",
        GUIDE,
        READ,
    ),
    Duty(
        "Whoever has the account's password",
        "Run campaign accounts connect, log in to X as the organisation (not as yourself) and say yes.",
        "Five minutes. The program renews the connection by itself; after about six months without use it may end.",
        "Nothing.",
        GUIDE,
        READ,
    ),
)
QUESTIONS = (
    Question("client_id", "Client ID", PORTAL),
    Question("client_secret", "Client secret", f"{PORTAL} A Native App has none.", is_secret=True, is_optional=True),
)
SCOPES = (
    Scope("tweet.read", "to look whether a post is there", AGAIN),
    Scope("tweet.write", "to post", AGAIN),
    Scope("users.read", "to see whose account it is", AGAIN),
    Scope("media.write", "to send pictures with alt text", AGAIN),
    Scope("offline.access", "to renew the token, which otherwise ends after two hours", AGAIN),
)


class XConnector:
    """The Connector for X. Its refresh tokens are good once: each renewal brings a new pair."""

    title = "X"
    callback_host = "127.0.0.1"
    shows_code = False
    takes_bare_code = True

    def __init__(self, door: Door, clock: Clock) -> None:
        self._call = oauth.TokenCall(door, clock, self.title)

    def checklist(self, account: Account) -> tuple[Duty, ...]:
        return CHECKLIST

    def questions(self, account: Account) -> tuple[Question, ...]:
        return QUESTIONS

    def scopes(self, account: Account) -> tuple[Scope, ...]:
        return SCOPES

    def begin(self, account: Account, given: Mapping[str, str], *, redirect: str, state: str) -> Begun:
        verifier = oauth.new_verifier()
        address = oauth.address(
            f"{account.base_url or CONSENT}/i/oauth2/authorize",
            response_type="code",
            client_id=given["client_id"],
            redirect_uri=redirect,
            scope=" ".join(scope.name for scope in SCOPES),
            state=state,
            code_challenge=oauth.challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(address, {**given, "verifier": verifier, "redirect": redirect})

    def finish(self, account: Account, kept: Mapping[str, str], code: str) -> Grant:
        form = oauth.for_code(code, kept["redirect"], code_verifier=kept["verifier"])
        return self._tokens(account, kept, form)

    def renew(self, account: Account) -> Grant:
        return self._tokens(account, account.credentials, oauth.for_renewal(account))

    def revoke(self, account: Account) -> bool:
        """Whatever is revoked, the other token of the pair goes with it; both are named to be sure."""
        secrets = account.credentials
        form, basic = _as_client(secrets, {"token": secrets.get("access_token", ""), "token_type_hint": "access_token"})
        url = f"{account.base_url or HOST}/2/oauth2/revoke"
        done = self._call.is_revoked(url, form, basic)
        if "refresh_token" in secrets:
            form, basic = _as_client(secrets, {"token": secrets["refresh_token"], "token_type_hint": "refresh_token"})
            done = self._call.is_revoked(url, form, basic) and done
        return done

    def _tokens(self, account: Account, client: Mapping[str, str], form: Mapping[str, str]) -> Grant:
        parts, basic = _as_client(client, form)
        told = self._call.tokens(f"{account.base_url or HOST}/2/oauth2/token", account, parts, basic)
        return oauth.grant(told, client)


def _as_client(client: Mapping[str, str], form: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, str] | None]:
    """An app with a secret shows it in the header; one without names itself in the form."""
    if client.get("client_secret"):
        return dict(form), (client["client_id"], client["client_secret"])
    return {**form, "client_id": client["client_id"]}, None
