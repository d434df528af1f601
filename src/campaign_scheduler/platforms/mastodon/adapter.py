"""Posts to a Mastodon account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from ...model.account import Account, Profile
from ...model.asset import Rendition
from ...model.capabilities import Capabilities
from ...model.clock import Clock
from ...model.delivery import LASTING, Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ...model.errors import ContentRejected, CredentialError, PlatformError, Unavailable, Unconfirmed
from ...model.rendered import RenderedPost
from ..kit import parts
from ..kit.answer import Answer
from ..kit.credentials import lacks_scope, missing_secret, not_accepted, suspended
from ..kit.errors import refusal, retry_at
from ..kit.http import Door
from ..kit.interface import Journal
from ..kit.matching import Listed, judge, reaches_back
from ..kit.transmission import Transmission
from ..kit.waiting import turns
from . import wire
from .capabilities import capabilities
from .connecting import SCOPES, MastodonConnector

TITLE = "Mastodon"
PROCESSING_LIMIT = 60.0
"""Seconds to wait for a server to process a picture."""
PAGE = 40
MOST_PAGES = 5


class Mastodon:
    """The Platform for every server that speaks Mastodon's API."""

    name = "mastodon"

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self.connecting = MastodonConnector(door, clock)

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities(account.limits)

    def verify(self, account: Account) -> Profile:
        answer = self._get(account, "/api/v1/accounts/verify_credentials")
        if answer.status in (400, 422):
            raise not_accepted(TITLE, account.id, f"HTTP {answer.status} {_said(answer)}")
        self._expect(answer, account)
        found = wire.profile(answer.mapping(), account.base_url, self._limits(account))
        if found is None:
            raise Unavailable("The server did not say whose token it is.", remedy="Check the account's base_url.")
        return found

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        ids = [self._upload(rendition, index, account, journal) for index, rendition in enumerate(post.media)]
        key = _lasting_key(post, journal, token)
        return Prepared(wire.status_payload(post, ids), idempotency_key=key, media_ids=tuple(ids))

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        headers = self._headers(account) | {"Idempotency-Key": prepared.idempotency_key}
        url = f"{account.base_url}/api/v1/statuses"
        answer = self._door.publish("POST", url, transmission, headers=headers, json=dict(prepared.payload))
        if not answer.ok:
            raise self._refused(answer, account, publishing=True)
        found = wire.published(answer.mapping())
        if found is None:
            raise Unconfirmed("Mastodon answered without the post's id.", detail=f"HTTP {answer.status}")
        return found

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        owner = attempt.remote_profile.rpartition("|")[2] or self.verify(account).remote_id
        read_at = self._clock.now()
        listed, complete = self._listed(account, owner, attempt)
        return judge(listed, _as_shown(attempt), complete=complete, read_at=read_at)

    def read(self, published: Published, account: Account) -> Seen | Gone | CannotTell:
        answer = self._get(account, f"/api/v1/statuses/{published.remote_id}")
        if answer.status in (404, 410):
            return Gone()
        self._expect(answer, account)
        seen = wire.seen(answer.mapping(), published.remote_id)
        if seen is None:
            raise Unavailable("The server did not show the post.", detail=f"HTTP {answer.status}")
        return seen

    def delete(self, published: Published, account: Account) -> None:
        path = f"/api/v1/statuses/{quote(published.remote_id, safe='')}"
        answer = self._door.request("DELETE", f"{account.base_url}{path}", headers=self._headers(account))
        if answer.status not in (404, 410):
            self._expect(answer, account)
            if str(answer.mapping().get("id")) != published.remote_id:
                raise Unavailable("The server did not say that the post is down.", detail=f"HTTP {answer.status}")
        elif self._get(account, path).ok:
            remedy = "Delete it on the server's own page."
            raise ContentRejected("The server has no call for taking a post down; it is still there.", remedy=remedy)

    def _upload(self, rendition: Rendition, index: int, account: Account, journal: Journal) -> str:
        key = f"media:{index}:{rendition.sha256[:16]}:{hashlib.sha256(rendition.alt.encode()).hexdigest()[:8]}"
        known = journal.get(key)
        if known is not None:
            return self._ready(known, account)
        # Some servers name what they keep by the file's name, so that a second picture would replace the first.
        name = f"{secrets.token_hex(8)}.{rendition.mime.rpartition('/')[2]}"
        answer = self._door.request(
            "POST",
            f"{account.base_url}/api/v2/media",
            headers=self._headers(account),
            files={"file": (name, rendition.read(), rendition.mime)},
            data={"description": rendition.alt},
        )
        self._expect(answer, account)
        media = answer.mapping()
        identity = parts.identity(media.get("id"))
        if not identity:
            raise Unavailable("The server took the picture without giving it an id.", detail=f"HTTP {answer.status}")
        self._describe(media, identity, rendition, account)
        if answer.status == 202:
            self._ready(identity, account)
        journal.record(key, identity)
        return identity

    def _describe(self, media: Mapping[str, object], identity: str, rendition: Rendition, account: Account) -> None:
        """Nothing goes out without its alt text: where the server dropped it, it is set once more, or this fails."""
        if media.get("description") == rendition.alt:
            return
        url = f"{account.base_url}/api/v1/media/{quote(identity, safe='')}"
        answer = self._door.request("PUT", url, headers=self._headers(account), json={"description": rendition.alt})
        self._expect(answer, account)
        if answer.mapping().get("description") != rendition.alt:
            raise Unavailable("The server did not keep the picture's alt text, so the post was not sent.")

    def _ready(self, identity: str, account: Account) -> str:
        """Wait until the picture is processed. 404 comes from servers that have no such call."""
        for _ in turns(PROCESSING_LIMIT):
            answer = self._get(account, f"/api/v1/media/{quote(identity, safe='')}")
            if answer.status == 404 or (
                answer.status == 200 and parts.identity(answer.mapping().get("id")) == identity
            ):
                return identity
            if answer.status == 200:
                raise Unavailable("The server did not say whether the picture is ready.", detail="HTTP 200")
            if answer.status != 206:
                raise self._refused(answer, account, publishing=False)
        raise Unavailable("The server is still processing the picture.")

    def _listed(self, account: Account, owner: str, attempt: Attempt) -> tuple[list[Listed], bool]:
        """The account's posts back past the attempt, and whether the pages reached that far."""
        found: list[Listed] = []
        last = ""
        for _ in range(MOST_PAGES):
            parameters = {"limit": str(PAGE), "exclude_reblogs": "true"} | ({"max_id": last} if last else {})
            answer = self._get(account, f"/api/v1/accounts/{quote(owner, safe='')}/statuses", parameters)
            self._expect(answer, account)
            page = answer.json()
            if not isinstance(page, list):
                return found, False
            if not page:
                return found, True
            read = [wire.listed(item) for item in page if isinstance(item, dict)]
            if None in read or len(read) != len(page):
                return found, False
            found += [one for one in read if one is not None]
            if reaches_back(min(one.created_at for one in found), attempt):
                return found, True
            last = found[-1].published.remote_id
        return found, False

    def _limits(self, account: Account) -> Mapping[str, object]:
        for version in ("v2", "v1"):
            answer = self._door.request("GET", f"{account.base_url}/api/{version}/instance")
            if answer.ok and answer.mapping():
                return wire.limits(answer.mapping())
        return {}

    def _get(self, account: Account, path: str, params: Mapping[str, str] | None = None) -> Answer:
        return self._door.request("GET", f"{account.base_url}{path}", headers=self._headers(account), params=params)

    def _headers(self, account: Account) -> dict[str, str]:
        if "access_token" not in account.credentials:
            raise missing_secret(account.id, "access_token")
        return {"Authorization": f"Bearer {account.credentials['access_token']}"}

    def _expect(self, answer: Answer, account: Account) -> None:
        if not answer.ok:
            raise self._refused(answer, account, publishing=False)

    def _refused(self, answer: Answer, account: Account, *, publishing: bool) -> PlatformError:
        said = _said(answer)
        if answer.status == 403:
            found = _not_allowed(account, said)
            if found is not None:
                return found
        if publishing and answer.status in (400, 422) and "already" in said.lower():
            return Unconfirmed("Mastodon says the picture is already in a post.", detail=f"HTTP {answer.status} {said}")
        again = retry_at(answer, self._clock, "X-RateLimit-Reset")
        return refusal(answer, said, title=TITLE, account_id=account.id, publishing=publishing, retry_at=again)


