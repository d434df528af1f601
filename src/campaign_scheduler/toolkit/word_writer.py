"""Writes Word documents: a pack for partners, an article to paste."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from .document import Link, Paragraph, Text
from .links import is_vague, links_of
from .pack import ANYWHERE, MARK, Pack, PackArticle, PackPicture, PackPost
from .text import blocks_of

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
TITLES = {"x": "X", "linkedin": "LinkedIn", "tiktok": "TikTok", "youtube": "YouTube", "whatsapp": "WhatsApp"}


def title_of(platform: str) -> str:
    """A network's name as people write it."""
    return TITLES.get(platform, platform.replace("-", " ").title()) if platform else ANYWHERE


def pack_document(pack: Pack) -> bytes:
    """The pack as a Word file: a table for each post, each article under its heading."""
    document = _document(pack.name)
    document.core_properties.keywords = MARK
    document.add_heading(f"{pack.name}: toolkit", 0)
    if pack.posts:
        document.add_heading("Social media posts", 1)
    for number, post in enumerate(pack.posts, 1):
        document.add_heading(f"Post {number}", 2)
        _post(document, post)
    if pack.articles:
        document.add_heading("Article copy", 1)
    for article in pack.articles:
        document.add_heading(article.title, 2)
        _article(document, article)
    if pack.resources:
        document.add_heading("Downloads", 1)
    for name, url in pack.resources:
        _write(document.add_paragraph(), Text(name, (Link(name, url),)))
    return _saved(document)


def article_document(article: PackArticle) -> bytes:
    """One article as a Word file, its links meaningful."""
    document = _document(article.title)
    document.add_heading(article.title, 0)
    _article(document, article)
    return _saved(document)


def _document(title: str) -> Any:
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    return document


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _post(document: Any, post: PackPost) -> None:
    table = document.add_table(0, 2, style="Table Grid")
    _row(table, "Platform", title_of(post.platform))
    if post.language:
        _row(table, "Language", post.language)
    if post.when:
        _row(table, "Date", post.when)
    _words(_row(table, "Caption"), Text(post.words, tuple(post.links)))
    if post.hashtags:
        _row(table, "Hashtags", " ".join(post.hashtags))
    if post.address:
        _row(table, "Link", post.address)
    for number, picture in enumerate(post.pictures, 1):
        more = f" {number}" if len(post.pictures) > 1 else ""
        _picture(_row(table, f"Image{more}").paragraphs[0], picture)
        if picture.alt:
            _row(table, f"Alt text{more}", picture.alt)
    document.add_paragraph()


def _row(table: Any, heading: str, words: str = "") -> Any:
    cells = table.add_row().cells
    cells[0].paragraphs[0].add_run(heading).bold = True
    cells[1].paragraphs[0].add_run(words)
    return cells[1]


def _words(cell: Any, text: Text) -> None:
    """A paragraph for each part between empty lines; other line breaks stay line breaks."""
    at = 0
    for number, part in enumerate(text.words.split("\n\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _write(paragraph, text.part(at, at + len(part)))
        at += len(part) + 2


def _write(paragraph: Any, text: Text) -> None:
    at = 0
    for link in sorted(text.links, key=lambda one: one.start):
        start = text.words.find(link.text, at)
        if start >= 0:
            paragraph.add_run(text.words[at:start])
            _link(paragraph, link)
            at = start + len(link.text)
    paragraph.add_run(text.words[at:])


def _link(paragraph: Any, link: Link) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    node = OxmlElement("w:hyperlink")
    node.set(qn("r:id"), paragraph.part.relate_to(link.url, HYPERLINK, is_external=True))
    run = paragraph.add_run(link.text)
    run.font.underline = True
    node.append(run._r)
    paragraph._p.append(node)


def _picture(paragraph: Any, picture: PackPicture) -> None:
    from docx.image.exceptions import UnrecognizedImageError
    from docx.shared import Inches

    try:
        shape = paragraph.add_run().add_picture(str(picture.path), width=Inches(3))
    except (UnrecognizedImageError, OSError, ZeroDivisionError):
        paragraph.add_run(picture.path.name)
        return
    shape._inline.docPr.set("name", picture.path.name)
    if picture.alt:
        shape._inline.docPr.set("descr", picture.alt)


def _article(document: Any, article: PackArticle) -> None:
    for picture in article.pictures:
        _picture(document.add_paragraph(), picture)
    for paragraph in article_paragraphs(article.body):
        if paragraph.level:
            document.add_heading(paragraph.words, min(4, paragraph.level + 1))
        else:
            style = "List Bullet" if paragraph.depth >= 0 else None
            _write(document.add_paragraph(style=style), paragraph.text)


def article_paragraphs(body: str) -> Sequence[Paragraph]:
    """An article's paragraphs, each vague link stretched over its sentence so that it says where it leads."""
    blocks = [one for one in blocks_of(body, markdown=True) if isinstance(one, Paragraph)]
    return [Paragraph(meaningful(one.text), one.level, one.depth, one.strong) for one in blocks]


def meaningful(text: Text) -> Text:
    """`The report can be found [here]` becomes `[The report can be found here]`."""
    links = []
    for link in links_of(text):
        if is_vague(link.text):
            start, end = _sentence(text.words, link)
            links.append(Link(text.words[start:end], link.url, start))
        else:
            links.append(link)
    return Text(text.words, tuple(links))


def _sentence(words: str, link: Link) -> tuple[int, int]:
    before = max(words.rfind(mark, 0, link.start) for mark in (". ", "! ", "? ", "\n"))
    start = before + 2 if before >= 0 and words[before] != "\n" else before + 1
    after = link.start + len(link.text)
    ends = [at for mark in ".!?\n" if (at := words.find(mark, after)) >= 0]
    return start, min(ends, default=len(words))
