"""What every reader gives: a document as blocks in reading order, whichever program wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the reader sees it and where it leads. `start` counts characters into its text."""

    text: str
    url: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Words with the links in them; may hold line breaks."""

    words: str
    links: tuple[Link, ...] = ()

    def part(self, start: int, end: int) -> Text:
        """The words from `start` to `end` with the links that begin there."""
        inside = tuple(replace(link, start=link.start - start) for link in self.links if start <= link.start < end)
        return Text(self.words[start:end], inside)

    def lines(self) -> list[Text]:
        """One text for each line."""
        found, at = [], 0
        for line in self.words.split("\n"):
            found.append(self.part(at, at + len(line) + 1).cut(len(line)))
            at += len(line) + 1
        return found

    def cut(self, length: int) -> Text:
        """The first `length` characters; links are kept."""
        return Text(self.words[:length], self.links)

    def strip(self) -> Text:
        """Without spaces at the ends. Non-breaking spaces inside are kept."""
        lead = len(self.words) - len(self.words.lstrip())
        links = tuple(replace(link, start=max(0, link.start - lead)) for link in self.links)
        return Text(self.words.strip(), links)


def joined(texts: Sequence[Text], between: str = "\n") -> Text:
    """Several texts as one."""
    words, links = "", list[Link]()
    for index, text in enumerate(texts):
        words += between if index else ""
        links += [replace(link, start=link.start + len(words)) for link in text.links]
        words += text.words
    return Text(words, tuple(links))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in the document.

    `sha256` is of its original bytes, in the import's folder under that name; empty when it is only linked to. `shown`
    is its size on the page in inches, (0, 0) when unknown. `crop` is left, top, right, bottom as parts of one.
    `set_aside` is why it can be no post's picture, decided by where it stands.
    """

    sha256: str
    name: str
    alt: str = ""
    shown: tuple[float, float] = (0.0, 0.0)
    crop: tuple[float, float, float, float] | None = None
    where: str = ""
    set_aside: str = ""
    label: str = ""
    """The name its program gave it (`Picture 4`, `voices.png`)."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`level` is a heading's level from 1, 0 for body text. `depth` is a list item's depth from 0, -1 for none.

    `strong` is true when all of it is bold. `anchored` are floating pictures that belong to it.
    """

    text: Text
    level: int = 0
    depth: int = -1
    strong: bool = False
    language: str = ""
    where: str = ""
    anchored: tuple[Picture, ...] = ()

    @property
    def words(self) -> str:
        return self.text.words


@dataclass(frozen=True, slots=True)
class Break:
    """Where one thing ends: `blank` (an empty paragraph), `rule` or `page`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place in the grid; a merged cell stands once, with its spans."""

    blocks: tuple[Block, ...]
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `number` counts the document's tables from 1."""

    cells: tuple[Cell, ...]
    height: int
    width: int
    number: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks that belong together: `box` (a text box), `group`, `item` (a repeating section), `slide`."""

    blocks: tuple[Block, ...]
    kind: str
    where: str = ""


Block = Paragraph | Picture | Break | Table | Box


@dataclass(slots=True)
class Notes:
    """What a reader has to tell besides the blocks."""

    warnings: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    def warn(self, message: str) -> None:
        """Once each."""
        if message not in self.warnings:
            self.warnings.append(message)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that no draft uses, and why. `sha256` is empty for what is no picture; words are never repeated."""

    kind: str
    reason: str
    sha256: str = ""
    name: str = ""
    where: str = ""


@dataclass(slots=True)
class Document:
    """A document read. `plain` is true when it had no styles to tell headings by.

    `verbatim` is true for a pack that this program made: its captions are read word for word, without labels.
    """

    blocks: list[Block]
    notes: Notes
    plain: bool = False
    verbatim: bool = False


def pictures_in(blocks: Sequence[Block]) -> Iterator[Picture]:
    """Every picture, in reading order."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Paragraph):
            yield from block.anchored
        elif isinstance(block, Box):
            yield from pictures_in(block.blocks)
        elif isinstance(block, Table):
            for cell in block.cells:
                yield from pictures_in(cell.blocks)


def paragraphs_in(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Every paragraph, in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Box):
            yield from paragraphs_in(block.blocks)
        elif isinstance(block, Table):
            for cell in block.cells:
                yield from paragraphs_in(cell.blocks)
