"""What a post's page shows of it: what can be chosen, the previews, and its history with differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ..model.problem import Problem, Severity
from ..services.writing.fields import Fields, alt_field, lines, variant_of, words_field
from ..services.writing.looking import Looked
from ..services.writing.saving import words_for
from ..signoff.words import differences
from ..store.events import Event
from ..workspace.drafting import Opened
from ..workspace.pictures import PICTURES
from .door import Asked

MOST_PICTURES = 300
MOST_FIELDS = 20
"""Of one saving, whose differences are shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A network or account that may have words of its own."""

    variant: str
    title: str


def pictures(fields: Fields, looked: Looked) -> list[tuple[str, str, Sequence[Problem]]]:
    """Each chosen picture's name with its alt text and what is wrong with that."""
    names = lines(fields.get("media", ""))
    return [(one, fields.get(alt_field(one), ""), looked.problems.get(alt_field(one), ())) for one in names]


def shelf(row: Opened) -> list[str]:
    """The pictures of media/ by name; a very large folder is shown in part."""
    return [name for name in row.parts.media.names if PurePosixPath(name).suffix.lower() in PICTURES][:MOST_PICTURES]


def variants(asked: Asked, row: Opened, fields: Fields) -> list[Choice]:
    """The words that are there besides the general ones."""
    found = [variant for name in fields if (variant := variant_of(name))]
    return [Choice(variant, _title(asked, row, variant)) for variant in dict.fromkeys(found)]


def choices(asked: Asked, row: Opened, fields: Fields) -> list[Choice]:
    """The networks that could have words of their own and have none."""
    if row.row.line and row.words_in_row:
        return []
    platforms = dict.fromkeys(
        row.parts.accounts[one].platform for one in lines(fields.get("accounts", "")) if one in row.parts.accounts
    )
    return [Choice(one, _title(asked, row, one)) for one in platforms if words_field(one) not in fields]


def _title(asked: Asked, row: Opened, variant: str) -> str:
    account = row.parts.accounts.get(variant)
    return account.label if account else asked.board.titles.get(variant, variant)


def cards(looked: Looked) -> list[dict[str, Any]]:
    """Each account's preview, from its rendered post and nothing else."""
    return [
        {
            "account": one.account,
            "title": one.capabilities.title,
            "initials": "".join(word[0] for word in one.account.label.replace("_", " ").split()[:2]).upper(),
            "rendered": one.rendered,
            "lacks_card": one.lacks_card,
            "variant": one.post.wordings[one.account.id].variant,
            "problems": [problem for problem in one.problems if problem.severity is Severity.ERROR],
        }
        for one in looked.renderings
    ]


def begun(fields: Fields) -> bool:
    """Whether a post has words or a picture yet, so that there is something to show and to find wrong."""
    return any(fields[name].strip() for name in fields if name == "media" or variant_of(name) is not None)


def told(event: Event) -> dict[str, Any]:
    """An event with the differences it made."""
    changed = event.data.get("fields") if event.kind == "post-edited" else None
    pieces: dict[str, Any] = {}
    if isinstance(changed, Mapping):
        for field, both in list(changed.items())[:MOST_FIELDS]:
            if isinstance(both, list) and len(both) == 2:
                pieces[words_for(str(field))] = differences(str(both[0]), str(both[1]))
    return {"event": event, "differences": pieces}
