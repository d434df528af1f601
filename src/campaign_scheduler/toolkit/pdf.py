"""Reads PDFs: pdfplumber for where things stand, pypdf for the pictures' own bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pypdf import PdfReader

from .document import Block, Break, Document, Notes, Paragraph, Picture
from .floats import Float, Place, laid_out
from .limits import Limits, Refused
from .pdf_joining import joined_pages
from .pdf_tables import Ruled, cell_number, cell_of, ruled_tables, table_of
from .pdf_words import Passage, lines_of, paragraph_of, passages_of, usual_distance
from .progress import At, TellAt, nobody
from .vault import Vault

DAMAGED = "Open it and print or save it as PDF again, or ask for the Word file."
MARGIN = 0.07
"""Above and below this part of a page stand page numbers and running heads."""
SCAN = 0.6
SMALLEST = 12.0
"""Points: what is smaller on the page is a bullet or a rule."""


def read_pdf(path: Path, vault: Vault, limits: Limits, tell: TellAt = nobody) -> Document:
    """The pages' blocks. Raises Refused."""
    raw = _raw(path)
    try:
        pdf = pdfplumber.open(path, password="")
    except PDFPasswordIncorrect:
        raise Refused("it needs a password", "Take the password off and import it again.") from None
    except Exception as error:
        if "Password" in type(error).__name__ or "Password" in str(error):
            raise Refused("it needs a password", "Take the password off and import it again.") from None
        raise Refused("it is damaged or cut short", DAMAGED) from None
    with pdf:
        return PdfPages(pdf, raw, vault, limits, tell).read()


def _raw(path: Path) -> PdfReader | None:
    """The same file for its picture streams; None when only its layout can be read."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("it needs a password", "Take the password off and import it again.")
    except Refused:
        raise
    except Exception:
        return None
    return reader


@dataclass(slots=True)
class PdfPages:
    """One PDF under way."""

    pdf: Any
    raw: PdfReader | None
    vault: Vault
    limits: Limits
    tell: TellAt
    notes: Notes = field(default_factory=Notes)
    _kept: dict[int, tuple[str, str]] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    def read(self) -> Document:
        count = len(self.pdf.pages)
        if not count:
            raise Refused("it has no pages", DAMAGED)
        if count > self.limits.pages:
            self.notes.warn(f"Only the first {self.limits.pages} of {count:,} pages were read.")
        pages = [self._page(page, number, count) for number, page in self._some(count)]
        body = _body_size([one for passages, _, _, _, _ in pages for one in passages])
        running = _running(pages)
        if not any(passages for passages, *_ in pages):
            self._tell_scanned(pages)
        blocks = [block for one in pages for block in self._blocks(one, body, running)]
        return Document(joined_pages(blocks), self.notes)

    def _some(self, count: int) -> Iterator[tuple[int, Any]]:
        for index in range(min(count, self.limits.pages)):
            yield index + 1, self.pdf.pages[index]

    def _tell_scanned(self, pages: Sequence[PageParts]) -> None:
        pictures = sum(len(one[1]) for one in pages)
        if pictures:
            self.notes.warn(
                "It holds pictures of pages and no text (a scan): no captions can be read; the pictures are offered. "
                "Ask for the file it was made from."
            )
        else:
            self.notes.warn("It holds no text and no pictures.")

    def _page(self, page: Any, number: int, count: int) -> PageParts:
        self.tell(At("page", number, count))
        where = f"page {number}"
        try:
            words = page.extract_words(extra_attrs=["fontname"], keep_blank_chars=False, use_text_flow=False)
            pictures = self._pictures(page, where)
            tables = ruled_tables(page) if words and (page.rects or page.lines or page.edges) else []
            links = [_link(one) for one in page.hyperlinks if one.get("uri")]
        except Exception:
            self.notes.warn(f"{where} is damaged and was left.")
            return [], [], [], [], where
        inside = [cell_number(word, tables) for word in words]
        by_cell: dict[int, list[Any]] = {}
        for word, cell in zip(words, inside, strict=True):
            by_cell.setdefault(cell, []).append(word)
        lines = [lines_of(some) for some in by_cell.values()]
        usual = usual_distance([line for some in lines for line in some])
        passages = [passage for some in lines for passage in passages_of(some, usual)]
        _drop_page_numbers(passages, page)
        page.close()
        return passages, pictures, tables, links, where

    # Pictures

    def _pictures(self, page: Any, where: str) -> list[tuple[Picture, Place]]:
        alts = _alts(page)
        found: list[tuple[Picture, Place]] = []
        for image in page.images[: self.limits.pictures]:
            place = Place(image["x0"], image["top"], image["x1"], image["bottom"])
            wide, high = place.right - place.left, place.bottom - place.top
            if min(wide, high) < SMALLEST:
                continue
            sha256, name = self._bytes(image, where)
            if sha256:
                alt = alts.get(image.get("mcid"), "")
                found.append((Picture(sha256, name, alt, (wide / 72, high / 72), None, where), place))
        return found

    def _bytes(self, image: dict[str, Any], where: str) -> tuple[str, str]:
        """The picture's own bytes where the PDF holds a JPEG as it is; else its pixels as PNG."""
        stream = image["stream"]
        identity = int(stream.objid or id(stream))
        if identity not in self._kept:
            self._kept[identity] = self._take(stream, where, str(image.get("name", "picture")))
        return self._kept[identity]

    def _take(self, stream: Any, where: str, name: str) -> tuple[str, str]:
        try:
            data, ending = self._content(stream, name)
        except Exception:
            self.notes.warn(f"{where}: a picture could not be taken out of the PDF.")
            return "", ""
        return (self.vault.keep([data]), f"{name}.{ending}") if data else ("", "")

    def _content(self, stream: Any, name: str) -> tuple[bytes, str]:
        if self.raw is None or not stream.objid:
            return b"", ""
        found: Any = self.raw.get_object(stream.objid)
        filters = found.get("/Filter", [])
        names = [str(one) for one in (filters if isinstance(filters, list) else [filters])]
        width, height = int(found.get("/Width", 0)), int(found.get("/Height", 0))
        if width * height > self.limits.pixels:
            self.notes.warn(f"A picture of {width * height // 1_000_000} million pixels was left.")
            return b"", ""
        if names == ["/DCTDecode"] and "/SMask" not in found:
            return bytes(found._data), "jpg"
        return self._as_png(found, name), "png"

    def _as_png(self, found: Any, name: str) -> bytes:
        picture = found.decode_as_image() if hasattr(found, "decode_as_image") else None
        if picture is None:
            return b""
        out = io.BytesIO()
        picture.save(out, "PNG")
        self.notes.warn("Some pictures of a PDF are kept as pixels, not as files; they were written as PNG.")
        return out.getvalue()

    # Blocks

    def _blocks(self, parts: PageParts, body: float, running: frozenset[str]) -> list[Block]:
        passages, pictures, tables, links, where = parts
        floats: list[Float] = []
        cells: dict[tuple[int, int], list[Float]] = {}
        items: list[tuple[Block, Place]] = [
            (self._words(one, body, links, where), one.place) for one in passages if _text(one) not in running
        ]
        for block, place in [*items, *pictures]:
            home = cell_of(place, tables)
            if home is None:
                floats.append(Float(block, place))
            else:
                cells.setdefault(home, []).append(Float(block, place))
        for index, table in enumerate(tables):
            made = table_of(table, {at: some for (number, at), some in cells.items() if number == index}, where)
            if made is not None:
                floats.append(Float(made, table.place))
        return [*laid_out(floats), Break("page")]

    def _words(self, passage: Passage, body: float, links: Sequence[dict[str, Any]], where: str) -> Paragraph:
        return paragraph_of(passage, body, links, where)


