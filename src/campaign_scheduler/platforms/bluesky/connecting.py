"""Connecting a Bluesky account by app password. Facts: docs.bsky.app, and the app's own settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ...model.account import Account
from ...model.errors import CredentialError, Unavailable
from ..kit.connecting import Begun, Duty, Grant, Question, Scope

READ = date(2026, 11, 22)
APP_PASSWORD = re.compile(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}\Z")
"""As every server of Bluesky's makes them."""
PLACE = "In the app: Settings, Privacy and security, App passwords."

CHECKLIST = (
    Duty(
        "Whoever has the account's password",
        f"Make an app password for this program. {PLACE} It cannot change the account's password or delete it, "
        "and can be taken back there at any time.",
        "Five minutes. It has no end.",
        "Nothing.",
        "docs.bsky.app, com.atproto.server.createAppPassword",
        READ,
    ),
)
QUESTIONS = (
    Question("identifier", "Handle", "As it stands on the profile, such as ourtrust.bsky.social."),
    Question("app_password", "App password", f"{PLACE} It looks like abcd-efgh-ijkl-mnop.", is_secret=True),
)


class BlueskyConnector:
    """The Connector for Bluesky: no browser, no renewal; logging in is the proof."""

    title = "Bluesky"
    callback_host = ""
    shows_code = False
    takes_bare_code = False

    def checklist(self, account: Account) -> tuple[Duty, ...]:
        return CHECKLIST

    def questions(self, account: Account) -> tuple[Question, ...]:
        return QUESTIONS

    def scopes(self, account: Account) -> tuple[Scope, ...]:
        return ()

    def begin(self, account: Account, given: Mapping[str, str], *, redirect: str, state: str) -> Begun:
        """Raises CredentialError for what is no app password, before it is sent anywhere."""
        if not APP_PASSWORD.match(given.get("app_password", "")):
            raise CredentialError(
                "That is not an app password, so it was not used: it looks like abcd-efgh-ijkl-mnop.",
                remedy=f"Never give the account's own password to a program. {PLACE}",
            )
        return Begun("", dict(given))

    def finish(self, account: Account, kept: Mapping[str, str], code: str) -> Grant:
        return Grant({name: kept[name].strip() for name in ("identifier", "app_password")})

    def renew(self, account: Account) -> Grant:
        raise Unavailable("An app password has no end, so it is not renewed.")

    def revoke(self, account: Account) -> bool:
        """An app password cannot take itself back."""
        return False
