"""Reads presentations: each slide is a frame, its title a heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError

from .document import Block, Box, Break, Cell, Document, Link, Notes, Paragraph, Picture, SetAside, Table, Text
from .docx_pictures import crop_of, linked_picture
from .floats import Float, Place, arranged
from .labels import split_label
from .limits import MB, Limits, Refused
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
    _kept: dict[str, str] = field(default_factory=dict)

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
        self._set_aside_backgrounds(presentation)

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
            picture = self._picture(node, part)
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
        if fill is not None and (picture := self._picture(shape._element, part)) is not None:
            yield Float(picture, place)
        paragraphs = self._paragraphs(shape._element, part)
        click = attribute(child(first(shape._element, "cNvPr"), "hlinkClick"), "id")
        if click and paragraphs and (url := _target(part, click)):
            paragraphs = [_linked(one, url) for one in paragraphs]
        if paragraphs:
            yield Float(paragraphs[0] if len(paragraphs) == 1 else Box(tuple(paragraphs), "box", self.where), place)

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
                blocks = tuple(self._paragraphs(cell, part))
                spans = (max(1, number(attribute(cell, key), 1)) for key in ("rowSpan", "gridSpan"))
                cells.append(Cell(blocks, down, across, *spans))
        return Table(tuple(cells), len(rows), width, self._tables, f"{self.where}, table")

    # Words

    def _paragraphs(self, node: Element, part: Any) -> list[Paragraph]:
        body = child(node, "txBody")
        found = []
        for one in body if body is not None else ():
            if name_of(one) == "p":
                text = self._paragraph_text(one, part)
                if text.words.strip():
                    found.append(self._paragraph(one, text))
        return found

    def _paragraph(self, node: Element, text: Text) -> Paragraph:
        properties = child(node, "pPr")
        bullet = child(properties, "buChar") is not None or child(properties, "buAutoNum") is not None
        depth = number(attribute(properties, "lvl")) if bullet else -1
        runs = list(every(node, "r"))
        strong = bool(runs) and all(attribute(child(one, "rPr"), "b") in ("1", "true") for one in runs)
        language = next((attribute(child(one, "rPr"), "lang") for one in runs), "")
        return Paragraph(text.strip(), depth=depth, strong=strong, language=language, where=self.where)

    def _paragraph_text(self, node: Element, part: Any) -> Text:
        words, links = "", list[Link]()
        for one in node:
            name = name_of(one)
            if name == "br":
                words += "\n"
            elif name in ("r", "fld"):
                piece = (
                    "".join(text.text or "" for text in every(one, "t")).replace("\x0b", "\n").replace("_x000B_", "\n")
                )
                click = attribute(child(one, "rPr", "hlinkClick"), "id")
                url = _target(part, click) if click else ""
                if url and piece.strip():
                    links.append(Link(piece.strip(), url, len(words) + len(piece) - len(piece.lstrip())))
                words += piece
        return Text(words, tuple(links))

    def _text_of(self, shape: Any, part: Any) -> Text:
        return Text(" ".join(one.words for one in self._paragraphs(shape._element, part)))

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

    # Pictures

    def _picture(self, node: Element, part: Any) -> Picture | None:
        blip, own = first(node, "blip"), first(node, "cNvPr")
        identity, linked = attribute(blip, "embed"), attribute(blip, "link")
        if linked and not identity:
            return linked_picture(_target(part, linked) or "an unknown place", self.where, self.notes)
        sha256, name = self._bytes(part, identity)
        if not sha256:
            return None
        if first(node, "videoFile") is not None or first(node, "audioFile") is not None:
            self.notes.warn(f"{self.where}: a video or a sound was left.")
            self.notes.set_aside.append(SetAside("picture", "it is a video's still", sha256, name, self.where))
            return None
        extent = child(node, "spPr", "xfrm", "ext")
        size = tuple(number(attribute(extent, key)) / 914400 for key in ("cx", "cy"))
        alt = attribute(own, "descr").strip() or attribute(own, "title").strip()
        decorative = own is not None and any(attribute(one, "val") in ("1", "true") for one in every(own, "decorative"))
        reason = "the document calls it decorative" if decorative else ""
        label = attribute(own, "name")
        return Picture(sha256, name, alt, (size[0], size[1]), crop_of(node), self.where, reason, label)

    def _bytes(self, part: Any, identity: str) -> tuple[str, str]:
        try:
            image = part.related_part(identity)
        except KeyError:
            return "", ""
        name = str(image.partname)
        if name not in self._kept:
            self._kept[name] = self.vault.keep([image.blob])
        return self._kept[name], name.rpartition("/")[2]

    def _set_aside_backgrounds(self, presentation: Any) -> None:
        """Pictures of masters and layouts: logos and decoration of every slide."""
        for master in presentation.slide_masters:
            for page in (master, *master.slide_layouts):
                for node in every(page._element, "blip"):
                    sha256, name = self._bytes(page.part, attribute(node, "embed"))
                    aside = SetAside("picture", "it is part of the slides' design", sha256, name, "slide master")
                    if sha256 and aside not in self.notes.set_aside:
                        self.notes.set_aside.append(aside)


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


def _target(part: Any, identity: str) -> str:
    try:
        link = part.rels[identity]
    except KeyError:
        return ""
    return str(link.target_ref) if link.is_external else ""


def _linked(paragraph: Paragraph, url: str) -> Paragraph:
    """A shape that is a button: all its words are the link."""
    words = paragraph.words
    text = Text(words, paragraph.text.links or (Link(words, url),))
    return Paragraph(text, 0, paragraph.depth, paragraph.strong, paragraph.language, paragraph.where)
