"""What changed since somebody approved it: the very words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...model.rendered import RenderedPost
from ...model.signoff import Approval
from ...signoff.difference import Difference, difference
from ...store import Connection, approvals, content
from ...store.post_log import Entry
from ..app import App


@dataclass(frozen=True, slots=True)
class Since:
    """An approval of earlier content, and how what is scheduled differs from that."""

    approval: Approval
    difference: Difference

    @property
    def sentence(self) -> str:
        """`changed since Dr Shah approved: one word`"""
        return f"changed since {self.approval.signatory.name} approved: {self.difference.sentence}"


def changed_since(app: App, entries: Sequence[Entry]) -> Mapping[int, tuple[Since, ...]]:
    """By delivery, for each person who approved it before it changed and not since; none where nobody did."""
    with app.store() as store, store.read() as connection:
        return of_entries(connection, entries)


def of_entries(connection: Connection, entries: Sequence[Entry]) -> Mapping[int, tuple[Since, ...]]:
    """The same in the caller's transaction."""
    given = approvals.of_deliveries(connection, [one.delivery_id for one in entries])
    lapsed = {one.delivery_id: _lapsed(one, given.get(one.delivery_id, ())) for one in entries}
    hashes = {approval.content_hash for found in lapsed.values() for approval in found}
    hashes |= {one.content_hash for one in entries if lapsed[one.delivery_id]}
    posts = contents(connection, hashes)
    return {one.delivery_id: _since(one, lapsed[one.delivery_id], posts) for one in entries if lapsed[one.delivery_id]}


def _lapsed(entry: Entry, given: Iterable[Approval]) -> list[Approval]:
    """The last approval of each person who has not approved what is scheduled now."""
    standing = [one for one in given if one.stands]
    still = {one.signatory.key for one in standing if one.content_hash == entry.content_hash}
    last = {one.signatory.key: one for one in standing if one.signatory.key not in still}
    return list(last.values())


def _since(entry: Entry, lapsed: Iterable[Approval], posts: Mapping[str, RenderedPost]) -> tuple[Since, ...]:
    now = posts[entry.content_hash]
    return tuple(Since(one, difference(posts[one.content_hash], now)) for one in lapsed if one.content_hash in posts)


def contents(connection: Connection, hashes: Iterable[str]) -> Mapping[str, RenderedPost]:
    """Rendered posts to compare; their pictures' bytes cannot be read."""
    return content.stored(connection, list(hashes), _unread)


def _unread(sha256: str) -> bytes:
    raise NotImplementedError(sha256)
