"""The form of a toolkit's review: which drafts are taken, and each one's words, pictures and alt texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..services.incoming import Choice, Reviewed
from .forms import Form

A_PAGE = 20
"""Drafts on one page."""


def numbers_in(form: Form) -> list[int]:
    """The drafts that the form shows."""
    found = (number(one) for one in dict.fromkeys(form.all("draft")))
    return [one for one in found if one is not None]


def number(text: str) -> int | None:
    """Of a draft, a picture or a page, or None."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def choices_in(form: Form, ids: Mapping[int, str]) -> dict[int, Choice]:
    """What is chosen of each draft; `ids` are the tray's pictures by number."""
    return {draft: _choice(form, draft, ids) for draft in numbers_in(form)}


def marks_in(form: Form) -> dict[int, str]:
    return {draft: form.get(f"mark.{draft}") for draft in numbers_in(form)}


def _choice(form: Form, draft: int, ids: Mapping[int, str]) -> Choice:
    ticked = form.all(f"pictures.{draft}")
    before = [one for one in form.all(f"order.{draft}") if one in ticked]
    typed = [ids.get(int(one), f"picture {one}") for one in re.findall(r"[0-9]{1,6}", form.get(f"more.{draft}"))]
    pictures = tuple(dict.fromkeys([*before, *ticked, *typed]))
    head = f"alt.{draft}."
    alts = {name.removeprefix(head): form.get(name) for name in form.values if name.startswith(head)}
    return Choice(f"take.{draft}" in form, form.get(f"words.{draft}"), pictures, alts)


def moved_earlier(choices: Mapping[int, Choice], wish: str) -> dict[int, Choice]:
    """`3:p4`: picture p4 of draft 3 changes places with the one before it."""
    found = dict(choices)
    text, _, picture = wish.partition(":")
    draft = number(text)
    choice = found.get(draft) if draft is not None else None
    if draft is not None and choice is not None and picture in choice.pictures[1:]:
        order, at = list(choice.pictures), choice.pictures.index(picture)
        order[at - 1], order[at] = order[at], order[at - 1]
        found[draft] = replace(choice, pictures=tuple(order))
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the review: its name, its draft, and the page that shows it."""

    field: str
    number: int
    page: int


def place_of(field: str) -> Place | None:
    """Of `words.44`, or None where no draft is meant."""
    found = re.fullmatch(r"\w+\.([0-9]{1,6})", field)
    return Place(field, int(found[1]), -(-int(found[1]) // A_PAGE)) if found else None


def page_of(drafts: Sequence[Reviewed], wanted: int | None) -> tuple[int, int, Sequence[Reviewed]]:
    """The page's number, how many there are, and its drafts."""
    count = max(1, -(-len(drafts) // A_PAGE))
    shown = min(max(1, wanted or 1), count)
    return shown, count, drafts[(shown - 1) * A_PAGE : shown * A_PAGE]
