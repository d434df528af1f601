"""Which column (or row) of a table holds what, by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cells import cell_words
from .document import Cell, Table, pictures_in
from .labels import Label, read_label

MOST_WORDS = 8
NO_LABEL = Label()
OTHER_NAMES = {
    "what to post": "caption",
    "what to say": "caption",
    "suggested wording": "caption",
    "post content": "caption",
    "copy to use": "caption",
    "visuals": "image",
    "image / video": "image",
    "image/video": "image",
    "graphic / image": "image",
    "which image": "image",
}


@dataclass(frozen=True, slots=True)
class Role:
    """`name` is `caption`, a field's name, or blank for what is not read. `label` says for whom."""

    name: str
    label: Label = NO_LABEL
    words: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles by column (or by row for a table that is turned), and the first line below the headings."""

    by_index: dict[int, Role]
    start: int

    @property
    def names_words(self) -> bool:
        """A heading says that it holds words (`Copy`), not only for which network they are (`LinkedIn`)."""
        return any(
            role.name == "caption" and (role.label.noun or not role.label.platforms) for role in self.by_index.values()
        )


def role_of(words: str) -> Role:
    """What a heading stands for."""
    plain = " ".join(words.lower().split()).strip(" :*")
    if plain in OTHER_NAMES:
        return Role(OTHER_NAMES[plain], words=words)
    label = read_label(re.sub(r"\s*\([^)]*\)\s*\Z", "", plain)) or read_label(plain)
    if label is None or not plain:
        return Role("", words=words)
    inside = read_label(plain) or label
    if label.field:
        return Role(label.field, label, words)
    if label.noun or label.platforms or label.languages:
        return Role("caption", inside, words)
    return Role("", label, words)


def header_roles(table: Table) -> Roles | None:
    """The roles of a table whose first row (or second, below a title across it) holds headings."""
    for row in range(min(2, table.height)):
        cells = [cell for cell in table.cells if cell.row == row]
        if _is_title(cells, table):
            continue
        found = _roles({cell.column: cell for cell in cells})
        return Roles(found, row + 1) if found is not None and table.height > row + 1 else None
    return None


def side_roles(table: Table) -> Roles | None:
    """The roles of a table whose first column holds headings: each further column is a post."""
    cells = {cell.row: cell for cell in table.cells if cell.column == 0}
    if table.width < 2 or table.height < 2 or any(cell.columns > 1 for cell in cells.values()):
        return None
    found = _roles(cells)
    if found is None or (table.width > 2 and len({role.name for role in found.values()}) < 2):
        return None
    names = [role.name for role in found.values() if role.name]
    if names.count("caption") == len(names) and not any(role.label.platforms for role in found.values()):
        return None
    if names.count("caption") == len(names) and table.width > 2:
        return None
    return Roles(found, 1)


def _is_title(cells: Sequence[Cell], table: Table) -> bool:
    return len(cells) == 1 and table.width > 1 and cells[0].columns >= table.width


def _roles(cells: dict[int, Cell]) -> dict[int, Role] | None:
    """Roles when these cells are headings: short, without pictures, most of them known, a caption's among them."""
    if len(cells) < 2 or any(any(pictures_in(cell.blocks)) for cell in cells.values()):
        return None
    words = {index: cell_words(cell) for index, cell in cells.items()}
    if any(len(one.split()) > MOST_WORDS for one in words.values()):
        return None
    roles = {index: role_of(one) for index, one in words.items()}
    named = [role for role in roles.values() if role.name]
    written = [one for one in words.values() if one]
    has_caption = any(role.name == "caption" for role in named)
    return roles if has_caption and len(named) >= 2 and len(named) * 2 >= len(written) else None
