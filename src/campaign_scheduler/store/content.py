"""Rendered posts and picture bytes: immutable, stored once by their hash, read back through a small cache."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select

from ..model.asset import Rendition
from ..model.errors import DeliveryError
from ..model.post import Length
from ..model.rendered import RenderedPost
from . import tables as t
from .store import Store

CACHED_POSTS = 512
CACHED_BYTES = 64 * 1024 * 1024


def save_rendered(connection: Connection, posts: Iterable[RenderedPost]) -> None:
    """Store each rendered post and its pictures, unless they are there already."""
    fresh = {post.content_hash: post for post in posts}
    for known in _known(connection, t.rendered_posts.c.content_hash, list(fresh)):
        del fresh[known]
    _save_blobs(connection, {media.sha256: media for post in fresh.values() for media in post.media})
    if fresh:
        connection.execute(insert(t.rendered_posts), [_row(post) for post in fresh.values()])


def _save_blobs(connection: Connection, pictures: dict[str, Rendition]) -> None:
    for known in _known(connection, t.blobs.c.sha256, list(pictures)):
        del pictures[known]
    for picture in pictures.values():
        row = {"sha256": picture.sha256, "mime": picture.mime, "size": picture.size, "data": picture.read()}
        connection.execute(insert(t.blobs), row)


def _known(connection: Connection, column: Any, keys: list[str]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(keys), 500):
        found += connection.scalars(select(column).where(column.in_(keys[start : start + 500])))
    return found


def _row(post: RenderedPost) -> dict[str, object]:
    return {
        "content_hash": post.content_hash,
        "fingerprint": post.fingerprint,
        "account_id": post.account_id,
        "platform": post.platform,
        "text": post.text,
        "words": post.words,
        "lengths": [[length.used, length.limit, length.unit] for length in post.lengths],
        "media": [_media_row(media) for media in post.media],
        "options": dict(post.options),
    }


def _media_row(media: Rendition) -> dict[str, object]:
    names = ("sha256", "source_sha256", "source_name", "mime", "width", "height", "size", "alt", "alt_from")
    return {name: getattr(media, name) for name in names}


class ContentReader:
    """Reads rendered posts and pictures back. Safe from many threads; keeps the most recent in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._posts: OrderedDict[str, RenderedPost] = OrderedDict()
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0

    def post(self, content_hash: str) -> RenderedPost:
        """The rendered post of that hash. Raises DeliveryError when the store does not hold it."""
        with self._lock:
            if content_hash in self._posts:
                self._posts.move_to_end(content_hash)
                return self._posts[content_hash]
        post = self._load(content_hash)
        with self._lock:
            self._posts[content_hash] = post
            if len(self._posts) > CACHED_POSTS:
                self._posts.popitem(last=False)
        return post

    def picture(self, sha256: str) -> bytes:
        """The picture's bytes. Raises DeliveryError when the store does not hold them."""
        with self._lock:
            if sha256 in self._pictures:
                self._pictures.move_to_end(sha256)
                return self._pictures[sha256]
        with self._store.read() as connection:
            data = connection.scalar(select(t.blobs.c.data).where(t.blobs.c.sha256 == sha256))
        if data is None:
            raise DeliveryError(f"the picture {sha256[:12]} is not in the store")
        self._keep(sha256, data)
        return bytes(data)

    def _keep(self, sha256: str, data: bytes) -> None:
        with self._lock:
            if sha256 not in self._pictures:
                self._pictures[sha256] = data
                self._held += len(data)
            while self._held > CACHED_BYTES and len(self._pictures) > 1:
                _, old = self._pictures.popitem(last=False)
                self._held -= len(old)

    def _load(self, content_hash: str) -> RenderedPost:
        query = select(t.rendered_posts).where(t.rendered_posts.c.content_hash == content_hash)
        with self._store.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise DeliveryError(f"the content {content_hash[:12]} is not in the store")
        return RenderedPost(
            account_id=row.account_id,
            platform=row.platform,
            text=row.text,
            words=row.words,
            lengths=tuple(Length(*length) for length in row.lengths),
            media=tuple(self._rendition(media) for media in row.media),
            options=row.options,
        )

    def _rendition(self, media: dict[str, Any]) -> Rendition:
        sha256 = media["sha256"]
        return Rendition(**media, read=lambda: self.picture(sha256))
