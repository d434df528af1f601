"""Reads Word documents from their XML, since the ready-made readers each lose something.

Text boxes, content controls, tracked insertions and links in field codes are all read, and nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .document import Block, Box, Break, Document, Notes, Paragraph, Picture, Text
from .docx_asides import Asides, embedded, tell_hidden, tell_tracked
from .docx_nodes import chosen, heading_level, item_depth, outermost_boxes, symbol
from .docx_paragraph import Composer, FieldCode
from .docx_pictures import PictureReader
from .docx_styles import Style, Styles
from .docx_tables import read_table
from .floats import Float, arranged, place_of
from .limits import Limits, Refused
from .pack import MARK
from .package_parts import Parts, has_keyword
from .progress import At, TellAt, nobody
from .safe_zip import SafeZip
from .vault import Vault
from .xml_names import Element, attribute, child, every, first, is_on, name_of

TRANSPARENT = ("smartTag", "customXml", "bdo", "dir", "ins", "moveTo", "sdtContent", "rt", "ruby", "rubyBase")
GONE = ("del", "moveFrom", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "proofErr", "bookmarkStart")
BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "\u2011", "softHyphen": ""}


def read_docx(path: Path, vault: Vault, limits: Limits, tell: TellAt = nobody) -> Document:
    """The document's blocks. Raises Refused. `tell` is told how far it is."""
    with SafeZip(path, limits) as archive:
        parts = Parts(archive)
        main = parts.main("word/document.xml")
        root = parts.xml(main)
        body = child(root, "body")
        if body is None:
            raise Refused("it is not a Word document that can be read", "Open it in Word and save it as .docx.")
        document = DocxReader(parts, main, vault, Notes(), tell).read(body)
        document.verbatim = has_keyword(parts, MARK)
        return document


