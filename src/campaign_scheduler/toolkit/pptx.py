"""Reads presentations: each slide is a frame, its title a heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError

from .document import Block, Box, Break, Cell, Document, Notes, Paragraph, Picture, SetAside, Table, Text
from .floats import Float, Place, arranged
from .labels import split_label
from .limits import MB, Limits, Refused
from .pptx_pictures import SlidePictures
from .pptx_words import linked, paragraphs, target
from .progress import At, TellAt, nobody
from .safe_zip import SafeZip
from .vault import Vault
from .xml_names import Element, attribute, child, every, first, name_of, number

EMU_PER_POINT = 12700
LONGEST_TITLE = 12
QUIET = ("sldNum", "ftr", "dt", "hdr")
"""Placeholders for the page number, the footer and the date."""


def read_pptx(path: Path, vault: Vault, limits: Limits, tell: TellAt = nobody) -> Document:
    """The slides' blocks. Raises Refused."""
    with SafeZip(path, limits) as archive:
        check_parts(archive, limits)
        macros = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    try:
        presentation = Presentation(str(path))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError):
        raise Refused("it is not a presentation that can be read", "Open it and save it as .pptx.") from None
    reader = PptxReader(vault, Notes(), limits, tell)
    if macros:
        reader.notes.warn("The presentation holds macros; they were ignored.")
    return Document(list(reader.read(presentation)), reader.notes)


def check_parts(archive: SafeZip, limits: Limits) -> None:
    """Every part is looked at before another library opens the file: sizes, traps, entities."""
    total = sum(archive.size(name) for name in archive.names)
    if total > limits.unpacked_mb * MB:
        raise Refused("it unpacks to more than is safe", "Ask for a smaller copy.")
    for name in archive.names:
        if name.lower().endswith((".xml", ".rels")):
            archive.xml(name)
        else:
            for _ in archive.chunks(name):
                pass


