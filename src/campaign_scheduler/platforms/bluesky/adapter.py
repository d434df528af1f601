"""Posts to a Bluesky account."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from ...model.account import Account, Profile
from ...model.asset import Rendition
from ...model.capabilities import Capabilities
from ...model.clock import Clock
from ...model.delivery import LASTING, Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ...model.errors import Unavailable, Unconfirmed
from ...model.rendered import RenderedPost
from ..kit.answer import Answer
from ..kit.http import Door
from ..kit.interface import Journal
from ..kit.transmission import Transmission
from . import wire
from .capabilities import capabilities
from .connecting import BlueskyConnector
from .facets import facets
from .refusals import refused, session_ended
from .sessions import Session, Sessions
from .tid import new_tid

HOME = "https://bsky.app"
"""An account's id is the same on every server, so all accounts have one home."""
RECORD_KEY = f"{LASTING}rkey"
CREATED_AT = f"{LASTING}created"
STALE_AFTER = timedelta(minutes=15)
"""A try that comes later names its own time: readers sort by it."""


class Bluesky:
    """The Platform for Bluesky and every server of its protocol."""

    name = "bluesky"

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self.connecting = BlueskyConnector()
        self._sessions = Sessions(door, clock)

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities()

    def verify(self, account: Account) -> Profile:
        session = self._sessions.new(account)
        return Profile(session.did, session.handle, HOME, url=f"{HOME}/profile/{session.handle}")

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        """The record is whole from here on. Its key is the delivery's for ever, so that it cannot stand there twice."""
        blobs = [self._upload(rendition, account, journal) for rendition in post.media]
        thumbnail = post.card.thumbnail if post.card else None
        thumb = self._upload(thumbnail, account, journal) if thumbnail else None
        marks = facets(post.text, lambda handle: self._did_of(handle, account))
        rkey, created_at = self._key_and_time(journal)
        made = wire.record(post, blobs, marks, created_at, thumb)
        did = self._sessions.of(account).did
        named = tuple(_cid(blob) for blob in (*blobs, thumb) if blob)
        return Prepared(wire.put_record(did, rkey, made), record_key=rkey, media_ids=named)

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        session = self._sessions.of(account)
        url = f"{session.home}/xrpc/com.atproto.repo.putRecord"
        answer = self._door.publish("POST", url, transmission, headers=session.headers, json=dict(prepared.payload))
        if session_ended(answer):
            self._sessions.forget(account, session)
        if not answer.ok:
            raise refused(answer, account, self._clock, publishing=True)
        uri = answer.mapping().get("uri")
        if uri != wire.address(str(prepared.payload["repo"]), prepared.record_key):
            raise Unconfirmed("Bluesky answered without the post's address.", detail=f"HTTP {answer.status}")
        return _published(str(uri), account, session)

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        """The record stands under its key or it does not: no list is needed, and nothing lags."""
        session, read_at = self._sessions.of(account), self._clock.now()
        sent = attempt.prepared.payload
        uri = wire.address(str(sent.get("repo")), attempt.prepared.record_key)
        answer = self._record(uri, account)
        if _is_missing(answer):
            return Absent(read_at)
        if not answer.ok:
            raise refused(answer, account, self._clock)
        if uri in attempt.known_remote_ids or answer.mapping().get("uri") != uri:
            return CannotTell("the post under its key is another entry's")
        if not wire.same(answer.mapping().get("value"), sent.get("record")):
            return CannotTell("a post with other words stands under its key")
        return _published(uri, account, session)

    def read(self, published: Published, account: Account) -> Seen | Gone | CannotTell:
        uri = self._uri(published, account)
        answer = self._record(uri, account)
        if _is_missing(answer):
            return Gone()
        self._expect(answer, account)
        seen = wire.seen(answer.mapping().get("value"))
        if seen is None or answer.mapping().get("uri") != uri:
            raise Unavailable("Bluesky did not show the post.", detail=f"HTTP {answer.status}")
        return seen

    def delete(self, published: Published, account: Account) -> None:
        did, rkey = wire.parts(self._uri(published, account))
        named = {"repo": did, "collection": wire.COLLECTION, "rkey": rkey}
        answer = self._call("POST", "com.atproto.repo.deleteRecord", account, json=named)
        self._expect(answer, account)
        if answer.body and not isinstance(answer.json(), dict):
            raise Unavailable("Bluesky did not say that the post is down.", detail=f"HTTP {answer.status}")

    def _upload(self, rendition: Rendition, account: Account, journal: Journal) -> dict[str, object]:
        """The blob as the record names it. Alt text is part of the record, so nothing can lose it."""
        key = f"media:{rendition.sha256}"
        known = journal.get(key)
        if known is not None:
            kept: dict[str, object] = json.loads(known)
            return kept
        more = {"Content-Type": rendition.mime}
        answer = self._call("POST", "com.atproto.repo.uploadBlob", account, more, data=rendition.read())
        self._expect(answer, account)
        blob = wire.blob(answer)
        if blob is None:
            raise Unavailable("Bluesky took the picture without naming it.", detail=f"HTTP {answer.status}")
        journal.record(key, json.dumps(blob))
        return blob

    def _did_of(self, handle: str, account: Account) -> str:
        """Whom a mention means; nothing where the handle leads nowhere."""
        answer = self._call("GET", "com.atproto.identity.resolveHandle", account, params={"handle": handle})
        if answer.status in (400, 404):
            return ""
        self._expect(answer, account)
        did = answer.mapping().get("did")
        return did if isinstance(did, str) and did.startswith("did:") else ""

    def _key_and_time(self, journal: Journal) -> tuple[str, str]:
        """The record's key and time: those of the first try, though a stale time is made anew."""
        now = self._clock.now()
        rkey, created_at = journal.get(RECORD_KEY), journal.get(CREATED_AT)
        if rkey is None:
            rkey = new_tid(now)
            journal.record(RECORD_KEY, rkey)
        if created_at is None or now - datetime.fromisoformat(created_at) > STALE_AFTER:
            created_at = wire.stamp(now)
            journal.record(CREATED_AT, created_at)
        return rkey, created_at

    def _uri(self, published: Published, account: Account) -> str:
        """An address that a person gave holds no more than the record's key."""
        named = published.remote_id
        return named if named.startswith("at://") else wire.address(self._sessions.of(account).did, named)

    def _record(self, uri: str, account: Account) -> Answer:
        did, rkey = wire.parts(uri)
        named = {"repo": did, "collection": wire.COLLECTION, "rkey": rkey}
        return self._call("GET", "com.atproto.repo.getRecord", account, params=named)

    def _call(
        self, method: str, name: str, account: Account, headers: dict[str, str] | None = None, **parts: Any
    ) -> Answer:
        """A call that publishes nothing; made once more with a new session where the server had ended ours."""
        session = self._sessions.of(account)
        answer = self._ask(method, name, session, headers, parts)
        if not session_ended(answer):
            return answer
        self._sessions.forget(account, session)
        return self._ask(method, name, self._sessions.of(account), headers, parts)

    def _ask(
        self, method: str, name: str, session: Session, headers: dict[str, str] | None, parts: dict[str, Any]
    ) -> Answer:
        return self._door.request(
            method, f"{session.home}/xrpc/{name}", headers=session.headers | (headers or {}), **parts
        )

    def _expect(self, answer: Answer, account: Account) -> None:
        if not answer.ok:
            raise refused(answer, account, self._clock)


def _cid(blob: dict[str, object]) -> str:
    reference = blob.get("ref")
    return str(reference.get("$link") or "") if isinstance(reference, dict) else ""


def _published(uri: str, account: Account, session: Session) -> Published:
    return wire.published(uri, session.handle, account.options.get("permalink", ""))


def _is_missing(answer: Answer) -> bool:
    """Older servers name the refusal otherwise and say the same."""
    said = wire.said(answer)
    return answer.status in (400, 404) and ("RecordNotFound" in said or "Could not locate record" in said)
