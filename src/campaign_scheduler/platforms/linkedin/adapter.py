"""Posts to a LinkedIn member's or organisation's account."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from ...model.account import Account, Profile
from ...model.asset import Rendition
from ...model.capabilities import Capabilities
from ...model.clock import Clock
from ...model.delivery import Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ...model.errors import (
    ContentRejected,
    CredentialError,
    PlatformError,
    RateLimited,
    Unavailable,
    Unconfirmed,
)
from ...model.rendered import RenderedPost
from ..kit import parts
from ..kit.answer import Answer
from ..kit.credentials import lacks_scope, missing_secret, not_accepted, suspended
from ..kit.errors import refusal, retry_at
from ..kit.http import Door
from ..kit.interface import Journal
from ..kit.matching import judge
from ..kit.transmission import Transmission
from ..kit.waiting import turns
from . import wire
from .capabilities import NOT_READABLE, capabilities, is_organisation
from .connecting import LinkedInConnector, scopes_for
from .versions import VERSION

TITLE = "LinkedIn"
HOST = "https://api.linkedin.com"
PROCESSING_LIMIT = 60.0
"""Seconds to wait for LinkedIn to process a picture."""
UNREADABLE_GRACE = 3.0
"""Seconds to wait where the token may not ask whether a picture is ready (a member's may not)."""
PAGE = 50


class LinkedIn:
    """The Platform for LinkedIn."""

    name = "linkedin"

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self.connecting = LinkedInConnector(door, clock)

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities(account)

    def verify(self, account: Account) -> Profile:
        """A member is asked for by name. An organisation is read, which proves the token and the organisation."""
        author = account.options["author"]
        if is_organisation(account.options):
            identity = author.rpartition(":")[2]
            answer = self._expect(self._call(account, "GET", f"/rest/organizations/{identity}"), account)
            if parts.identity(answer.mapping().get("id")) != identity:
                raise _not_said(answer)
            name = parts.text(answer.mapping(), "localizedName") or author
            page = f"https://www.linkedin.com/company/{identity}"
            return Profile(author, name, _base(account), name, page, self.connecting.end_of(account))
        answer = self._expect(self._call(account, "GET", "/v2/userinfo"), account)
        member = parts.identity(answer.mapping().get("sub"))
        if not member:
            raise _not_said(answer)
        found = f"urn:li:person:{member}"
        if found != author:
            raise CredentialError(
                f"The token of {account.id} belongs to another member ({found}).",
                remedy="Use that member's urn as author, or connect the right member.",
            )
        name = parts.text(answer.mapping(), "name") or author
        return Profile(author, name, _base(account), name, expires_at=self.connecting.end_of(account))

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        urns = [self._upload(rendition, index, account, journal) for index, rendition in enumerate(post.media)]
        payload = wire.post_payload(post, account.options["author"], urns)
        return Prepared(payload, media_ids=tuple(urns))

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        url, headers = f"{_base(account)}/rest/posts", self._headers(account)
        answer = self._door.publish("POST", url, transmission, headers=headers, json=dict(prepared.payload))
        if not answer.ok:
            raise self._refused(answer, account, publishing=True)
        urn = wire.posted(answer)
        if not urn:
            raise Unconfirmed("LinkedIn answered without the post's id.", detail=f"HTTP {answer.status}")
        return Published(urn, _permalink(account).format(urn))

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        """Only an organisation's list can be read, and how far it lags is not known: found, or cannot tell."""
        author = account.options["author"]
        if not is_organisation(account.options):
            return CannotTell(NOT_READABLE)
        params = {"q": "author", "author": author, "count": str(PAGE), "sortBy": "CREATED"}
        answer = self._expect(self._call(account, "GET", "/rest/posts", params=params), account)
        elements = parts.items(answer.mapping(), "elements")
        read = [wire.listed(item, _permalink(account)) for item in elements if isinstance(item, dict)]
        listed = [one for one in read if one is not None]
        found = judge(listed, attempt, complete=True, read_at=self._clock.now())
        return CannotTell("it is not on LinkedIn's list, but that list may lag") if isinstance(found, Absent) else found

    def read(self, published: Published, account: Account) -> Seen | Gone | CannotTell:
        if not is_organisation(account.options):
            return CannotTell(NOT_READABLE)
        answer = self._call(account, "GET", f"/rest/posts/{quote(published.remote_id, safe='')}")
        if answer.status in (404, 410):
            return Gone()
        seen = wire.seen(self._expect(answer, account).mapping(), published.remote_id)
        if seen is None:
            raise Unavailable("LinkedIn did not show the post.", detail=f"HTTP {answer.status}")
        return seen

    def delete(self, published: Published, account: Account) -> None:
        answer = self._call(account, "DELETE", f"/rest/posts/{quote(published.remote_id, safe='')}")
        if answer.status in (404, 410):
            return
        if self._expect(answer, account).status != 204:
            raise Unavailable("LinkedIn did not say that the post is down.", detail=f"HTTP {answer.status}")

    def _upload(self, rendition: Rendition, index: int, account: Account, journal: Journal) -> str:
        """The alt text goes with the post itself, so a picture alone can be used again whatever its alt text."""
        key = f"media:{index}:{hashlib.sha256(rendition.sha256.encode()).hexdigest()[:24]}"
        known = journal.get(key)
        if known is not None:
            return known
        body = {"initializeUploadRequest": {"owner": account.options["author"]}}
        answer = self._call(account, "POST", "/rest/images", params={"action": "initializeUpload"}, json=body)
        target, urn = wire.upload_target(self._expect(answer, account))
        if not target or not urn:
            raise Unavailable("LinkedIn gave no place to put the picture.", detail=f"HTTP {answer.status}")
        bearer = {"Authorization": self._headers(account)["Authorization"], "Content-Type": rendition.mime}
        self._expect(self._door.request("PUT", target, headers=bearer, data=rendition.read()), account)
        self._ready(account, urn)
        journal.record(key, urn)
        return urn

    def _ready(self, account: Account, urn: str) -> None:
        for _ in turns(PROCESSING_LIMIT):
            answer = self._call(account, "GET", f"/rest/images/{quote(urn, safe='')}")
            if answer.status == 403:
                time.sleep(UNREADABLE_GRACE)
                return
            state = parts.text(self._expect(answer, account).mapping(), "status")
            if state == "AVAILABLE":
                return
            if state == "PROCESSING_FAILED":
                raise ContentRejected(
                    "LinkedIn could not process the picture.", remedy="Export it again as PNG or JPEG."
                )
        raise Unavailable("LinkedIn is still processing the picture.")

    def _call(self, account: Account, method: str, path: str, **more: Any) -> Answer:
        return self._door.request(method, f"{_base(account)}{path}", headers=self._headers(account), **more)

    def _headers(self, account: Account) -> dict[str, str]:
        if "access_token" not in account.credentials:
            raise missing_secret(account.id, "access_token")
        return {
            "Authorization": f"Bearer {account.credentials['access_token']}",
            "LinkedIn-Version": account.options.get("linkedin_version", VERSION),
            "X-Restli-Protocol-Version": "2.0.0",
        }

    def _expect(self, answer: Answer, account: Account) -> Answer:
        if not answer.ok:
            raise self._refused(answer, account, publishing=False)
        return answer

    def _refused(self, answer: Answer, account: Account, *, publishing: bool) -> PlatformError:
        said, code = wire.said(answer), wire.code(answer)
        detail = f"HTTP {answer.status} {code} {said}".strip()
        if answer.status == 426:
            remedy = f"Write a newer linkedin_version for {account.id} in config/accounts.yaml, then campaign resume."
            return CredentialError("LinkedIn has retired the API version that is used.", remedy=remedy, detail=detail)
        if code == "DUPLICATE_POST":
            return _duplicate(answer, account, detail)
        if answer.status == 403:
            return _not_allowed(account, code, said, detail)
        if answer.status == 400 and "MEDIA_ASSET" in f"{code} {said}":
            return (
                Unavailable("LinkedIn is still processing the picture.", detail=detail)
                if not publishing
                else _not_ready(detail, self._clock)
            )
        if answer.status == 401:
            return _dead(account, code, detail)
        again = retry_at(answer, self._clock, otherwise=_until_midnight(answer, self._clock))
        return refusal(answer, said, title=TITLE, account_id=account.id, publishing=publishing, retry_at=again)


def _not_said(answer: Answer) -> Unavailable:
    return Unavailable(
        "LinkedIn did not say whose token it is.", remedy="Check the author.", detail=f"HTTP {answer.status}"
    )


def _dead(account: Account, code: str, detail: str) -> CredentialError:
    """LinkedIn tells an ended token from one that was taken back."""
    why = {
        "EXPIRED_ACCESS_TOKEN": "it has ended, as it does every 60 days",
        "REVOKED_ACCESS_TOKEN": "it was taken back, by the member or by LinkedIn",
        "INVALID_ACCESS_TOKEN": "it is no token of LinkedIn's",
    }
    return not_accepted(TITLE, account.id, detail, why=why.get(code, ""))


def _not_allowed(account: Account, code: str, said: str, detail: str) -> CredentialError:
    if "restricted" in f"{code} {said}".lower():
        return suspended(TITLE, account.id, detail)
    found = lacks_scope(TITLE, account.id, scopes_for(account), detail)
    author = account.options.get("author", "")
    found.remedy += f" If it has them: the person who connected must be an administrator of {author}."
    return found


def _duplicate(answer: Answer, account: Account, detail: str) -> ContentRejected:
    urn = wire.existing(answer)
    link = _permalink(account).format(urn) if urn else ""
    return ContentRejected(
        f"LinkedIn says that this is already there{f': {link}' if link else ''}.",
        remedy="Look at that post; if it is not this one, write other words.",
        detail=detail,
        existing_permalink=link,
    )


def _not_ready(detail: str, clock: Clock) -> PlatformError:
    """A clean refusal of the publishing request that passes by itself."""
    return RateLimited(
        "LinkedIn is still processing the picture.", retry_at=clock.now() + timedelta(seconds=15), detail=detail
    )


def _until_midnight(answer: Answer, clock: Clock) -> timedelta:
    """LinkedIn sends no reset time; its daily limits end at midnight UTC."""
    now = clock.now()
    if answer.status != 429 or "day" not in wire.said(answer).lower():
        return timedelta(minutes=15)
    return datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1) - now


def _base(account: Account) -> str:
    return account.base_url or HOST


def _permalink(account: Account) -> str:
    """The pattern of a post's address; a server that stands in for the network has its own."""
    return account.options.get("permalink", "https://www.linkedin.com/feed/update/{}/")
