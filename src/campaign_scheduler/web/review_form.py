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
    return [int(one) for one in dict.fromkeys(form.all("draft")) if re.fullmatch(r"[0-9]{1,6}", one)]


def choices_in(form: Form, ids: Mapping[int, str]) -> dict[int, Choice]:
    """What is chosen of each draft; `ids` are the tray's pictures by number."""
    return {number: _choice(form, number, ids) for number in numbers_in(form)}


def marks_in(form: Form) -> dict[int, str]:
    return {number: form.get(f"mark.{number}") for number in numbers_in(form)}


def _choice(form: Form, number: int, ids: Mapping[int, str]) -> Choice:
    ticked = form.all(f"pictures.{number}")
    before = [one for one in form.all(f"order.{number}") if one in ticked]
    typed = [ids.get(int(one), f"picture {one}") for one in re.findall(r"[0-9]{1,6}", form.get(f"more.{number}"))]
    pictures = tuple(dict.fromkeys([*before, *ticked, *typed]))
    head = f"alt.{number}."
    alts = {name.removeprefix(head): form.get(name) for name in form.values if name.startswith(head)}
    return Choice(f"take.{number}" in form, form.get(f"words.{number}"), pictures, alts)


def moved_earlier(choices: Mapping[int, Choice], wish: str) -> dict[int, Choice]:
    """`3:p4`: picture p4 of draft 3 changes places with the one before it."""
    found = dict(choices)
    number, _, picture = wish.partition(":")
    choice = found.get(int(number)) if re.fullmatch(r"[0-9]{1,6}", number) else None
    if choice is not None and picture in choice.pictures[1:]:
        order, at = list(choice.pictures), choice.pictures.index(picture)
        order[at - 1], order[at] = order[at], order[at - 1]
        found[int(number)] = replace(choice, pictures=tuple(order))
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
    number = min(max(1, wanted or 1), count)
    return number, count, drafts[(number - 1) * A_PAGE : number * A_PAGE]