@dataclass(slots=True)
class PptxReader:
    """Walks the slides."""

    vault: Vault
    notes: Notes
    limits: Limits
    tell: TellAt
    where: str = ""
    _tables: int = 0
    _pictures: SlidePictures = field(init=False)

    def __post_init__(self) -> None:
        self._pictures = SlidePictures(self.vault, self.notes)

    def read(self, presentation: Any) -> Iterator[Block]:
        slides = list(presentation.slides)
        if len(slides) > self.limits.pages:
            self.notes.warn(f"Only the first {self.limits.pages} of {len(slides)} slides were read.")
        for number_, slide in enumerate(slides[: self.limits.pages], 1):
            self.where = f"slide {number_}"
            self.tell(At("slide", number_, len(slides)))
            if attribute(slide._element, "show") in ("0", "false"):
                self.notes.set_aside.append(SetAside("slide", "it is hidden", where=self.where))
                continue
            yield from self._slide(slide)
        self._pictures.set_aside_backgrounds(presentation)

    def _slide(self, slide: Any) -> Iterator[Block]:
        title = self._title(slide)
        floats = [one for shape in slide.shapes for one in self._shape(shape, slide.part, title)]
        blocks = arranged(floats)
        blocks += self._from_notes(slide)
        divides = title is not None and not any(_has_content(one) for one in blocks)
        if title is not None:
            words = self._text_of(title, slide.part)
            yield Paragraph(Text(" ".join(words.words.split())), 1 if divides else 2, where=self.where)
        if blocks:
            yield Box(tuple(blocks), "slide", self.where)
        yield Break("page")

    def _title(self, slide: Any) -> Any:
        """The title's shape, when its words are a title and no caption."""
        shape = slide.shapes.title
        words = shape.text_frame.text.strip() if shape is not None and shape.has_text_frame else ""
        if not words or len(words.split()) > LONGEST_TITLE:
            return None
        label = split_label(Text(words))
        return None if label is not None and label[1].words else shape

    def _shape(self, shape: Any, part: Any, title: Any) -> Iterator[Float]:
        node = shape._element
        if title is not None and node is title._element:
            return
        if _is_quiet(node) or attribute(first(node, "cNvPr"), "hidden") in ("1", "true"):
            return
        name = name_of(node)
        place = _place(shape)
        if name == "grpSp":
            yield from self._group(shape, part, title, place)
        elif name == "pic":
            picture = self._pictures.picture(node, part, self.where)
            if picture is not None:
                yield Float(picture, place)
        elif name == "graphicFrame":
            yield from self._frame(shape, part, place)
        elif name == "sp":
            yield from self._words(shape, part, place)

    def _group(self, shape: Any, part: Any, title: Any, place: Place | None) -> Iterator[Float]:
        """A group with words and a picture is a frame; of any other group the parts stand for themselves."""
        inner = [one for child_ in shape.shapes for one in self._shape(child_, part, title)]
        blocks = tuple(one.block for one in inner)
        pictures = sum(isinstance(one, Picture) for one in blocks)
        if len(blocks) == 1:
            yield Float(blocks[0], place)
        elif pictures and pictures < len(blocks):
            yield Float(
                Box(tuple(arranged([Float(one.block, one.place) for one in inner])), "group", self.where), place
            )
        else:
            yield from inner if _is_plain_group(shape) else (Float(Box((one,), "box"), place) for one in blocks)

    def _words(self, shape: Any, part: Any, place: Place | None) -> Iterator[Float]:
        fill = child(shape._element, "spPr", "blipFill")
        if fill is not None and (picture := self._pictures.picture(shape._element, part, self.where)) is not None:
            yield Float(picture, place)
        words = paragraphs(shape._element, part, self.where)
        click = attribute(child(first(shape._element, "cNvPr"), "hlinkClick"), "id")
        if click and words and (url := target(part, click)):
            words = [linked(one, url) for one in words]
        if words:
            yield Float(words[0] if len(words) == 1 else Box(tuple(words), "box", self.where), place)

    def _frame(self, shape: Any, part: Any, place: Place | None) -> Iterator[Float]:
        table = first(shape._element, "tbl")
        if table is not None:
            yield Float(self._table(table, part), place)
            return
        kinds = {attribute(one, "uri").rpartition("/")[2] for one in every(shape._element, "graphicData")}
        what = "chart" if "chart" in kinds else "diagram (SmartArt)" if "diagram" in kinds else "embedded object"
        self.notes.warn(f"{self.where}: a {what} is no picture and was left; save it as a picture if a post needs it.")

    def _table(self, node: Element, part: Any) -> Table:
        self._tables += 1
        cells = []
        rows = [one for one in node if name_of(one) == "tr"]
        width = 0
        for down, row in enumerate(rows):
            for across, cell in enumerate(one for one in row if name_of(one) == "tc"):
                width = max(width, across + 1)
                if attribute(cell, "hMerge") in ("1", "true") or attribute(cell, "vMerge") in ("1", "true"):
                    continue
                blocks = tuple(paragraphs(cell, part, self.where))
                spans = (max(1, number(attribute(cell, key), 1)) for key in ("rowSpan", "gridSpan"))
                cells.append(Cell(blocks, down, across, *spans))
        return Table(tuple(cells), len(rows), width, self._tables, f"{self.where}, table")

    def _text_of(self, shape: Any, part: Any) -> Text:
        return Text(" ".join(one.words for one in paragraphs(shape._element, part, self.where)))

    def _from_notes(self, slide: Any) -> list[Block]:
        """Speaker's notes are no caption, unless they say that they are one, or an alt text."""
        if not slide.has_notes_slide or slide.notes_slide.notes_text_frame is None:
            return []
        words = slide.notes_slide.notes_text_frame.text.strip()
        if not words:
            return []
        lines = [Text(line.strip()) for line in words.replace("\x0b", "\n").split("\n") if line.strip()]
        if any(split_label(line) is not None for line in lines):
            return [Paragraph(line, where=f"{self.where}, notes") for line in lines]
        self.notes.set_aside.append(SetAside("notes", "speaker's notes are not part of the words", where=self.where))
        return []


def _is_quiet(node: Element) -> bool:
    return attribute(first(node, "ph"), "type") in QUIET


def _has_content(block: Block) -> bool:
    """More than a line below the title."""
    if isinstance(block, Paragraph):
        return len(block.words.split()) > LONGEST_TITLE
    if isinstance(block, Box):
        return len(block.blocks) > 1 or any(_has_content(one) for one in block.blocks)
    return not isinstance(block, Break)


def _place(shape: Any) -> Place | None:
    try:
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
    except (AttributeError, ValueError, KeyError):
        return None
    if None in (left, top, width, height):
        return None
    points = [value / EMU_PER_POINT for value in (left, top, left + width, top + height)]
    return Place(*points)


def _is_plain_group(shape: Any) -> bool:
    """Its parts' places are the slide's own: the group is not moved or scaled."""
    xfrm = child(shape._element, "grpSpPr", "xfrm")
    offset, inner = child(xfrm, "off"), child(xfrm, "chOff")
    size, scaled = child(xfrm, "ext"), child(xfrm, "chExt")
    return _same(offset, inner, ("x", "y")) and _same(size, scaled, ("cx", "cy"))


def _same(one: Element | None, two: Element | None, names: tuple[str, str]) -> bool:
    return all(attribute(one, name) == attribute(two, name) for name in names)
