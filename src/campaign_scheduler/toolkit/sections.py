"""The document as a tree of sections, each knowing what its headings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .document import Block, Break, Paragraph, Picture, paragraphs_in
from .headings import date_in, kind_of_heading, looks_like_heading, plain_level
from .labels import languages_in, mentioned, read_label
from .unit import Context

LONGEST_HEADING = 20
"""More words in a heading's style than this are a paragraph that somebody made large."""


@dataclass(slots=True)
class Section:
    """`kind` is what its own heading says; the root has no heading and level 0."""

    level: int
    heading: Paragraph | None = None
    kind: str = ""
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.heading.words if self.heading is not None else ""

    @property
    def is_numbered(self) -> bool:
        """`Post 3`, `Caption 2`, `Tweet 1`: one post by its heading."""
        label = read_label(self.title)
        return label is not None and label.noun and bool(label.number) and not label.field

    @property
    def is_field(self) -> bool:
        """`Alt text`, `Image`, `Caption`: a part of a post, made a heading."""
        label = read_label(self.title)
        if label is None:
            return False
        return bool(label.field) or (label.opens_unit and not label.number and not label.plural)

    def context(self, outer: Context) -> Context:
        """What holds inside, the headings outside it included."""
        platforms, languages = mentioned(self.title)
        label = read_label(self.title)
        if label is not None:
            platforms, languages = label.platforms, label.languages or languages_in(self.title)
        elif len(platforms) > 1:
            platforms = platforms if self.kind == "social" else ()
        return replace(
            outer,
            platforms=platforms or outer.platforms,
            languages=languages or outer.languages,
            date=date_in(self.title) or outer.date,
        )

    def all_blocks(self) -> list[Block]:
        """Its blocks and those of its parts, headings as strong paragraphs."""
        found = list(self.blocks)
        for part in self.children:
            if part.heading is not None:
                found.append(replace(part.heading, strong=True))
            found += part.all_blocks()
        return found


def sections(blocks: Sequence[Block], *, plain: bool) -> Section:
    """The tree. Headings are those of a heading's style, and short lines that name a part of a toolkit."""
    root = Section(0)
    line = [root]
    for block in blocks:
        level = _level(block)
        if level == 0 or not isinstance(block, Paragraph):
            line[-1].blocks.append(block)
            continue
        while line[-1].level >= level and len(line) > 1:
            line.pop()
        part = Section(level, block, kind_of_heading(block.words))
        line[-1].children.append(part)
        line.append(part)
    return root


def _level(block: Block) -> int:
    if not isinstance(block, Paragraph):
        return 0
    if block.level and len(block.words.split()) <= LONGEST_HEADING:
        return block.level
    return 20 + plain_level(block.words) if not block.level and looks_like_heading(block) else 0


def settle_pictures_above(parts: Sequence[Section], before: list[Block]) -> None:
    """Where each picture stands above its own heading, give it to the section below it.

    Seen by this: a picture comes right before the first heading, every section but the last ends in one, and the
    last has none.
    """
    if len(parts) < 2 or not _ends_in_picture(before):
        return
    if all(_ends_in_picture(part.blocks) for part in parts[:-1]) and not any(
        isinstance(one, Picture) for one in parts[-1].blocks
    ):
        sources = [before, *(part.blocks for part in parts[:-1])]
        moved = [_take_last(blocks) for blocks in sources]
        for part, pictures in zip(parts, moved, strict=True):
            part.blocks[:0] = pictures


def _ends_in_picture(blocks: Sequence[Block]) -> bool:
    solid = [one for one in blocks if not isinstance(one, Break)]
    return bool(solid) and isinstance(solid[-1], Picture)


def _take_last(blocks: list[Block]) -> list[Block]:
    taken: list[Block] = []
    while blocks and isinstance(blocks[-1], Picture | Break):
        taken.insert(0, blocks.pop())
    return [one for one in taken if isinstance(one, Picture)]


def has_words(blocks: Sequence[Block]) -> bool:
    return any(one.words.strip() for one in paragraphs_in(blocks))
