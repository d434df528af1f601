"""Article copy for newsletters, bulletins and intranets: kept whole, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import Block, Box, Link, Paragraph, Picture, Table, Text, paragraphs_in, pictures_in
from .draft import Article, Shown
from .headings import kind_of_heading
from .links import is_vague, links_of
from .sections import Section
from .units import PLACEHOLDER, WORD_COUNT

PARTS = re.compile(
    r"\b(short|long|longer|shorter|full|medium|brief|newsletter|bulletin|intranet|website|web|e-?mail|staff|public|"
    r"version|option|blog|press)\b",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"([\\`*_\[\]<>])")
LEAST_WORDS = 15


def articles_of(section: Section, file: str) -> list[Article]:
    """One article for each part that says so (short, long, newsletter), else one for the whole section."""
    parts = [part for part in section.children if PARTS.search(part.title) or part.kind == "article"]
    if not parts:
        return _one(section, section.title, file)
    found = _one(Section(section.level, section.heading, "", section.blocks), section.title, file)
    for part in section.children:
        found += articles_of(part, file) if part in parts else _one(part, part.title, file)
    if len(found) > 1 and found[0].title == section.title and found[0].words < 60:
        found = list(found[1:])
    return found


def _one(section: Section, title: str, file: str) -> list[Article]:
    lines, links, pictures = _written(section, section.level)
    body = "\n\n".join(lines).strip()
    words = word_count(body)
    if words < LEAST_WORDS:
        return []
    article = Article(file, "", title or "Article", body, [(one.text, one.url) for one in links], words=words)
    article.media = [
        Shown(one.sha256, one.alt, name=one.name, label=one.label, crop=one.crop, where=one.where) for one in pictures
    ]
    article.source = next((one.where for one in paragraphs_in(section.blocks)), "")
    vague = [one for one in article.links if is_vague(one[0])]
    article.notes += [f"The words “{shown}” lead to {url}: say what is there." for shown, url in vague]
    return [article]


def word_count(body: str) -> int:
    """Words that a reader sees: no addresses."""
    return len(re.findall(r"\w+", re.sub(r"\]\([^)]*\)", "]", body)))


def _written(section: Section, top: int) -> tuple[list[str], list[Link], list[Picture]]:
    lines: list[str] = []
    links: list[Link] = []
    pictures: list[Picture] = []
    for block in section.blocks:
        lines += _lines(block)
        links += [link for one in paragraphs_in([block]) for link in links_of(one.text)]
        pictures += [one for one in pictures_in([block]) if one.sha256]
    for part in section.children:
        depth = min(6, max(2, part.level - top + 1)) if part.level < 20 else 2
        lines.append(f"{'#' * depth} {escaped(part.title)}")
        inner = _written(part, top)
        lines += inner[0]
        links += inner[1]
        pictures += inner[2]
    return lines, links, pictures


def _lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Box):
        return [line for one in block.blocks for line in _lines(one)]
    if isinstance(block, Table):
        return [line for cell in block.cells for one in cell.blocks for line in _lines(one)]
    return []


def _paragraph(paragraph: Paragraph) -> list[str]:
    words = paragraph.words.strip()
    if not words or WORD_COUNT.fullmatch(words) or PLACEHOLDER.fullmatch(words):
        return []
    text = markdown(paragraph.text)
    if paragraph.depth >= 0:
        return [f"{'  ' * paragraph.depth}- {text}"]
    if paragraph.strong and len(words.split()) <= 12 and words[-1] not in ".!?":
        return [f"## {text}"]
    return [text]


def markdown(text: Text) -> str:
    """Words with their links as Markdown; what would be read as markup is escaped."""
    found, at = "", 0
    for link in sorted(links_of(text), key=lambda one: one.start):
        start = text.words.find(link.text, max(at, link.start - 2)) if link.text in text.words else -1
        if start < at:
            continue
        found += escaped(text.words[at:start])
        shown = link.text
        found += f"<{link.url}>" if shown == link.url else f"[{escaped(shown)}]({link.url.replace(')', '%29')})"
        at = start + len(shown)
    return (found + escaped(text.words[at:])).replace("\n", "  \n")


def escaped(words: str) -> str:
    """Plain words in Markdown."""
    plain = ESCAPED.sub(r"\\\1", words)
    return re.sub(r"^(\s*)([#>+-]|\d+[.)])(\s)", r"\1\\\2\3", plain)


def is_article(section: Section, inherited: str) -> bool:
    return section.kind == "article" or (inherited == "article" and kind_of_heading(section.title) in ("", "article"))


def name_articles(articles: Sequence[Article]) -> None:
    """A short name of its own for each."""
    taken: set[str] = set()
    for one in articles:
        slug = re.sub(r"[^a-z0-9]+", "-", one.title.lower()).strip("-")[:40].strip("-") or "article"
        name, number = slug, 1
        while name in taken:
            number += 1
            name = f"{slug}-{number}"
        taken.add(name)
        one.name = name
