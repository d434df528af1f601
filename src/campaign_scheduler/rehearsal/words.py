"""A rehearsal in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from .result import Rehearsal, Verdict


def counted(count: int, noun: str) -> str:
    """`1 post`, `2 posts`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def headline(found: Rehearsal) -> str:
    """How it went, in one sentence."""
    every, counts = len(found.showings), found.counts
    if not every:
        return "There was nothing to rehearse."
    going = sum(counts[one] for one in (Verdict.OUT, Verdict.ASKED, Verdict.SHOWN))
    parts = [
        (counts[Verdict.APPROVAL], "waiting for approval"),
        (counts[Verdict.FROZEN], "on hold for a freeze"),
        (counts[Verdict.BLOCKED], "not scheduled"),
        (counts[Verdict.FAILED], "not going out"),
    ]
    rest = ", ".join(f"{count} {words}" for count, words in parts if count)
    if not rest:
        return f"All {counted(every, 'post')} go out." if every > 1 else "The one post goes out."
    return f"{going} of {every} go out; {rest}."


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
    waiting = found.counts[Verdict.APPROVAL]
    if waiting:
        people = counted(found.approvals, "person").replace("persons", "people")
        yield f"Each post must be approved by {people}; {waiting} still wait for that. They were rehearsed as if approved."
    if found.past:
        yield (
            f"The time of {counted(found.past, 'post')} has passed, so it would not be scheduled as it stands; "
            "it was rehearsed all the same."
        )
    if found.drafts:
        yield f"{counted(found.drafts, 'draft')} in the calendar took no part."
    for part in found.parts:
        if not part.rehearsed:
            yield f"{part.capabilities.title} has no stand-in to rehearse with, so {part.account.label} is shown only."
