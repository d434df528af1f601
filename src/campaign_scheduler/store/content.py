"""Rendered posts and picture bytes: immutable, stored once by their hash, read back through a small cache."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from ..model.asset import Rendition
from ..model.card import LinkCard
from ..model.errors import DeliveryError
from ..model.post import Length
from ..model.rendered import RenderedPost
from . import tables as t
from .store import Store

R = t.rendered_posts
CARD = "card"
"""Under this name a link card is kept among a rendered post's options, which are otherwise strings."""
Picture = Callable[[str], bytes]
"""Gives the bytes of a picture by its hash. Raises DeliveryError where they are not kept (any more)."""
CACHED_BYTES = 64 * 1024 * 1024


def save_rendered(connection: Connection, posts: Iterable[RenderedPost]) -> None:
    """Store each rendered post and its pictures, unless they are there already.

    A post that is known may have lost its pictures to retention.
    """
    fresh = {post.content_hash: post for post in posts}
    _save_blobs(connection, {media.sha256: media for post in fresh.values() for media in post.pictures})
    for known in _known(connection, t.rendered_posts.c.content_hash, list(fresh)):
        del fresh[known]
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
        "options": dict(post.options) | ({CARD: _card_row(post.card)} if post.card else {}),
    }


def _card_row(card: LinkCard) -> dict[str, object]:
    thumbnail = _media_row(card.thumbnail) if card.thumbnail else None
    plain = {name: getattr(card, name) for name in ("link", "title", "description")}
    return plain | {"thumbnail": thumbnail, "written": list(card.written)}


def _media_row(media: Rendition) -> dict[str, object]:
    names = ("sha256", "source_sha256", "source_name", "mime", "width", "height", "size", "alt", "alt_from")
    return {name: getattr(media, name) for name in names}


def stored(connection: Connection, hashes: Collection[str], picture: Picture) -> dict[str, RenderedPost]:
    """Rendered posts by their content hash; those that are not there are left out."""
    found: dict[str, RenderedPost] = {}
    wanted = list(dict.fromkeys(hashes))
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for row in connection.execute(select(R).where(R.c.content_hash.in_(part))):
            found[row.content_hash] = rendered(row, row.options, picture)
    return found


def pictures_kept(connection: Connection, names: Collection[str]) -> frozenset[str]:
    """Which of these pictures, by hash, the store still holds."""
    return frozenset(_known(connection, t.blobs.c.sha256, list(dict.fromkeys(names))))


def no_picture(sha256: str) -> bytes:
    """Where there is no store."""
    raise DeliveryError(f"the picture {sha256[:12]} is not in the store")


class PictureReader:
    """Reads pictures back. Safe from many threads; keeps the most recent in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0

    def picture(self, sha256: str) -> bytes:
        """The picture's bytes. Raises DeliveryError when the store does not hold them."""
        with self._lock:
            if sha256 in self._pictures:
                self._pictures.move_to_end(sha256)
                return self._pictures[sha256]
        with self._store.read() as connection:
            data = connection.scalar(select(t.blobs.c.data).where(t.blobs.c.sha256 == sha256))
        if data is None:
            return no_picture(sha256)
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


def rendered(row: Any, options: Mapping[str, Any], picture: Picture) -> RenderedPost:
    """A stored row as a rendered post. `picture` gives the bytes of a picture by its hash, when they are asked for."""
    kept = options.get(CARD)
    return RenderedPost(
        account_id=row.account_id,
        platform=row.platform,
        text=row.text,
        words=row.words,
        lengths=tuple(Length(*length) for length in row.lengths),
        media=tuple(_rendition(media, picture) for media in row.media),
        options={name: value for name, value in options.items() if name != CARD},
        card=card(kept, picture) if kept else None,
    )


def card(kept: Mapping[str, Any], picture: Picture) -> LinkCard:
    """A stored link card."""
    thumbnail = _rendition(kept["thumbnail"], picture) if kept["thumbnail"] else None
    return LinkCard(kept["link"], kept["title"], kept["description"], thumbnail, tuple(kept["written"]))


def thumbnail_of(options: Mapping[str, Any]) -> str:
    """The hash of a stored link card's picture; blank where there is none."""
    thumbnail = (options.get(CARD) or {}).get("thumbnail")
    return str(thumbnail["sha256"]) if thumbnail else ""


def _rendition(media: dict[str, Any], picture: Picture) -> Rendition:
    return Rendition(**media, read=lambda: picture(media["sha256"]))
