"""People who use the web page, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """From the least to the most."""

    VIEWER = "viewer"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMIN = "admin"


class May(StrEnum):
    """Something that not everybody may do. Whoever is signed in may read."""

    EDIT = "edit posts"
    SCHEDULE = "schedule posts"
    DECIDE = "decide about a post that is scheduled"
    STOP = "stop posting"
    RESUME = "let posting go on"
    APPROVE = "approve posts"
    TEST = "test an account"
    MANAGE = "manage people and accounts"


_AUTHOR = frozenset({May.EDIT, May.SCHEDULE, May.DECIDE, May.STOP, May.TEST})

ALLOWED: Mapping[Role, frozenset[May]] = {
    Role.VIEWER: frozenset(),
    Role.AUTHOR: _AUTHOR,
    Role.APPROVER: _AUTHOR | {May.APPROVE, May.RESUME},
    Role.ADMIN: frozenset(May),
}

ROLE_WORDS: Mapping[Role, str] = {
    Role.VIEWER: "reads everything, changes nothing",
    Role.AUTHOR: "writes, schedules and stops posts",
    Role.APPROVER: "also approves posts, and lets posting go on after a stop",
    Role.ADMIN: "also manages people and accounts",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account of the web page. `email` is what they sign in with, lower case, unique.

    `has_password` is false until their invitation was taken up.
    """

    id: int
    name: str
    email: str
    role: Role
    created_at: datetime
    has_password: bool
    disabled_at: datetime | None = None

    def may(self, what: May) -> bool:
        return self.disabled_at is None and what in ALLOWED[self.role]