def _not_allowed(account: Account, said: str) -> CredentialError | None:
    """What of the account, not of the post, is refused; None where it is the post."""
    words, detail = said.lower(), f"HTTP 403 {said}"
    if "scope" in words:
        return lacks_scope(TITLE, account.id, SCOPES, detail)
    if any(word in words for word in ("disabled", "suspended", "frozen")):
        return suspended(TITLE, account.id, detail)
    if "pending" in words or "confirm" in words:
        return CredentialError(
            f"The server has not let {account.id} in yet: {said}.",
            remedy="Confirm its e-mail address, or wait for the server's moderators; then campaign resume --account "
            f"{account.id}.",
            detail=detail,
        )
    return None


def _lasting_key(post: RenderedPost, journal: Journal, token: str) -> str:
    """The same for every try of the same content: a server that remembers it answers with the first post (Mastodon
    does for an hour), so that even a wrong proof of absence makes no second one. Many servers do not remember."""
    name = f"{LASTING}key:{post.content_hash[:16]}"
    known = journal.get(name)
    if known is None:
        journal.record(name, token)
    return known or token


def _said(answer: Answer) -> str:
    return parts.text(answer.mapping(), "error")


def _as_shown(attempt: Attempt) -> Attempt:
    return replace(attempt, words=wire.local_mentions(attempt.words))
