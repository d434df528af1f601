"""Connecting a LinkedIn page or member: OAuth 2 for an app with a secret.

Facts: learn.microsoft.com/linkedin, authentication and community-management-app-review. LinkedIn refuses a token call
that proves its code by PKCE (`invalid_client`) unless it has turned that on for the app, so `state` alone guards it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from ...model.account import Account
from ...model.clock import Clock
from ..kit import oauth
from ..kit.connecting import Begun, Duty, Grant, Question, Scope
from ..kit.http import Door

READ = date(2026, 11, 22)
SITE = "https://www.linkedin.com"
REVIEW = "learn.microsoft.com, LinkedIn Community Management App Review"
SHARE = "learn.microsoft.com, Share on LinkedIn"
TOKENS = "learn.microsoft.com, LinkedIn Programmatic Refresh Tokens"
PORTAL = "Take it from the app at linkedin.com/developers, under Auth."
ASK_PAGE = (
    "Ask for the product Community Management API at linkedin.com/developers, under Products of the app. LinkedIn "
    "reviews it; then connect again."
)
ASK_MEMBER = (
    "Add the products Share on LinkedIn and Sign In with LinkedIn using OpenID Connect at linkedin.com/developers, "
    "under Products of the app; then connect again."
)

APP = Duty(
    "IT, or whoever will look after it",
    "Make an app at linkedin.com/developers, with the organisation's page as its page, and enter the callback address "
    "shown below under Auth, letter for letter.",
    "Half an hour.",
    "Nothing.",
    REVIEW,
    READ,
)
CONSENT = Duty(
    "The person who posts for it",
    "Run campaign accounts connect, log in to LinkedIn and say yes.",
    "Five minutes, and again every 60 days: LinkedIn renews tokens by itself only for approved Marketing partners. The "
    "program reminds you 7, 3 and 1 days ahead.",
    "Nothing.",
    TOKENS,
    READ,
)
PAGE_CHECKLIST = (
    APP,
    Duty(
        "A super admin of the page",
        "Open the address that the app's settings give under Verify, and confirm that the app belongs to the page.",
        "Five minutes, once the super admin is found.",
        "Nothing.",
        REVIEW,
        READ,
    ),
    Duty(
        "Communications and IT together",
        "Ask for the product Community Management API. LinkedIn wants a registered organisation with its address, "
        "website, privacy policy and a business e-mail address, and no Linked or In in the app's name. It says that "
        "it is for commercial use cases only: a council or charity should write that it publishes on its own page, "
        "and expect questions. Begin with the development tier (about 500 calls a day); standard tier needs a second "
        "form.",
        "LinkedIn names no time; plan for several weeks, and do not promise a launch date before the yes.",
        "Nothing.",
        REVIEW,
        READ,
    ),
    CONSENT,
)
MEMBER_CHECKLIST = (
    APP,
    Duty(
        "Whoever made the app",
        "Add the products Share on LinkedIn and Sign In with LinkedIn using OpenID Connect. No review.",
        "Minutes.",
        "Nothing; at most 150 requests a day for one member.",
        SHARE,
        READ,
    ),
    CONSENT,
)
QUESTIONS = (
    Question("client_id", "Client ID", PORTAL),
    Question("client_secret", "Primary client secret", PORTAL, is_secret=True),
)
PAGE_SCOPES = (
    Scope("w_organization_social", "to post for the page", ASK_PAGE),
    Scope("r_organization_social", "to look whether a post is there", ASK_PAGE),
    Scope("rw_organization_admin", "to see that it is the right page", ASK_PAGE, ("r_organization_admin",)),
)
MEMBER_SCOPES = (
    Scope("openid", "to see whose account it is", ASK_MEMBER),
    Scope("profile", "to see whose account it is", ASK_MEMBER),
    Scope("w_member_social", "to post", ASK_MEMBER),
)


class LinkedInConnector:
    """The Connector for LinkedIn. What is asked for depends on whether the author is a page or a member."""

    title = "LinkedIn"
    callback_host = "localhost"
    shows_code = False
    takes_bare_code = False

    def __init__(self, door: Door, clock: Clock) -> None:
        self._call = oauth.TokenCall(door, clock, self.title)

    def checklist(self, account: Account) -> tuple[Duty, ...]:
        return PAGE_CHECKLIST if _is_page(account) else MEMBER_CHECKLIST

    def questions(self, account: Account) -> tuple[Question, ...]:
        return QUESTIONS

    def scopes(self, account: Account) -> tuple[Scope, ...]:
        return scopes_for(account)

    def begin(self, account: Account, given: Mapping[str, str], *, redirect: str, state: str) -> Begun:
        address = oauth.address(
            f"{account.base_url or SITE}/oauth/v2/authorization",
            response_type="code",
            client_id=given["client_id"],
            redirect_uri=redirect,
            state=state,
            scope=" ".join(scope.name for scope in self.scopes(account)),
        )
        return Begun(address, {**given, "redirect": redirect})

    def finish(self, account: Account, kept: Mapping[str, str], code: str) -> Grant:
        return self._tokens(account, kept, oauth.for_code(code, kept["redirect"]))

    def renew(self, account: Account) -> Grant:
        return self._tokens(account, account.credentials, oauth.for_renewal(account))

    def revoke(self, account: Account) -> bool:
        secrets = account.credentials
        form = _client(secrets) | {"token": secrets.get("access_token", "")}
        return self._call.is_revoked(f"{account.base_url or SITE}/oauth/v2/revoke", form)

    def end_of(self, account: Account) -> datetime | None:
        """When the token ends, as LinkedIn says; None where it does not, or the app's own secrets are not known."""
        secrets = account.credentials
        if not all(secrets.get(name) for name in ("client_id", "client_secret", "access_token")):
            return None
        form = _client(secrets) | {"token": secrets["access_token"]}
        told = self._call.about(f"{account.base_url or SITE}/oauth/v2/introspectToken", form)
        ends = told.get("expires_at")
        is_moment = isinstance(ends, int) and not isinstance(ends, bool) and 0 < ends < 4_000_000_000
        return datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and is_moment else None

    def _tokens(self, account: Account, client: Mapping[str, str], form: Mapping[str, str]) -> Grant:
        url = f"{account.base_url or SITE}/oauth/v2/accessToken"
        told = self._call.tokens(url, account, {**form, **_client(client)})
        return oauth.grant(told, client, refresh=form.get("refresh_token", ""))


def scopes_for(account: Account) -> tuple[Scope, ...]:
    """What a token must be allowed to do, for a page or for a member."""
    return PAGE_SCOPES if _is_page(account) else MEMBER_SCOPES


def _is_page(account: Account) -> bool:
    return ":organization:" in account.options.get("author", "")


def _client(secrets: Mapping[str, str]) -> dict[str, str]:
    return {name: secrets.get(name, "") for name in oauth.APP}
