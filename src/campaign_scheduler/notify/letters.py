"""Puts messages together: one as it is, several as one letter that lists them, a digest always alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..store.posting import Waiting
from . import words

SCREEN_WORDS = {
    "refused": "refused",
    "unconfirmed": "not sure they went out",
    "decide": "to be looked at",
    "held": "on hold",
    "missed": "missed",
    "approval": "not approved yet",
    "sent-back": "sent back",
    "out-of-hours": "released out of hours",
    "remind": "still to be posted",
    "settled": "had gone out",
    "differs": "reading otherwise",
    "gone-since": "gone from the network",
    "not-removed": "not taken down",
    "edit": "edited and not scheduled",
}
ALONE = "digest"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one target receives at once, and the numbers of the messages in it."""

    title: str
    body: str
    ids: tuple[int, ...]


def letters(waiting: Sequence[Waiting]) -> list[Letter]:
    """Each digest alone, everything else as one."""
    together = [one for one in waiting if one.message.kind != ALONE]
    alone = [[one] for one in waiting if one.message.kind == ALONE]
    return [_letter(part) for part in ([together] if together else []) + alone]


def _letter(part: Sequence[Waiting]) -> Letter:
    ids = tuple(one.id for one in part)
    if len(part) == 1:
        return Letter(part[0].message.title, _one(part[0]), ids)
    listed = "\n\n".join(f"{number}. {_listed(one)}" for number, one in enumerate(part, start=1))
    return Letter(_title(part), f"{listed}\n\nAll of it at once: campaign status\n", ids)


def _one(one: Waiting) -> str:
    message = one.message
    return "\n\n".join(part for part in (message.body, message.next_step) if part) + "\n"


def _listed(one: Waiting) -> str:
    message = one.message
    lines = [message.title, *message.body.splitlines(), *message.next_step.splitlines()]
    return "\n   ".join(line for line in lines if line)


def _title(part: Sequence[Waiting]) -> str:
    """`20 posts refused`, or `5 messages: 3 refused, 2 on hold`."""
    kinds = Counter(one.message.kind for one in part)
    if len(kinds) == 1 and part[0].message.kind in SCREEN_WORDS:
        return f"{len(part)} posts {SCREEN_WORDS[part[0].message.kind]}"
    counted = [f"{count} {SCREEN_WORDS[kind]}" for kind, count in kinds.most_common() if kind in SCREEN_WORDS]
    return words.shortened(f"{len(part)} messages: {', '.join(counted)}" if counted else f"{len(part)} messages")
