"""What scheduling would do, post by post, in the words of a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..model.errors import InputError
from ..model.problem import Problem
from ..planning.plan import Change, Kind
from ..signoff.words import Piece, differences
from ..store import agenda
from ..store.agenda import Content
from .app import App
from .scheduling import Planned, make_plan


@dataclass(frozen=True, slots=True)
class Part:
    """One account of a proposed change; `pieces` are the differences in its words, where they differ."""

    account: str
    what: tuple[str, ...]
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """One post and what scheduling would do with it. `was` is its time now, where that differs from `at`."""

    post_id: str
    kind: Kind
    at: datetime
    was: datetime | None
    words: str
    parts: tuple[Part, ...]
    edited: bool = False


@dataclass(frozen=True)
class Proposal:
    """`planned` is None where problems keep anything from being scheduled."""

    planned: Planned | None
    posts: Sequence[Proposed] = ()
    too_late: Sequence[Proposed] = ()
    """Edited, but already out or on the way: not altered."""
    problems: Sequence[Problem] = ()


def propose(app: App) -> Proposal:
    """Read everything now. Problems of the files are given back, not raised."""
    try:
        planned = make_plan(app, narrow=True)
    except InputError as error:
        return Proposal(None, problems=error.problems)
    late = tuple(change for change in planned.plan.changes if change.edited)
    with app.store() as store, store.read() as connection:
        hashes = [one.stored.content_hash for one in (*planned.plan.to_write, *late) if one.stored is not None]
        before = agenda.contents(connection, hashes)
    return Proposal(planned, _grouped(planned.plan.to_write, before), _grouped(late, before), planned.reading.problems)


def _grouped(changes: Sequence[Change], before: Mapping[str, Content]) -> list[Proposed]:
    groups: dict[tuple[str, Kind, datetime], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.key.post_id, change.kind, change.due_at), []).append(change)
    return [_proposed(group, before) for group in groups.values()]


def _proposed(group: Sequence[Change], before: Mapping[str, Content]) -> Proposed:
    first = group[0]
    was = first.stored.due_at if first.stored is not None and first.stored.due_at != first.due_at else None
    parts = tuple(Part(one.key.account_id, _what(one, before), _pieces(one, before)) for one in group)
    words = first.desired.rendered.words if first.desired else ""
    if not words and first.stored is not None and first.stored.content_hash in before:
        words = before[first.stored.content_hash].words
    return Proposed(first.key.post_id, first.kind, first.due_at, was, words, parts, any(one.edited for one in group))


def _what(change: Change, before: Mapping[str, Content]) -> tuple[str, ...]:
    """`content` told apart into words, pictures and alt text."""
    known = before.get(change.stored.content_hash) if change.stored is not None else None
    if "content" not in change.what or known is None or change.desired is None:
        return change.what
    now = change.desired.rendered
    old = [(media["sha256"], media["alt"]) for media in known.media]
    new = [(media.sha256, media.alt) for media in now.media]
    found = ["words"] if now.words != known.words else []
    found += ["pictures"] if [sha for sha, _ in old] != [sha for sha, _ in new] else []
    found += ["alt text"] if [alt for _, alt in old] != [alt for _, alt in new] else []
    return (*(found or ["settings"]), *(one for one in change.what if one != "content"))


def _pieces(change: Change, before: Mapping[str, Content]) -> tuple[Piece, ...]:
    known = before.get(change.stored.content_hash) if change.stored is not None else None
    if known is None or change.desired is None or known.words == change.desired.rendered.words:
        return ()
    return tuple(differences(known.words, change.desired.rendered.words))
