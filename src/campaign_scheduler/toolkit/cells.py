"""What a table's cell holds: a caption, pictures, both, or only something said of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .document import Block, Box, Cell, Paragraph, Picture, Table, paragraphs_in
from .headings import date_in
from .labels import languages_in, platforms_in, read_label
from .links import bare_links, hashtags_in
from .unit import FILE, Context, Unit
from .units import UnitReader

WORTHY = 4
"""Fewer words than this, unlabelled, are a note about a picture and no caption."""
NOTHING = re.compile(r"(?:tbc|tba|n/?a|none|-|–|—|\.+|x|✓|✔)?", re.IGNORECASE)
ABOUT_PICTURE = re.compile(
    r"(?:click here|download|image|picture|photo|graphic|asset|artwork|see (?:attached|image)|file|version)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Face:
    """A cell as it looks. `fields` are what it says without being a caption; `note` is other short text."""

    cell: Cell
    units: list[Unit] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    words: str = ""

    @property
    def kind(self) -> str:
        """`both`, `caption`, `picture`, `words` or `empty`."""
        if self.units:
            return "both" if self.pictures else "caption"
        if self.pictures:
            return "picture"
        return "words" if self.words or self.fields else "empty"

    def covers_row(self, row: int) -> bool:
        return self.cell.row <= row < self.cell.row + self.cell.rows

    def covers_column(self, column: int) -> bool:
        return self.cell.column <= column < self.cell.column + self.cell.columns


def flat(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with inner tables and boxes laid out one after another."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            for cell in block.cells:
                found += flat(cell.blocks)
        elif isinstance(block, Box):
            found += flat(block.blocks)
        else:
            found.append(block)
    return found


def face_of(cell: Cell, context: Context) -> Face:
    """Read one cell on its own."""
    blocks = flat(cell.blocks)
    words = "\n".join(one.words for one in paragraphs_in(blocks)).strip()
    reader = UnitReader(replace(context, framed=True))
    items = reader.read(blocks)
    pictures = [one for one in items if isinstance(one, Picture)]
    units = [one for one in items if isinstance(one, Unit)]
    pictures += [picture for unit in units for picture in unit.pictures]
    for unit in units:
        unit.pictures = []
    labelled = [unit for unit in units if unit.labelled and unit.has_words]
    kept = labelled or [unit for unit in units if is_worthy(unit, bool(pictures))]
    fields = dict(reader.left_fields)
    for unit in units:
        if unit not in kept:
            _merge(fields, unit.fields)
    if not kept and FILE.fullmatch(words):
        fields.setdefault("image", []).append(words)
    return Face(cell, kept, pictures, fields, words)


def cell_words(cell: Cell) -> str:
    """All its words on one line."""
    return " ".join(one.words for one in flat(cell.blocks) if isinstance(one, Paragraph)).strip()


def _merge(into: dict[str, list[str]], more: dict[str, list[str]]) -> None:
    for name, values in more.items():
        into.setdefault(name, []).extend(values)


def is_worthy(unit: Unit, beside_picture: bool) -> bool:
    """Words that can be a post: labelled, or enough of them, or with a link or a hashtag."""
    words = unit.words().strip()
    if not unit.has_words or NOTHING.fullmatch(words) or FILE.fullmatch(words):
        return False
    if unit.labelled:
        return True
    count = len(words.split())
    if beside_picture and ABOUT_PICTURE.match(words) and count <= 12:
        return False
    if (label := read_label(words)) is not None and (label.platforms or label.number):
        return False
    if date_in(words) and count <= WORTHY + 1:
        return False
    wide = sum(ord(mark) > 0x2E80 for mark in words)
    return count >= WORTHY or wide >= WORTHY or bool(hashtags_in(words)) or (bool(bare_links(words)) and count > 1)


def context_of(words: str, context: Context) -> Context:
    """What a row's or a spanning cell's short words say of the captions beside it."""
    if not words or len(words.split()) > 8:
        return context
    platforms, languages, date = platforms_in(words), languages_in(words), date_in(words)
    return replace(
        context,
        platforms=platforms or context.platforms,
        languages=languages or context.languages,
        date=date or context.date,
    )
