"""Is a live post what was scheduled? In plain words, what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...model.delivery import Seen
from .matching import plain

SHOWN_WORDS = 6
LONGEST_ALT = 80


def differences(words: str, alts: Sequence[str], seen: Seen, shown: Callable[[str], str]) -> list[str]:
    """A sentence for each thing that differs; empty when a reader sees what was scheduled.

    `shown` puts words as the network changes them by itself (Capabilities.reading).
    """
    return [*_words(plain(shown(words)), plain(shown(seen.words))), *_pictures(alts, seen.alts)]


def _words(scheduled: str, live: str) -> Iterator[str]:
    if scheduled == live:
        return
    if not live:
        yield "It shows no words."
        return
    ours, theirs = scheduled.split(), live.split()
    first = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
    if first is None and len(theirs) < len(ours):
        missing = _from(ours, len(theirs))
        yield f"It ends early, after “{_before(theirs, len(theirs))}”; the words from “{missing}” on are missing."
    elif first is None:
        yield f"It goes on after the end with “{_from(theirs, len(ours))}”."
    else:
        yield f"It reads “{_from(theirs, first)}” where “{_from(ours, first)}” was scheduled."


def _before(words: Sequence[str], end: int) -> str:
    return " ".join(words[max(end - SHOWN_WORDS, 0) : end])


def _from(words: Sequence[str], start: int) -> str:
    return " ".join(words[start : start + SHOWN_WORDS]) + ("…" if len(words) > start + SHOWN_WORDS else "")


def _pictures(scheduled: Sequence[str], live: Sequence[str | None]) -> Iterator[str]:
    if len(scheduled) != len(live):
        verb = "was" if len(scheduled) < 2 else "were"
        yield f"It shows {_count(len(live))} where {_count(len(scheduled))} {verb} scheduled."
        return
    for number, (ours, theirs) in enumerate(zip(scheduled, live, strict=True), start=1):
        if theirs is None or plain(ours) == plain(theirs):
            continue
        if not theirs.strip():
            yield f"Picture {number} has no alt text there."
        else:
            yield f"The alt text of picture {number} is “{_short(theirs)}” there, not “{_short(ours)}”."


def _count(number: int) -> str:
    return "no picture" if not number else f"{number} picture{'' if number == 1 else 's'}"


def _short(alt: str) -> str:
    return alt if len(alt) <= LONGEST_ALT else alt[: LONGEST_ALT - 1].rstrip() + "…"
