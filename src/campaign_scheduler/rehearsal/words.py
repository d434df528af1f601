"""A rehearsal in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from .result import Rehearsal, Verdict


def counted(count: int, noun: str) -> str:
    """`1 post`, `2 posts`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


CLAUSES: tuple[tuple[frozenset[Verdict], str, str], ...] = (
    (frozenset({Verdict.OUT, Verdict.ASKED, Verdict.SHOWN}), "goes out", "go out"),
    (frozenset({Verdict.APPROVAL}), "goes out once it is approved", "go out once they are approved"),
    (frozenset({Verdict.FROZEN}), "stays on hold for a freeze", "stay on hold for a freeze"),
    (frozenset({Verdict.BLOCKED}), "cannot be scheduled yet", "cannot be scheduled yet"),
    (frozenset({Verdict.FAILED}), "does not go out", "do not go out"),
)
"""What is said of one and of many, in the order in which it is told."""


def headline(found: Rehearsal) -> str:
    """How it went, in one sentence."""
    every = len(found.showings)
    if not every:
        return "There was nothing to rehearse."
    said = []
    for verdicts, of_one, of_many in CLAUSES:
        count = sum(found.counts[verdict] for verdict in verdicts)
        if count == every:
            return f"The one post {of_one}." if every == 1 else f"All {every} posts {of_many}."
        if count:
            said.append(f"{count} {of_one if count == 1 else of_many}")
    return f"Of {every} posts, {', '.join(said[:-1])} and {said[-1]}."


def dates(found: Rehearsal) -> str:
    """From the first post's day to the last one's."""
    days = [one.rendering.post.slot.wall.date() for one in found.showings]
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return f"{first.day} {first:%B %Y}"
    begin = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{begin} to {last.day} {last:%B %Y}"


def notes(found: Rehearsal) -> list[str]:
    """What a reader must know to read the rest rightly."""
    return list(_notes(found))


def _notes(found: Rehearsal) -> Iterator[str]:
    if found.counts[Verdict.APPROVAL]:
        people = "1 person" if found.approvals == 1 else f"{found.approvals} people"
        yield f"Each post must be approved by {people} first. Those that still wait were rehearsed as if approved."
    if found.past:
        yield (
            f"The time of {counted(found.past, 'post')} has passed, so it would not be scheduled as it stands; "
            "it was rehearsed all the same."
        )
    if found.drafts:
        yield f"{counted(found.drafts, 'draft')} in the calendar took no part."
    for part in found.parts:
        if not part.rehearsed and part.capabilities.handover is None:
            yield f"{part.capabilities.title} has no stand-in to rehearse with, so {part.account.label} is shown only."
