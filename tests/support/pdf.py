"""PDFs for tests, written byte by byte: words at places, JPEG pictures, links, and alt texts as tagged files do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from support.toolkits import picture

HEIGHT = 842


@dataclass
class Page:
    """What stands on one page; places are points from the top left."""

    words: list[tuple[float, float, float, str, str]] = field(default_factory=list)
    pictures: list[tuple[int, float, float, float, str]] = field(default_factory=list)
    links: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, left: float, top: float, *lines: str, size: float = 11, bold: bool = False) -> Page:
        """Lines below one another, an ordinary distance apart."""
        for number, line in enumerate(lines):
            self.words.append((left, top + number * size * 1.2, size, "F2" if bold else "F1", line))
        return self

    def picture(self, number: int, left: float, top: float, width: float = 200, alt: str = "") -> Page:
        self.pictures.append((number, left, top, width, alt))
        return self

    def link(self, left: float, top: float, width: float, url: str, height: float = 13) -> Page:
        self.links.append((left, top, width, height, url))
        return self

    def box(self, left: float, top: float, width: float, height: float) -> Page:
        self.lines.append((left, top, width, height))
        return self


def pdf_of(path: Path, *pages: Page) -> Path:
    """Write the pages."""
    objects: dict[int, bytes] = {
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    }
    kids: list[int] = []
    figures: list[tuple[int, int, str]] = []
    for index, page in enumerate(pages):
        number = max(objects) + 1
        kids.append(number)
        objects[number] = b""
        figures += _page(objects, number, page, index)
    objects[2] = f"<< /Type /Pages /Kids [{_all(kids)}] /Count {len(kids)} >>".encode()
    root = max(objects) + 1
    _structure(objects, root, figures)
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R >>".encode()
    path.write_bytes(_file(objects))
    return path


def _page(objects: dict[int, bytes], number: int, page: Page, index: int) -> list[tuple[int, int, str]]:
    stream: list[bytes] = []
    names: list[str] = []
    figures: list[tuple[int, int, str]] = []
    for left, top, width, height in page.lines:
        stream.append(f"{left} {HEIGHT - top - height} {width} {height} re S".encode())
    for left, top, size, font, line in page.words:
        escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        stream.append(f"BT /{font} {size} Tf {left} {HEIGHT - top - size} Td (".encode() + escaped + b") Tj ET")
    for mark, (which, left, top, width, alt) in enumerate(page.pictures):
        content, high = picture(which, kind="JPEG"), width * 360 / 640
        image = max(objects) + 1
        head = "<< /Type /XObject /Subtype /Image /Width 640 /Height 360 /ColorSpace /DeviceRGB /BitsPerComponent 8"
        objects[image] = (
            f"{head} /Filter /DCTDecode /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
        )
        names.append(f"/P{mark} {image} 0 R")
        place = f"{width} 0 0 {high} {left} {HEIGHT - top - high} cm /P{mark} Do"
        stream.append(f"/Figure << /MCID {mark} >> BDC q {place} Q EMC".encode())
        figures.append((number, mark, alt))
    annotations = []
    for left, top, width, height, url in page.links:
        annotation = max(objects) + 1
        rect = f"{left} {HEIGHT - top - height} {left + width} {HEIGHT - top}"
        objects[annotation] = f"<< /Type /Annot /Subtype /Link /Rect [{rect}] /A << /S /URI /URI ({url}) >> >>".encode()
        annotations.append(annotation)
    content = b"\n".join(stream)
    body = max(objects) + 1
    objects[body] = f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
    resources = f"<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << {' '.join(names)} >> >>"
    objects[number] = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {HEIGHT}] /Resources {resources} /Contents {body} 0 R "
        f"/StructParents {index} /Annots [{_all(annotations)}] >>"
    ).encode()
    return figures


def _structure(objects: dict[int, bytes], root: int, figures: list[tuple[int, int, str]]) -> None:
    first = root + 1
    pages = sorted({page for page, _, _ in figures})
    for number, (page, mark, alt) in enumerate(figures):
        said = f"/Alt ({alt})" if alt else ""
        objects[first + number] = (
            f"<< /Type /StructElem /S /Figure /P {root} 0 R /Pg {page} 0 R /K {mark} {said} >>".encode()
        )
    by_page = [[first + n for n, (page, _, _) in enumerate(figures) if page == one] for one in pages]
    numbers = " ".join(f"{index} [{_all(some)}]" for index, some in enumerate(by_page))
    kids = _all([first + number for number in range(len(figures))])
    objects[root] = f"<< /Type /StructTreeRoot /K [{kids}] /ParentTree << /Nums [{numbers}] >> >>".encode()


def _all(numbers: list[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _file(objects: dict[int, bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {max(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{places[number]:010d} 00000 n \n".encode() for number in range(1, max(objects) + 1))
    return out + f"trailer << /Size {max(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
