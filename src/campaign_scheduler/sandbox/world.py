"""Everything that was posted on the stand-in networks. The truth that tests count."""

from __future__ import annotations

import hashlib
import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from ..model.clock import Clock, SystemClock
from .desks import desks
from .faults import FaultBook
from .ledger import Ledger
from .pictures import look
from .posts import JSON, Media, Post, Stage, order

KEY_LIVES = timedelta(hours=1)
"""How long Mastodon remembers an idempotency key."""
GHOST_LIVES = timedelta(hours=24)
"""How long LinkedIn takes a repeat of a deleted post for a duplicate."""
NETWORK_NAMES = ("x", "twitter", "linkedin", "mastodon", "bluesky")


@dataclass
class Habits:
    """How the networks behave when nothing is wrong; tests may change it.

    A picture is ready once it was asked after `polls` times, or after `processing_seconds`, whichever comes first; one
    smaller than `at_once_below` bytes is ready at once. Many servers of Mastodon's API ignore idempotency keys.
    A post is on its account's list `list_lag` seconds after it was published.
    """

    polls: dict[str, int] = field(default_factory=lambda: {"mastodon": 1, "x": 0, "linkedin": 1})
    processing_seconds: float = 2.0
    at_once_below: int = 0
    honours_keys: bool = True
    list_lag: float = 0.0


