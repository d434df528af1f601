"""Sign-off: who approved which exact content, how that is known, and what counts under a campaign's rule."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Known(StrEnum):
    """How the program knows who it was."""

    SIGNED_IN = "signed_in"
    LINK = "link"
    RECORDED = "recorded"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who approves. `by` is who wrote it down for them (recorded), or who made their link."""

    name: str
    known: Known
    by: str = ""

    @property
    def key(self) -> str:
        return person_key(self.name)

    @property
    def words(self) -> str:
        """`Dr Shah, signed in`, or `recorded by Amy on behalf of Dr Shah`."""
        if self.known is Known.RECORDED:
            return f"recorded by {self.by} on behalf of {self.name}"
        if self.known is Known.LINK:
            return f"{self.name}, by the approval link that {self.by} made"
        if self.known is Known.SIGNED_IN:
            return f"{self.name}, signed in"
        return f"{self.name}, at the command line"


def person_key(name: str) -> str:
    """The same for `Dr Shah`, `dr  shah` and `DR SHAH`: one person counts once, however the name is typed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval of what one account will receive: it counts for that content and no other.

    `out_of_hours`: one person released it although the rule asks for more; `comment` then is the reason.
    """

    delivery_id: int
    content_hash: str
    signatory: Signatory
    at: datetime
    comment: str = ""
    out_of_hours: bool = False
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def words(self) -> str:
        """Who, and how that is known."""
        return f"released out of hours by {self.signatory.words}" if self.out_of_hours else self.signatory.words
