"""Posts to be approved as forms send them and pages show them: alike for who is signed in and who has a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.errors import EditError
from ..services.signoff.offering import Seen
from ..services.signoff.outcomes import Approved, Refused, SentBack
from ..store.post_log import Entry
from .desk import Said
from .door import Asked
from .forms import Form
from .names import place
from .words import catalogue

SEEN = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")
LONGEST = 2_000
MOST_NAMED = 5


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


def approved(asked: Asked, done: Approved) -> list[Said]:
    """What came of it, in a sentence each."""
    found, say = [], asked.gettext
    if done.ready:
        words = say("Approved: %(posts)s. Each goes out at its time.", posts=_listed(asked, done.ready))
        found.append(Said("good", words))
    if done.lacking:
        words = say("Approved by you, and waiting for another person: %(posts)s.", posts=_listed(asked, done.lacking))
        found.append(Said("warn", words))
    other = [one for one in done.entries if one not in done.ready and one not in done.lacking]
    if other:
        words = say("Approved, but it does not go out by itself: %(posts)s.", posts=_listed(asked, other))
        found.append(Said("warn", words))
    return found


def refused(asked: Asked, one: Refused) -> Said:
    """Why not; what changed meanwhile is on the page that follows."""
    what = one.difference.said(catalogue(asked.language)) if one.difference else ""
    if what:
        return Said("bad", asked.gettext("Not approved: it changed since it was shown: %(what)s.", what=what))
    return Said("bad", asked.gettext("Not approved: %(why)s", why=asked.told(one.why)))


def sent_back(asked: Asked, done: SentBack) -> list[Said]:
    found, say = [], asked.gettext
    posts = ", ".join(done.posts)
    if done.posts and done.drafts:
        words = say("Sent back: %(posts)s is on hold on every account and a draft in the calendar.", posts=posts)
        found.append(Said("good", words))
    elif done.posts:
        found.append(Said("good", say("Sent back: %(posts)s is on hold on every account.", posts=posts)))
    if done.left:
        found.append(Said("bad", say("This had left already: %(posts)s.", posts=_listed(asked, done.left))))
    if done.problems:
        words = say("The calendar could not be written, so its row does not say draft yet: type it there yourself.")
        found.append(Said("warn", words))
    return found


def _listed(asked: Asked, entries: Sequence[Entry]) -> str:
    first = "; ".join(place(asked.board, one, asked.gettext) for one in entries[:MOST_NAMED])
    more = len(entries) - MOST_NAMED
    return first if more <= 0 else asked.gettext("%(posts)s and %(more)s more", posts=first, more=more)
