"""Is a post on a network's list the one we tried to send? Used by `find`, which must not guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...model.delivery import Absent, Attempt, CannotTell, Published

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a server's clock may be off; posts made earlier than that before the attempt cannot be it."""

ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Listed:
    """A post as a network lists it: its words as a reader sees them."""

    published: Published
    words: str
    media_count: int
    created_at: datetime


def judge(
    listed: Iterable[Listed], attempt: Attempt, *, complete: bool, read_at: datetime
) -> Published | Absent | CannotTell:
    """Found, absent (only from a list that reaches back past the attempt), or not to be told.

    A post of that time with words much like ours, but not ours, is neither: a server may have changed them. Nor is an
    earlier one with our very words: this machine's clock may have been ahead of the network's.
    """
    distinct = {one.published.remote_id: one for one in listed}  # a page may come twice
    unknown = [one for name, one in distinct.items() if name not in attempt.known_remote_ids]
    near = [one for one in unknown if one.created_at >= attempt.started_at - CLOCKS_DIFFER]
    same = [one for one in near if plain(one.words) == plain(attempt.words) and one.media_count == attempt.media_count]
    if len(same) == 1:
        return same[0].published
    if same:
        return CannotTell("several posts of that time say the same")
    if any(_alike(one.words, attempt.words) for one in near):
        return CannotTell("a post of that time is much like it, but not the same")
    if any(plain(one.words) == plain(attempt.words) for one in unknown):
        return CannotTell("an earlier post says the same; was this computer's clock right?")
    return Absent(read_at) if complete else CannotTell("the list could not be read back far enough")


def reaches_back(moment: datetime, attempt: Attempt) -> bool:
    """Whether a list whose oldest post is of `moment` covers the whole attempt."""
    return moment < attempt.started_at - CLOCKS_DIFFER


def plain(words: str) -> str:
    """Words without differences that no reader sees: spaces, line ends, composed letters."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def _alike(one: str, other: str) -> bool:
    first, second = set(plain(one).lower().split()), set(plain(other).lower().split())
    return bool(first | second) and len(first & second) / len(first | second) > ALIKE
