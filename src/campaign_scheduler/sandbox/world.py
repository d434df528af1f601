"""What the stand-in networks hold: profiles, pictures and posts. The truth that tests count."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..model.clock import Clock, SystemClock

PROCESSING_POLLS = 1
"""How often a picture's status is asked before it is ready."""


@dataclass
class Media:
    """An uploaded picture. `polls_left` counts down while it is being processed."""

    id: str
    platform: str
    account: str
    sha256: str
    size: int
    mime: str
    alt: str = ""
    polls_left: int = 0
    attached: bool = False


@dataclass
class Post:
    """A post as the network holds it. `text` is what a reader sees."""

    id: str
    platform: str
    account: str
    text: str
    media: list[Media]
    created_at: datetime
    permalink: str
    number: int
    idempotency_key: str = ""
    raw: str = ""
    visible_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass
class World:
    """Safe to use from the server's thread and from a test's at once."""

    clock: Clock = field(default_factory=SystemClock)
    state: Path | None = None
    site: str = ""

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._posts: list[Post] = []
        self._by_id: dict[tuple[str, str], Post] = {}
        self._said: dict[tuple[str, str, str], Post] = {}
        self._keys: dict[tuple[str, str, str], Post] = {}
        self._media: dict[str, Media] = {}
        self.blobs: dict[str, bytes] = {}
        self.requests: Counter[str] = Counter()
        self._ids = itertools.count(1)
        self._load()

    def next_id(self) -> int:
        """Grows with every call, like the ids of real networks."""
        with self.lock:
            return 114_000_000_000_000_000 + next(self._ids)

    def account_of(self, token: str) -> str:
        """`token-trust_x` belongs to the profile `trust_x`."""
        return token.removeprefix("token-")

    def keep_picture(self, platform: str, account: str, data: bytes, mime: str, identity: str) -> Media:
        """Take a picture in; it is processed for a while."""
        digest = hashlib.sha256(data).hexdigest()
        media = Media(identity, platform, account, digest, len(data), mime, polls_left=PROCESSING_POLLS)
        with self.lock:
            self.blobs[digest] = data
            self._media[identity] = media
        return media

    def media(self, identity: str) -> Media | None:
        return self._media.get(identity)

    def publish(
        self,
        platform: str,
        account: str,
        text: str,
        media: Iterable[Media],
        identity: str,
        permalink: str,
        *,
        idempotency_key: str = "",
        raw: str = "",
    ) -> Post:
        """Add a post. From here on it has gone out."""
        with self.lock:
            pictures = list(media)
            for picture in pictures:
                picture.attached = True
            number = len(self._posts) + 1
            now = self.clock.now()
            post = Post(identity, platform, account, text, pictures, now, permalink, number, idempotency_key, raw)
            self._index(post)
            self._save(post)
            return post

    def _index(self, post: Post) -> None:
        self._posts.append(post)
        self._by_id[post.platform, post.id] = post
        self._said[post.platform, post.account, post.raw or post.text] = post
        if post.idempotency_key:
            self._keys[post.platform, post.account, post.idempotency_key] = post

    def forget(self, post: Post) -> None:
        """The network lied: it gave an id and kept nothing."""
        with self.lock:
            self._posts.remove(post)
            del self._by_id[post.platform, post.id]
            self._said.pop((post.platform, post.account, post.raw or post.text), None)

    def said(self, platform: str, account: str, raw: str) -> Post | None:
        """A live post of this account with exactly these words."""
        post = self._said.get((platform, account, raw))
        return post if post is not None and post.removed_at is None else None

    def by_key(self, platform: str, account: str, key: str) -> Post | None:
        """The post made with an idempotency key within the last hour."""
        post = self._keys.get((platform, account, key))
        recent = post is not None and self.clock.now() - post.created_at < timedelta(hours=1)
        return post if recent else None

    def post(self, platform: str, identity: str) -> Post | None:
        post = self._by_id.get((platform, identity))
        return post if post is not None and post.removed_at is None else None

    def listed(self, platform: str, account: str) -> list[Post]:
        """What the account's own list shows now, newest first."""
        now = self.clock.now()
        with self.lock:
            mine = [post for post in self._posts if (post.platform, post.account) == (platform, account)]
        return [post for post in reversed(mine) if post.removed_at is None and (post.visible_at or now) <= now]

    def posts(self) -> list[Post]:
        """Every post ever made, in order."""
        with self.lock:
            return list(self._posts)

    def as_json(self, post: Post) -> dict[str, object]:
        """The truth about one post, for the control API."""
        whole = asdict(post)
        for name in ("created_at", "visible_at", "removed_at"):
            whole[name] = whole[name].isoformat() if whole[name] else None
        return whole

    def _save(self, post: Post) -> None:
        if self.state is not None:
            with self.state.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self.as_json(post)) + "\n")

    def _load(self) -> None:
        if self.state is None or not self.state.exists():
            return
        for line in self.state.read_text(encoding="utf-8").splitlines():
            kept = json.loads(line)
            kept["media"] = [Media(**media) for media in kept["media"]]
            for name in ("created_at", "visible_at", "removed_at"):
                kept[name] = datetime.fromisoformat(kept[name]).astimezone(UTC) if kept[name] else None
            self._index(Post(**kept))
        self._ids = itertools.count(len(self._posts) * 10 + 1)