@dataclass(slots=True)
class DocxReader:
    """Walks one document. Nothing is guessed here: only what is shown, and in which order."""

    parts: Parts
    main: str
    vault: Vault
    notes: Notes
    tell: TellAt = nobody
    _fields: list[FieldCode] = field(default_factory=list)
    _carried: Text | None = None
    _paragraphs: int = 0
    _tables: int = 0
    _place: list[str] = field(default_factory=list)
    _floats: list[Float] = field(default_factory=list)
    _styles: Styles = field(init=False)
    _pictures: PictureReader = field(init=False)

    def read(self, body: Element) -> Document:
        styles = self.parts.of_kind(self.main, "styles")
        self._styles = Styles(self.parts.xml(styles[0]) if styles else None)
        self._pictures = PictureReader(self.parts, self.vault, self.notes, self.tell)
        blocks = self.blocks(body)
        Asides(self.parts, self.main, self.vault, self.notes).tell()
        return Document(blocks, self.notes)

    # Blocks

    def blocks(self, parent: Element) -> list[Block]:
        """The blocks inside a body, a cell, a text box."""
        return [block for node in parent for block in self._block(node)]

    def _block(self, node: Element) -> Iterator[Block]:
        name = name_of(node)
        if name == "p":
            yield from self._paragraph(node)
        elif name == "tbl":
            yield from self._table(node)
        elif name == "sdt":
            yield from self._control(node)
        elif name in ("customXml", "ins", "moveTo", "sdtContent"):
            yield from self.blocks(node)
        elif name == "AlternateContent":
            yield from self.blocks(chosen(node))
        elif name == "altChunk":
            self.notes.warn("A document is embedded in this one and was not read; send it as a file of its own.")

    def _control(self, node: Element) -> Iterator[Block]:
        """A content control: its words are words, unless they only ask for words."""
        properties, content = child(node, "sdtPr"), child(node, "sdtContent")
        gallery = attribute(first(properties, "docPartGallery"), "val").lower()
        if content is None or is_on(child(properties, "showingPlcHdr")) or "table of contents" in gallery:
            return
        inner = self.blocks(content)
        is_item = child(properties, "repeatingSectionItem") is not None
        if is_item and not any(name_of(one) in ("tr", "tc") for one in content):
            yield Box(tuple(inner), "item", self.where)
        else:
            yield from inner

    def _table(self, node: Element) -> Iterator[Block]:
        self._tables += 1
        number_, place = self._tables, self._place
        table = read_table(node, number_, self._cell_blocks, self.notes)
        self._place = place
        if table is not None:
            yield table

    def _cell_blocks(self, cell: Element, place: str) -> tuple[Block, ...]:
        kept, self._place = self._place, [*self._place, place]
        blocks = tuple(self.blocks(cell))
        self._place = kept
        return blocks

    @property
    def where(self) -> str:
        return ", ".join(self._place) or f"paragraph {self._paragraphs}"

    # Paragraphs

    def _paragraph(self, node: Element) -> Iterator[Block]:
        self._paragraphs += not self._place
        if not self._place and self._paragraphs % 200 == 0:
            self.tell(At("paragraph", self._paragraphs))
        properties = child(node, "pPr")
        style = self._styles.get(attribute(child(properties, "pStyle"), "val"))
        if style.contents:
            return
        composer = Composer(self._fields, self.where, heading_level(properties, style), item_depth(properties, style))
        composer.resume()
        if self._carried is not None:
            composer.carry(self._carried)
        kept, self._floats, self._carried = self._floats, [], None
        self._inline(node, composer, style)
        composer.anchored += self._place_floats(composer)
        self._floats = kept
        yield from self._finished(composer, properties)

    def _finished(self, composer: Composer, properties: Element | None) -> Iterator[Block]:
        blocks = composer.finish()
        if is_on(child(properties, "pageBreakBefore")):
            yield Break("page")
        if self._mark_is_deleted(properties):
            last = blocks[-1]
            if isinstance(last, Paragraph):
                self._carried = last.text
            blocks = blocks[:-1] if isinstance(last, Paragraph | Break) else blocks
        if blocks == [Break("blank")] and child(properties, "pBdr") is not None:
            blocks = [Break("rule")]
        yield from blocks

    def _mark_is_deleted(self, properties: Element | None) -> bool:
        mark = child(properties, "rPr")
        gone = child(mark, "del") is not None or child(mark, "moveFrom") is not None
        if gone:
            tell_tracked(self.notes)
        return gone

    def _place_floats(self, composer: Composer) -> list[Picture]:
        """Floating pictures for the paragraph's own words; text boxes, with their pictures, follow it."""
        pictures = [one.block for one in self._floats if isinstance(one.block, Picture)]
        if len(pictures) == len(self._floats):
            return pictures
        for block in arranged(self._floats):
            composer.put_after(block)
        return []

    # Inside paragraphs

    def _inline(self, parent: Element, composer: Composer, style: Style) -> None:
        for node in parent:
            name = name_of(node)
            if name == "r":
                self._run(node, composer, style)
            elif name == "hyperlink":
                composer.open_link(self.parts.address(self.main, node))
                self._inline(node, composer, style)
                composer.close_link()
            elif name == "fldSimple":
                self._simple_field(node, composer, style)
            elif name == "sdt":
                self._inline_control(node, composer, style)
            elif name == "AlternateContent":
                self._inline(chosen(node), composer, style)
            elif name in ("oMath", "oMathPara"):
                composer.add("".join(one.text or "" for one in every(node, "t")))
            elif name in TRANSPARENT:
                if name in ("ins", "moveTo"):
                    tell_tracked(self.notes)
                self._inline(node, composer, style)
            elif name in ("del", "moveFrom"):
                tell_tracked(self.notes)

    def _inline_control(self, node: Element, composer: Composer, style: Style) -> None:
        content = child(node, "sdtContent")
        if content is not None and not is_on(child(node, "sdtPr", "showingPlcHdr")):
            self._inline(content, composer, style)

    def _simple_field(self, node: Element, composer: Composer, style: Style) -> None:
        composer.mark("begin")
        composer.add_code(attribute(node, "instr"))
        composer.mark("separate")
        self._inline(node, composer, style)
        composer.mark("end")

    def _run(self, node: Element, composer: Composer, style: Style) -> None:
        properties = child(node, "rPr")
        own = self._styles.get(attribute(child(properties, "rStyle"), "val"))
        vanish, bold = child(properties, "vanish"), child(properties, "b")
        if is_on(vanish) if vanish is not None else (own.hidden or style.hidden):
            if any(name_of(one) in ("t", "drawing", "pict") for one in node.iter()):
                tell_hidden(self.notes)
            return
        strong = is_on(bold) if bold is not None else (own.strong or style.strong)
        language = attribute(child(properties, "lang"), "val")
        self._run_parts(node, composer, strong, language)

    def _run_parts(self, node: Element, composer: Composer, strong: bool, language: str) -> None:
        for part in node:
            name = name_of(part)
            if name == "t":
                composer.add(part.text or "", bold=strong, language=language)
            elif name == "br" and attribute(part, "type") in ("page", "column"):
                composer.put(Break("page"))
            elif name in BREAKS:
                composer.add(BREAKS[name])
            elif name in ("sym", "symEx"):
                composer.add(symbol(part))
            elif name == "fldChar":
                composer.mark(attribute(part, "fldCharType"))
            elif name == "instrText":
                composer.add_code(part.text or "")
            elif name in ("drawing", "pict", "object"):
                self._drawing(part, composer)
            elif name == "AlternateContent":
                self._run_parts(chosen(part), composer, strong, language)
            elif name in ("ruby", "rubyBase"):
                self._inline(part, composer, Style())

    # Drawings

    def _drawing(self, node: Element, composer: Composer) -> None:
        boxes = [self._box(one) for one in outermost_boxes(node)]
        for one in outermost_boxes(node):
            parent = one.getparent()
            if parent is not None:
                parent.remove(one)
        vml = name_of(node) != "drawing"
        find = self._pictures.of_vml if vml else self._pictures.of_drawing
        pictures: list[Picture] = find(node, self.main, self.where)
        if name_of(node) == "object":
            self.notes.set_aside += [embedded(picture) for picture in pictures]
            return
        blocks: list[Block] = [*pictures, *(box for box in boxes if box.blocks)]
        self._put_drawing(node, blocks, composer)

    def _put_drawing(self, node: Element, blocks: Sequence[Block], composer: Composer) -> None:
        anchor = child(node, "anchor")
        floating = anchor is not None or "position:absolute" in "".join(
            attribute(one, "style").replace(" ", "") for one in node.iter() if attribute(one, "style")
        )
        if len(blocks) > 1:
            blocks = [Box(tuple(blocks), "group", self.where)]
        for block in blocks:
            if floating or not isinstance(block, Picture):
                self._floats.append(Float(block, place_of(anchor)))
            else:
                composer.put(block)

    def _box(self, content: Element) -> Box:
        kept, self._place = self._place, [*self._place, "text box"]
        fields, self._fields = self._fields, []
        blocks = self.blocks(content)
        self._place, self._fields = kept, fields
        return Box(tuple(block for block in blocks if not isinstance(block, Break)), "box", self.where)
