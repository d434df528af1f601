"""Sessions: logging in by app password, kept in memory and renewed before they end, one at a time an account."""

from __future__ import annotations

import base64
import json
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from ...model.account import Account
from ...model.clock import Clock, steady
from ...model.errors import RateLimited, Unavailable
from ..kit.answer import Answer
from ..kit.credentials import missing_secret, suspended
from ..kit.http import Door
from ..kit.parts import identity, items, part, text
from .refusals import TITLE, not_accepted, refused

ENTRY = "https://bsky.social"
"""Where accounts of Bluesky's own servers log in; the answer names the server that holds the account."""
LOGINS, LOGINS_WITHIN = 30, 300.0
"""Bluesky lets an account log in so often in so many seconds."""
RENEW_BEFORE = 300.0
"""Seconds left to a token when it is renewed: a publishing request must never meet a dead one."""
UNREADABLE_LIVES = 600.0
LONGEST_LIFE = 366 * 24 * 3600.0
TOKEN = 8192
"""The longest that a token may be, in characters."""
YOUNG = 60.0

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """`home` is the server that holds the account; `begun` and `renew_at` are on the steady clock."""

    did: str
    handle: str
    home: str
    access: str
    refresh: str
    begun: float
    renew_at: float

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}

    @property
    def is_young(self) -> bool:
        return steady() - self.begun < YOUNG


class Sessions:
    """One session an account, used from many threads."""

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self._kept: dict[Key, Session] = {}
        self._logins: defaultdict[Key, deque[float]] = defaultdict(lambda: deque(maxlen=LOGINS))
        self._locks: defaultdict[Key, threading.Lock] = defaultdict(threading.Lock)

    def of(self, account: Account) -> Session:
        """The account's session, renewed or made where need be. Raises PlatformError."""
        key = _key(account)
        with self._locks[key]:
            known = self._kept.get(key)
            if known is None or steady() >= known.renew_at:
                self._kept[key] = known = self._renewed(account, known) if known else self._log_in(account, key)
            return known

    def new(self, account: Account) -> Session:
        """Log in now: the proof that the app password works. Raises PlatformError."""
        key = _key(account)
        with self._locks[key]:
            self._kept[key] = made = self._log_in(account, key)
            return made

    def forget(self, account: Account, session: Session) -> None:
        """The server refused it. Raises CredentialError when it was made just now: another would fare no better."""
        key = _key(account)
        with self._locks[key]:
            if self._kept.get(key) is session:
                del self._kept[key]
        if session.is_young:
            raise not_accepted(account, "a new session was refused")

    def _renewed(self, account: Account, session: Session) -> Session:
        headers = {"Authorization": f"Bearer {session.refresh}"}
        answer = self._ask(account, "refreshSession", headers=headers)
        if answer.status in (400, 401):
            return self._log_in(account, _key(account))
        return self._made(answer, account)

    def _log_in(self, account: Account, key: Key) -> Session:
        self._count(account, self._logins[key])
        secrets = account.credentials
        given = {"identifier": secrets["identifier"].removeprefix("@"), "password": secrets["app_password"]}
        return self._made(self._ask(account, "createSession", json=given), account)

    def _count(self, account: Account, logins: deque[float]) -> None:
        now = steady()
        if len(logins) == LOGINS and now - logins[0] < LOGINS_WITHIN:
            again = self._clock.now() + timedelta(seconds=LOGINS_WITHIN - (now - logins[0]))
            raise RateLimited(f"{account.id} logged in to Bluesky too often.", retry_at=again)
        logins.append(now)

    def _ask(self, account: Account, name: str, **parts: object) -> Answer:
        return self._door.request("POST", f"{account.base_url or ENTRY}/xrpc/com.atproto.server.{name}", **parts)  # type: ignore[arg-type]

    def _made(self, answer: Answer, account: Account) -> Session:
        if not answer.ok:
            raise refused(answer, account, self._clock)
        told = answer.mapping()
        if told.get("active") is False:
            raise suspended(TITLE, account.id, f"the account is {text(told, 'status') or 'not active'}")
        did, access, refresh = (identity(told.get(name), TOKEN) for name in ("did", "accessJwt", "refreshJwt"))
        handle = text(told, "handle")
        if not (did.startswith("did:") and access and refresh):
            raise Unavailable("Bluesky did not say whose app password it is.", remedy="Check the account's base_url.")
        now = steady()
        return Session(did, handle, _home(account, told), access, refresh, now, now + _lives(access) - RENEW_BEFORE)


def _key(account: Account) -> Key:
    """Raises CredentialError where a secret is missing."""
    for name in ("identifier", "app_password"):
        if not account.credentials.get(name):
            raise missing_secret(account.id, name)
    return (account.id, account.base_url, account.credentials["identifier"], account.credentials["app_password"])


def _home(account: Account, told: Mapping[str, object]) -> str:
    """The base_url a person wrote is used as it is; else the server named by the account's own document."""
    services = [] if account.base_url else items(part(told, "didDoc"), "service")
    for service in services:
        if isinstance(service, dict) and text(service, "id").endswith("#atproto_pds"):
            place = text(service, "serviceEndpoint")
            return place.rstrip("/") if _is_server(place) else ENTRY
    return account.base_url or ENTRY


def _is_server(place: str) -> bool:
    try:
        address = urlsplit(place)
        return address.scheme == "https" and bool(address.hostname) and identity(place) != ""
    except ValueError:
        return False


def _lives(token: str) -> float:
    """How many seconds a token lives, from its own two times, so that no clock of ours matters."""
    try:
        middle = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        lives = float(told["exp"]) - float(told["iat"])
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError):
        return UNREADABLE_LIVES
    return lives if 0 < lives <= LONGEST_LIFE else UNREADABLE_LIVES