PageParts = tuple[list[Passage], list[tuple[Picture, Place]], list[Ruled], list[dict[str, Any]], str]


def _link(found: dict[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in ("x0", "x1", "top", "bottom", "uri")}


def _alts(page: Any) -> dict[Any, str]:
    """Alt texts of tagged pictures, by the number that marks their content."""
    found: dict[Any, str] = {}
    try:
        waiting = list(page.structure_tree)
    except Exception:
        return found
    while waiting:
        one = waiting.pop()
        if one.get("alt_text"):
            for number in _marks(one):
                found[number] = str(one["alt_text"])
        waiting += one.get("children", [])
    return found


def _marks(element: dict[str, Any]) -> Iterator[int]:
    yield from element.get("mcids", [])
    for one in element.get("children", []):
        yield from _marks(one)


def _body_size(passages: Sequence[Passage]) -> float:
    """The size most letters have."""
    sizes = [line.size for one in passages for line in one.lines for _ in line.words]
    return float(median(sizes)) if sizes else 0.0


def _text(passage: Passage) -> str:
    return " ".join(line.text for line in passage.lines)


def _drop_page_numbers(passages: list[Passage], page: Any) -> None:
    for one in list(passages):
        text = _text(one)
        low = one.place.top > page.height * (1 - MARGIN) or one.place.bottom < page.height * MARGIN
        if low and len(text) <= 12 and any(mark.isdigit() for mark in text):
            passages.remove(one)


def _running(pages: Sequence[PageParts]) -> frozenset[str]:
    """Words at the same height on three pages or more: running heads and feet."""
    counts: Counter[tuple[str, int]] = Counter()
    for passages, *_ in pages:
        counts.update({(_text(one), round(one.place.top / 4)) for one in passages if len(_text(one)) < 120})
    return frozenset(text for (text, _), count in counts.items() if count >= 3 and count * 2 > len(pages))
