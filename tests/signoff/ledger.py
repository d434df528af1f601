"""What was approved, kept by hand beside the real program: the judge of what may go out."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

Key = tuple[str, str]
"""A post and an account."""


@dataclass
class Rule:
    required: int = 1
    not_author: bool = False
    out_of_hours: bool = False

    @property
    def yaml(self) -> str:
        flags = f", not_author: {_yes(self.not_author)}, out_of_hours: {_yes(self.out_of_hours)}"
        return f"signoff: {{required: {self.required}{flags if self.required else ''}}}\n"


@dataclass
class Ledger:
    """`given` and `released` hold (post on account, content, person)."""

    rule: Rule = field(default_factory=Rule)
    given: set[tuple[Key, str, str]] = field(default_factory=set)
    released: set[tuple[Key, str, str]] = field(default_factory=set)
    content: dict[Key, str] = field(default_factory=dict)
    author: dict[Key, str] = field(default_factory=dict)

    def applied(self, rule: Rule, now: dict[Key, str], by: str) -> None:
        """What is scheduled after somebody scheduled it."""
        self.rule = copy.copy(rule)
        for key, content in now.items():
            if self.content.get(key) != content:
                self.content[key], self.author[key] = content, by

    def approves(self, key: Key, content: str, person: str) -> None:
        self.given.add((key, content, person))

    def releases(self, key: Key, content: str, person: str) -> None:
        self.released.add((key, content, person))

    def takes_back(self, key: Key, person: str | None = None) -> None:
        """One person's approvals of any content, or everybody's."""
        for kept in (self.given, self.released):
            kept -= {one for one in kept if one[0] == key and person in (None, one[2])}

    def may_go(self, key: Key, content: str) -> bool:
        """Whether this very content may go out now under the rule in force."""
        if self.rule.required == 0:
            return True
        people = {person for one, what, person in self.given if (one, what) == (key, content)}
        if self.rule.not_author:
            people.discard(self.author.get(key, ""))
        released = self.rule.out_of_hours and any(one[:2] == (key, content) for one in self.released)
        return released or len(people) >= self.rule.required

    def kept(self) -> Ledger:
        """As a backup keeps it."""
        return copy.deepcopy(self)

    def restored(self, backup: Ledger) -> None:
        """Nothing that was approved before a backup was restored counts: it may have been taken back since."""
        self.rule, self.content, self.author = backup.rule, backup.content, backup.author
        self.given.clear()
        self.released.clear()


def _yes(flag: bool) -> str:
    return "true" if flag else "false"
