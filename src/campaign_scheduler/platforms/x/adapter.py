"""Posts to an X account."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ...model.account import Account, Profile
from ...model.asset import Rendition
from ...model.capabilities import Capabilities
from ...model.clock import Clock
from ...model.delivery import Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ...model.errors import ContentRejected, Unavailable, Unconfirmed
from ...model.rendered import RenderedPost
from ..kit.answer import Answer
from ..kit.credentials import missing_secret
from ..kit.http import Door
from ..kit.interface import Journal
from ..kit.matching import CLOCKS_DIFFER, Listed, judge
from ..kit.parts import items, part, text
from ..kit.transmission import Transmission
from ..kit.waiting import turns
from . import wire
from .capabilities import capabilities
from .client import HOST, DoorSession, client, signer, signs
from .connecting import XConnector
from .links import without_scheme
from .refusals import refused

PROCESSING_LIMIT = 60.0
"""Seconds to wait for X to process a picture."""
LONGEST_PAUSE = 10.0
PAGE = 100


class X:
    """The Platform for X."""

    name = "x"

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self.connecting = XConnector(door, clock)

    def capabilities(self, account: Account) -> Capabilities:
        return capabilities(account.options)

    def verify(self, account: Account) -> Profile:
        answer = self._call(account, "get_me")
        user = wire.data(answer)
        identity, handle = wire.identity(user), text(user, "username")
        if not identity:
            raise Unavailable("X did not say whose token it is.", detail=f"HTTP {answer.status}")
        return Profile(identity, handle, _base(account), text(user, "name"), f"https://x.com/{handle}")

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        ids = [self._upload(rendition, index, account, journal) for index, rendition in enumerate(post.media)]
        payload: dict[str, object] = {"text": post.text}
        if ids:
            payload["media_ids"] = ids
        return Prepared(payload, media_ids=tuple(ids))

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        answer = self._call(account, "create_tweet", transmission=transmission, **dict(prepared.payload))
        identity = wire.posted(answer)
        if not identity:
            raise Unconfirmed("X answered without the post's id.", detail=f"HTTP {answer.status}")
        return Published(identity, _permalink(account).format(identity))

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        owner = attempt.remote_profile.rpartition("|")[2] or self.verify(account).remote_id
        since = attempt.started_at - CLOCKS_DIFFER - timedelta(minutes=1)
        answer = self._call(
            account,
            "get_users_tweets",
            id=owner,
            start_time=since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            max_results=PAGE,
            exclude=["retweets"],
            tweet_fields=["created_at", "entities", "note_tweet", "attachments"],
        )
        found = judge(_listed(answer, account), _comparable(attempt), complete=True, read_at=self._clock.now())
        if isinstance(found, Absent):
            return CannotTell("it is not on X's list, but X's list may lag")
        return found

    def read(self, published: Published, account: Account) -> Seen | Gone | CannotTell:
        """Costs what Capabilities.reading says."""
        answer = self._call(
            account,
            "get_tweet",
            id=published.remote_id,
            tweet_fields=["entities", "note_tweet", "attachments"],
            expansions=["attachments.media_keys"],
            media_fields=["alt_text"],
        )
        if wire.says_missing(answer):
            return Gone()
        seen = wire.seen(answer, published.remote_id)
        if seen is None:
            raise Unavailable("X did not show the post.", detail=f"HTTP {answer.status} {wire.said(answer)}".strip())
        return seen

    def delete(self, published: Published, account: Account) -> None:
        try:
            answer = self._call(account, "delete_tweet", id=published.remote_id)
        except ContentRejected as error:
            if "404" not in error.detail:
                raise
            return
        if wire.data(answer).get("deleted") is not True:
            raise Unavailable("X did not say that the post is down.", detail=f"HTTP {answer.status}")

    def _upload(self, rendition: Rendition, index: int, account: Account, journal: Journal) -> str:
        """Upload, wait, describe. The id is written down only when its alt text is set."""
        key = f"media:{index}:{rendition.sha256[:16]}:{hashlib.sha256(rendition.alt.encode()).hexdigest()[:8]}"
        known = journal.get(key)
        if known is not None:
            return known
        name = f"picture.{rendition.mime.rpartition('/')[2]}"
        files = {"media": (name, rendition.read(), rendition.mime)}
        answer = self._raw(account, "POST", "/2/media/upload", files=files, data={"media_category": "tweet_image"})
        identity = wire.identity(wire.data(answer))
        if not identity:
            raise Unavailable("X took the picture without giving it an id.", detail=f"HTTP {answer.status}")
        self._wait(account, identity, answer)
        self._describe(account, identity, rendition.alt)
        journal.record(key, identity)
        return identity

    def _describe(self, account: Account, identity: str, alt: str) -> None:
        """Nothing goes out without its alt text: a yes that does not name the picture is none."""
        named = {"id": identity, "metadata": {"alt_text": {"text": alt}}}
        try:
            answer = self._raw(account, "POST", "/2/media/metadata", json=named)
        except ContentRejected as error:
            if "could not find media" not in error.detail.lower():
                raise
            words = "X does not know the picture that it took a moment ago; it is uploaded again."
            raise Unavailable(words, detail=error.detail) from None
        if wire.identity(wire.data(answer)) != identity or wire.kept_alt(answer, alt) != alt:
            raise Unavailable(
                "X did not say that it kept the picture's alt text, so the post was not sent.",
                detail=f"HTTP {answer.status}",
            )

    def _wait(self, account: Account, identity: str, answer: Answer) -> None:
        for _ in turns(PROCESSING_LIMIT):
            state = _processing(answer)
            if wire.identity(wire.data(answer)) != identity:
                raise Unavailable("X did not say whether the picture is ready.", detail=f"HTTP {answer.status}")
            if state is None or state.get("state") == "succeeded":
                return
            if state.get("state") == "failed":
                raise ContentRejected("X could not process the picture.", remedy="Export it again as PNG or JPEG.")
            time.sleep(_asked(state))
            answer = self._raw(account, "GET", "/2/media/upload", params={"command": "STATUS", "media_id": identity})
        raise Unavailable("X is still processing the picture.")

    def _raw(self, account: Account, method: str, path: str, **parts: Any) -> Answer:
        """A call that tweepy has not: v2 media. Signed by tweepy's own means."""
        session = DoorSession(self._door, _base(account))
        made = self._client(session, account)
        headers = {} if signs(account) else {"Authorization": f"Bearer {account.credentials['access_token']}"}
        session.request(method, path, headers=headers, auth=signer(made) if signs(account) else None, **parts)
        return self._judged(session, account, None, of_media=True)

    def _call(self, account: Account, name: str, *, transmission: Transmission | None = None, **parts: Any) -> Answer:
        """One of tweepy's calls. Once there is an answer it decides, whatever tweepy makes of it."""
        session = DoorSession(self._door, _base(account), transmission)
        call = getattr(self._client(session, account), name)
        try:
            call(user_auth=signs(account), **parts)
        except Exception:
            if session.answer is None:
                raise
        return self._judged(session, account, transmission)

    def _client(self, session: DoorSession, account: Account) -> Any:
        if "access_token" not in account.credentials:
            raise missing_secret(account.id, "access_token")
        return client(session, account)

    def _judged(
        self, session: DoorSession, account: Account, transmission: Transmission | None, *, of_media: bool = False
    ) -> Answer:
        assert session.answer is not None
        if not session.answer.ok:
            publishing = transmission is not None
            raise refused(session.answer, account, self._clock, publishing=publishing, of_media=of_media)
        return session.answer


def _base(account: Account) -> str:
    return account.base_url or HOST


def _permalink(account: Account) -> str:
    """The pattern of a post's address; a server that stands in for the network has its own."""
    return account.options.get("permalink", wire.PERMALINK)


def _processing(answer: Answer) -> Mapping[str, object] | None:
    return part(wire.data(answer), "processing_info") or None


def _asked(state: Mapping[str, object]) -> float:
    """How many seconds X asks to wait before the next look."""
    asked = state.get("check_after_secs")
    return float(asked) if isinstance(asked, int | float) and 0 <= asked <= LONGEST_PAUSE else LONGEST_PAUSE


def _listed(answer: Answer, account: Account) -> list[Listed]:
    tweets = [tweet for tweet in items(answer.mapping(), "data") if isinstance(tweet, dict)]
    read = [wire.listed(tweet, _permalink(account)) for tweet in tweets]
    return [replace(one, words=without_scheme(one.words)) for one in read if one is not None]


def _comparable(attempt: Attempt) -> Attempt:
    return replace(attempt, words=without_scheme(attempt.words))
