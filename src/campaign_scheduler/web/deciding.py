"""Posts to be approved as forms send them and pages show them: alike for who is signed in and who has a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.errors import EditError
from ..services.board import Board
from ..services.signoff.offering import Seen
from ..services.signoff.outcomes import Approved, SentBack
from ..store.post_log import Entry
from .desk import Said
from .forms import Form
from .names import place

SEEN = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One post on the accounts on which it is to be decided about."""

    campaign: str
    post_id: str
    entries: tuple[Entry, ...]

    @property
    def out_of_hours(self) -> bool:
        return any(one.signoff_out_of_hours for one in self.entries)


def grouped(entries: Sequence[Entry]) -> list[Shown]:
    """By post, in the order they came."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for one in entries:
        found.setdefault((one.campaign, one.post_id), []).append(one)
    return [Shown(campaign, post, tuple(several)) for (campaign, post), several in found.items()]


def seen(form: Form) -> list[Seen]:
    """What was looked at, as the form says. Raises EditError when nothing is ticked."""
    matches = (SEEN.fullmatch(text) for text in form.all("seen"))
    found = dict.fromkeys(Seen(int(match[1]), match[2]) for match in matches if match)
    if not found:
        raise EditError("nothing is ticked, so nothing was done", field="seen", remedy="Tick at least one post.")
    return list(found)


def comment(form: Form, name: str = "comment") -> str:
    """What somebody says with it."""
    return form.get(name).strip()[:LONGEST]


def needed(form: Form, name: str, why: str) -> str:
    """The same, where it cannot be left out. Raises EditError."""
    said = comment(form, name)
    if not said:
        raise EditError(why, field=name)
    return said


def approved(board: Board, done: Approved) -> list[Said]:
    """What came of it, in a sentence each."""
    found = []
    if done.ready:
        found.append(Said("good", f"Approved: {_listed(board, done.ready)}. Each goes out at its time."))
    if done.lacking:
        found.append(Said("warn", f"Approved by you, and waiting for another person: {_listed(board, done.lacking)}."))
    other = [one for one in done.entries if one not in done.ready and one not in done.lacking]
    if other:
        found.append(Said("warn", f"Approved, but it does not go out by itself: {_listed(board, other)}."))
    return found


def sent_back(board: Board, done: SentBack) -> list[Said]:
    found = []
    if done.posts:
        drafts = " and a draft in the calendar" if done.drafts else ""
        found.append(Said("good", f"Sent back: {', '.join(done.posts)} is on hold on every account{drafts}."))
    if done.left:
        found.append(Said("bad", f"This had left already: {_listed(board, done.left)}."))
    if done.problems:
        words = "The calendar could not be written, so its row does not say draft yet: type it there yourself."
        found.append(Said("warn", words))
    return found


def _listed(board: Board, entries: Sequence[Entry]) -> str:
    first = "; ".join(place(board, one) for one in entries[:5])
    return first + (f" and {len(entries) - 5} more" if len(entries) > 5 else "")
