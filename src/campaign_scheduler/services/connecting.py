"""Connecting an account: `start` gives the address where a person says yes, `finish` takes what came back from there.

A terminal and a page drive the same calls; between the two, what `finish` needs lies sealed in the store.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from ..model.account import Account, Credentials, Profile
from ..model.errors import CredentialError, PlatformError, SettingsError
from ..platforms.kit.connecting import Connector, Grant, Question
from ..platforms.kit.hush import scrub
from ..publishing.identity import another_profile
from ..store import Connection, Store, accounts, events, pauses, vault
from ..store.vault import Pending, Row
from .app import App
from .choosing import connector, the_account
from .keyring import Keyring
from .renewing import times_of

MINUTES = 30
"""How long a person may take to say yes."""
PORT = 8737
"""Where a terminal listens for the answer. Always the same, since X and LinkedIn want the address told beforehand."""


@dataclass(frozen=True, slots=True)
class Started:
    """`address` is where the person says yes; blank where there is nothing to say, so that `finish` comes at once."""

    account: Account
    address: str
    state: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Connected:
    """Who the account is now, and until when. `is_stopped` says that it is still paused and wants a resume."""

    account: Account
    profile: Profile
    scopes: tuple[str, ...]
    ends_at: datetime | None
    renews_itself: bool
    is_stopped: bool


def callback(connects: Connector, port: int = PORT) -> str:
    """The address that the network sends a person back to on this machine; blank where it sends nobody."""
    return f"http://{connects.callback_host}:{port}/callback" if connects.callback_host else ""


def start(app: App, name: str, given: Mapping[str, str], *, redirect: str = "") -> Started:
    """Begin to connect the account or network called `name`. `given` answers the connector's questions.

    Raises SettingsError (no such account, the environment wins, no key) and PlatformError.
    """
    account = the_account(app, name)
    connects = connector(app, account)
    _refuse_shadow(app, account)
    answers = _answers(account, connects.questions(account), given, app.settings.credentials(account.id))
    state, now = secrets.token_urlsafe(32), app.clock.now()
    ends_at = now + timedelta(minutes=MINUTES)
    begun = connects.begin(account, answers, redirect=redirect, state=state)
    kept = {**begun.kept, "state": state, "base_url": account.base_url}
    with app.store() as store, store.write() as connection:
        sealed = Keyring(app.settings).seal(connection, _place(state), kept)
        vault.begin(connection, Pending(_place(state), account.id, sealed.text, ends_at), now)
    return Started(account, begun.address, state, ends_at)


def finish(app: App, params: Mapping[str, str], *, by: str = "") -> Connected:
    """End a connection with the parameters that the network sent the person back with (`state`, `code` or `error`).

    Nothing is kept unless all of it is right: the state, the code, the scopes, and whose account it is.
    Raises PlatformError and SettingsError.
    """
    with app.store() as store:
        kept, account = _take(app, store, params.get("state", ""))
        connects = connector(app, account)
        _refuse_no(account, connects, params)
        grant = connects.finish(account, kept, params.get("code", ""))
        try:
            profile = _judged(app, store, account, connects, grant)
        except PlatformError:
            _hand_back(account, connects, grant)
            raise
        return _keep(app, store, account, grant, profile, by)


def pasted(started: Started, connects: Connector, text: str) -> dict[str, str]:
    """What a person copied from the browser: the address she was sent back to, or the code alone where that is safe.

    Raises CredentialError for anything else; the text itself is never repeated, since it holds a code.
    """
    words = text.strip().strip("\"'<>")
    query = dict(parse_qsl(urlsplit(words).query)) if "?" in words else {}
    if query.get("state") and ("code" in query or "error" in query):
        return query
    if words and connects.takes_bare_code and not query and "/" not in words and " " not in words:
        return {"state": started.state, "code": words}
    raise CredentialError(
        "That is not the address that the browser was sent back to: it has code= and state= in it.",
        remedy="Copy the whole line from the browser's address bar, even where the page itself could not be shown.",
    )


def is_answer(started: Started, params: Mapping[str, str]) -> bool:
    """Whether a request belongs to this start. Compared in constant time."""
    return hmac.compare_digest(params.get("state", "").encode(), started.state.encode())


def _place(state: str) -> str:
    """Where a begun connection is kept: its state itself is not in the store."""
    return hashlib.sha256(state.encode()).hexdigest()


def _refuse_shadow(app: App, account: Account) -> None:
    given = Keyring(app.settings).given(account.id)
    if given is not None:
        names = ", ".join(f"CAMPAIGN_SECRETS__{account.id}__{name}" for name in sorted(given))
        raise SettingsError(
            f"{account.id} has secrets in the environment or the secrets folder, and they win over a connection made "
            "here",
            remedy=f"Take them out first: {names}.",
        )


def _answers(
    account: Account, questions: tuple[Question, ...], given: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    answers = {one.field: (given.get(one.field) or known.get(one.field, "")).strip() for one in questions}
    missing = [one for one in questions if not one.is_optional and not answers[one.field]]
    if missing:
        names = " and ".join(one.label for one in missing)
        raise SettingsError(f"{account.id} cannot be connected without its {names}", remedy=missing[0].where)
    return answers


def _take(app: App, store: Store, state: str) -> tuple[dict[str, str], Account]:
    """What was kept at the start: once, and only in time."""
    with store.write() as connection:
        found = vault.take(connection, _place(state), app.clock.now())
    if found is not None:
        kept = Keyring(app.settings).unseal(found.id, found.sealed)
        account = the_account(app, found.account_id)
        if hmac.compare_digest(kept["state"].encode(), state.encode()) and account.base_url == kept["base_url"]:
            return kept, account
    raise CredentialError(
        "This answer belongs to no connection that was begun here, or it came too late.",
        remedy=f"Begin again: campaign accounts connect ACCOUNT. It must be ended within {MINUTES} minutes, and once.",
    )


def _refuse_no(account: Account, connects: Connector, params: Mapping[str, str]) -> None:
    """The person, or the network, said no. Its words are shown without anything that came with them."""
    error = params.get("error", "")
    if not error:
        if connects.callback_host and not params.get("code"):
            raise CredentialError(
                f"{connects.title} sent no code back for {account.id}.",
                remedy="Begin again: campaign accounts connect.",
            )
        return
    said = scrub(params.get("error_description") or error, (params.get("state", ""), params.get("code", "")))[:300]
    if "scope" in error:
        needs = connects.scopes(account)
        about = [one for one in needs if one.name in said] or list(needs)
        listed = "; ".join(f"{one.name} ({one.why})" for one in about)
        raise CredentialError(
            f"{connects.title} does not let this app ask for all it needs: {listed}.", remedy=about[0].how, detail=said
        )
    raise CredentialError(
        f"{connects.title} was told no for {account.id}, so nothing was connected ({said}).",
        remedy=f"To try again: campaign accounts connect {account.id}.",
        detail=said,
    )


def _judged(app: App, store: Store, account: Account, connects: Connector, grant: Grant) -> Profile:
    """Whose account it is. Raises CredentialError for a missing scope, another profile, or one that is taken."""
    _refuse_missing(account, connects, grant)
    mine = replace(account, credentials=Credentials(grant.secrets, account.base_url))
    profile = app.platforms[account.platform].verify(mine)
    with store.read() as connection:
        pinned = accounts.pinned(connection)
    known = pinned.get(account.id)
    if known is not None and known.remote_profile and known.remote_profile != profile.key:
        raise another_profile(account.id, profile.handle, known.handle)
    others = [one.id for one in pinned.values() if one.remote_profile == profile.key and one.id != account.id]
    if others:
        raise CredentialError(
            f"{profile.handle} is the account {others[0]} already, so everything would be posted twice.",
            remedy=f"Log in as the profile that {account.id} is meant to be, or take {account.id} out of "
            "config/accounts.yaml.",
        )
    return profile


def _refuse_missing(account: Account, connects: Connector, grant: Grant) -> None:
    missing = [one for one in connects.scopes(account) if grant.scopes and not one.is_in(grant.scopes)]
    if missing:
        listed = "; ".join(f"{one.name} ({one.why})" for one in missing)
        raise CredentialError(
            f"The token that {connects.title} gave for {account.id} lacks what it needs: {listed}.",
            remedy=" ".join(dict.fromkeys(one.how for one in missing)),
        )


def _hand_back(account: Account, connects: Connector, grant: Grant) -> None:
    """Tokens that are not kept are given back where that can be done; a failure of that changes nothing."""
    with contextlib.suppress(PlatformError, KeyError):
        connects.revoke(replace(account, credentials=Credentials(grant.secrets, account.base_url)))


def _keep(app: App, store: Store, account: Account, grant: Grant, profile: Profile, by: str) -> Connected:
    now = app.clock.now()
    times = times_of(grant, now)
    with store.write() as connection:
        sealed = Keyring(app.settings).seal(connection, account.id, grant.secrets)
        row = Row(
            account_id=account.id,
            platform=account.platform,
            base_url=account.base_url,
            options=account.options,
            sealed=sealed.text,
            key_id=sealed.key_id,
            revision=1,
            scopes=tuple(sorted(grant.scopes)),
            saved_at=now,
            saved_by=by,
            renew_at=times.renew_at,
            token_ends_at=times.token_ends_at,
            ends_at=times.ends_at,
            unanswered_at=None,
            refused="",
        )
        vault.save(connection, row)
        accounts.pin(connection, account, replace(profile, expires_at=times.ends_at or profile.expires_at), now)
        events.record(connection, "account-connected", at=now, actor=by, data={"account": account.id})
        stopped = _is_stopped(connection, account.id)
    return Connected(account, profile, row.scopes, times.ends_at, grant.can_renew, stopped)


def _is_stopped(connection: Connection, account_id: str) -> bool:
    return any(one.scope == "account" and one.target == account_id for one in pauses.in_force(connection))
