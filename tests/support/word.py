"""Word documents for tests: python-docx for what it can write, hand-made XML for what it cannot."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.shared import Inches

from support.toolkits import picture

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"'
)


class Word:
    """One document under way."""

    ruled = False
    """Whether tables are drawn with lines."""

    def __init__(self) -> None:
        self.document = Document()
        self._drawn = 0

    def save(self, path: Path) -> Path:
        self.document.save(str(path))
        return path

    def heading(self, words: str, level: int = 1) -> None:
        self.document.add_heading(words, level)

    def text(self, words: str, into: Any = None, *, style: str | None = None, bold: bool = False) -> Any:
        """A paragraph; bold where all of it is."""
        paragraph = (into or self.document).add_paragraph(style=style)
        run = paragraph.add_run(words)
        run.bold = bold or None
        return paragraph

    def picture(self, number: int, into: Any = None, *, size: tuple[int, int] = (640, 360), **named: Any) -> Any:
        """A paragraph with a picture in it."""
        paragraph = (into or self.document).add_paragraph()
        self.picture_in(paragraph, number, size=size, **named)
        return paragraph

    def picture_in(
        self,
        paragraph: Any,
        number: int,
        *,
        size: tuple[int, int] = (640, 360),
        alt: str = "",
        name: str = "",
        inches: float = 2.5,
    ) -> Any:
        """A picture in a paragraph that is there; gives its drawing."""
        shape = paragraph.add_run().add_picture(io.BytesIO(picture(number, size)), width=Inches(inches))
        properties = shape._inline.docPr
        if alt:
            properties.set("descr", alt)
        if name:
            properties.set("name", name)
        return shape._inline

    def table(self, rows: int, columns: int) -> Any:
        return self.document.add_table(rows, columns, style="Table Grid" if self.ruled else None)

    def fill(self, cell: Any, *lines: str) -> None:
        """Words into a cell, a paragraph a line."""
        cell.paragraphs[0].add_run(lines[0])
        for line in lines[1:]:
            cell.add_paragraph(line)

    def link(self, paragraph: Any, words: str, url: str) -> None:
        """A link by relationship."""
        identity = paragraph.part.relate_to(
            url, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
        )
        paragraph._p.append(
            xml(f'<w:hyperlink r:id="{identity}"><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:hyperlink>')
        )

    def blip(self, number: int) -> str:
        """The relationship of a picture that no paragraph shows yet."""
        part = self.document.part
        return str(part.get_or_add_image(io.BytesIO(picture(number)))[0])

    def drawing(self, number: int, *, floating: bool = False, extra: str = "", crop: str = "") -> str:
        """A drawing's XML, in line or floating."""
        self._drawn += 1
        identity, own = self.blip(number), 900 + self._drawn
        inner = (
            f'<wp:extent cx="2286000" cy="1285875"/><wp:docPr id="{own}" name="Picture {own}">{extra}</wp:docPr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="0" name="image.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip r:embed="{identity}"/>{crop}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
            '<a:off x="0" y="0"/><a:ext cx="2286000" cy="1285875"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic>"
        )
        if not floating:
            return f"<w:drawing><wp:inline>{inner}</wp:inline></w:drawing>"
        return (
            '<w:drawing><wp:anchor behindDoc="0" simplePos="0" relativeHeight="1" locked="0" layoutInCell="1" '
            'allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0'
            '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset>'
            f"</wp:positionV>{inner}</wp:anchor></w:drawing>"
        )

    def text_box(self, words: str, *, inside: str = "") -> str:
        """A text box with its fallback for old programs, as Word writes both."""
        body = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>{inside}"
        return (
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1" cy="1"/>'
            '<wp:docPr id="77" name="Text Box 1"/><a:graphic><a:graphicData '
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>'
            f"{body}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{body}</w:txbxContent></v:textbox></v:shape></w:pict>"
            "</mc:Fallback></mc:AlternateContent>"
        )

    def raw(self, content: str) -> Any:
        """XML at the body's end, before its section's settings."""
        node = xml(content)
        body = self.document.element.body
        body.insert(len(body) - 1, node)
        return node


def xml(content: str) -> Any:
    """A piece of Word's XML; its outermost element gets the names."""
    at = min(index for index in (content.find(" "), content.find(">"), content.find("/>")) if index > 0)
    return parse_xml(f"{content[:at]} {NAMES}{content[at:]}")


def merged_down(table: Any, column: int, first: int, last: int) -> Any:
    return table.cell(first, column).merge(table.cell(last, column))


def hidden(run: Any) -> None:
    run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