class World:
    """Safe to use from the server's thread and from a test's at once.

    Raises SettingsError when `state` holds something else than a sandbox's posts.
    """

    def __init__(self, clock: Clock | None = None, *, seed: int = 0, state: Path | None = None) -> None:
        self.clock = clock or SystemClock()
        self.faults = FaultBook(seed)
        self.habits = Habits()
        self.names: dict[str, str] = {}
        self.limits: dict[str, Mapping[str, object]] = {}
        """What an account's own server allows, by account, under the names that its adapter keeps."""
        self.site = ""
        self.blobs: dict[str, bytes] = {}
        self.given: list[JSON] = []
        """What the person who posts by hand was given, in order. Not kept for the next start."""
        self.version = 0
        self._lock = threading.RLock()
        self.named: Counter[tuple[str, str]] = Counter()
        """How many publishing requests named a picture, by network and id."""
        self._received: Counter[tuple[str, str, str]] = Counter()
        self._posts: list[Post] = []
        self._by_id: dict[tuple[str, str], Post] = {}
        self._by_author: defaultdict[tuple[str, str], list[Post]] = defaultdict(list)
        self._said: dict[tuple[str, str, str], Post] = {}
        self._keys: dict[tuple[str, str, str], Post] = {}
        self._media: dict[tuple[str, str], Media] = {}
        self._profiles: dict[tuple[str, str], str] = {}
        self._last_id = 0
        self.desks = desks()
        self.revoked: set[str] = set()
        """Tokens that were taken back."""
        self._ledger = Ledger(state) if state else None
        self._load()

    # Profiles

    def name_of(self, account: str) -> str:
        """What readers see: the name given in `names`, or `trust_x` as Trust."""
        words = [word for word in account.split("_") if word not in NETWORK_NAMES] or account.split("_")
        return self.names.get(account) or " ".join(words).title()

    def profile_id(self, platform: str, account: str) -> str:
        """A lasting id of 18 digits, always the same for the same account."""
        identity = str(10**17 + int.from_bytes(hashlib.sha256(account.encode()).digest()[:7], "big"))
        self._profiles[platform, identity] = account
        return identity

    def acquaint(self, platform: str, identity: str, account: str) -> None:
        """Remember whose id this is."""
        self._profiles[platform, identity] = account

    def account_with(self, platform: str, identity: str) -> str | None:
        """The account that has this id, once it has shown itself."""
        return self._profiles.get((platform, identity))

    # Ids

    def new_id(self) -> int:
        """An id of 64 bits with the time in it, as the networks make them. Always above the last."""
        with self._lock:
            made = int(self.clock.now().timestamp() * 1000) << 20
            self._last_id = max(made, self._last_id + 1)
            return self._last_id

    # Pictures

    def take_picture(self, platform: str, owner: str, data: bytes, identity: str = "") -> Media:
        """A picture as it arrives, not yet kept."""
        seen = look(data)
        media = Media(identity or str(self.new_id()), platform, owner)
        media.sha256, media.bytes = hashlib.sha256(data).hexdigest(), len(data)
        if seen is not None:
            media.mime, media.width, media.height = seen.mime, seen.width, seen.height
        self._begin_processing(media)
        return media

    def keep_picture(self, media: Media, data: bytes) -> None:
        with self._lock:
            self.blobs[media.sha256] = data
            self._media[media.platform, media.id] = media

    def expect_picture(self, platform: str, owner: str, identity: str) -> None:
        """Give a picture's id out before its bytes arrive."""
        with self._lock:
            self._media[platform, identity] = Media(identity, platform, owner, stage=Stage.WAITING)

    def picture(self, platform: str, identity: str) -> Media | None:
        return self._media.get((platform, identity))

    def ask_after(self, media: Media) -> Stage:
        """The stage to answer a poll with; being asked brings the picture on."""
        stage = self.stage_of(media)
        if stage is Stage.PROCESSING:
            media.polls_left -= 1
        return stage

    def stage_of(self, media: Media) -> Stage:
        done = media.polls_left <= 0 or time.monotonic() >= media.ready_at
        if media.stage is Stage.PROCESSING and done:
            media.stage = Stage.READY
        return media.stage

    def _begin_processing(self, media: Media) -> None:
        media.polls_left = self.habits.polls.get(media.platform, 0)
        if media.polls_left and media.bytes >= self.habits.at_once_below:
            media.stage = Stage.PROCESSING
            media.ready_at = time.monotonic() + self.habits.processing_seconds

    def name_picture(self, platform: str, identity: str) -> None:
        """A publishing request that has arrived names a picture."""
        with self._lock:
            self.named[platform, identity] += 1

    # Posts

    def publish(self, post: Post) -> None:
        """Add a post. From here on it has gone out."""
        with self._lock:
            for picture in post.media:
                picture.attached = True
            post.media = [replace(picture) for picture in post.media]
            self._index(post)
            self._keep(post)

    def give(self, parcel: JSON) -> None:
        """Put something into the inbox of the person who posts by hand."""
        with self._lock:
            self.given.append(parcel)
            self.version += 1

    def remove(self, post: Post) -> None:
        """Its author took it down; the truth remembers it."""
        with self._lock:
            post.removed_at = post.removed_at or self.clock.now()
            self._keep(post)

    def said(self, platform: str, author: str, wrote: str) -> Post | None:
        """The last post of this author with exactly these words, removed or not."""
        return self._said.get((platform, author, wrote))

    def by_key(self, platform: str, account: str, key: str) -> Post | None:
        """The post made with an idempotency key within the last hour."""
        post = self._keys.get((platform, account, key)) if self.habits.honours_keys else None
        recent = post is not None and self.clock.now() - post.created_at < KEY_LIVES
        return post if recent else None

    def post(self, platform: str, identity: str) -> Post | None:
        """A post that readers can open."""
        post = self._by_id.get((platform, identity))
        return post if post is not None and post.removed_at is None else None

    def listed(self, platform: str, author: str, *, before: str = "") -> Iterator[Post]:
        """What the author's own list shows now, newest first, from below the id `before`."""
        mine, now = self._by_author[platform, author], self.clock.lease_time()
        end = bisect_left(mine, order(before), key=lambda post: order(post.id)) if before else len(mine)
        for index in range(end - 1, -1, -1):
            if mine[index].removed_at is None and mine[index].seen_from <= now:
                yield mine[index]

    def posts(self, platform: str | None = None, account: str | None = None) -> list[Post]:
        """Every post ever made, in order, removed ones too."""
        with self._lock:
            return [
                post for post in self._posts if platform in (None, post.platform) and account in (None, post.account)
            ]

    # Requests

    def count(self, platform: str, account: str, step: str) -> int:
        """Count a request that has arrived. Gives its number among all of that step."""
        with self._lock:
            self._received[platform, account, step] += 1
            return sum(count for (_, _, name), count in self._received.items() if name == step)

    @property
    def requests(self) -> Counter[str]:
        """How many requests arrived, by `mastodon:publish`."""
        found: Counter[str] = Counter()
        for platform, _, step, count in self.received():
            found[f"{platform}:{step}"] += count
        return found

    def received(self) -> list[tuple[str, str, str, int]]:
        """How many requests arrived: platform, account, step, count."""
        with self._lock:
            return [(*place, count) for place, count in sorted(self._received.items())]

    # Keeping

    def _index(self, post: Post) -> None:
        self._posts.append(post)
        self._by_id[post.platform, post.id] = post
        self._by_author[post.platform, post.author].append(post)
        self._said[post.platform, post.author, post.wrote] = post
        if post.idempotency_key:
            self._keys[post.platform, post.account, post.idempotency_key] = post

    def _keep(self, post: Post) -> None:
        self.version += 1
        if self._ledger is not None:
            for picture in post.media:
                self._ledger.add_picture(picture.sha256, self.blobs[picture.sha256])
            self._ledger.add(post)

    def _load(self) -> None:
        if self._ledger is None:
            return
        self.blobs = self._ledger.pictures()
        for post in self._ledger.posts():
            self._index(post)
            self.profile_id(post.platform, post.account)
            self._last_id = max(self._last_id, order(post.id))
        self.version = len(self._posts)
