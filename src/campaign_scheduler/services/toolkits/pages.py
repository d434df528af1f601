"""Self-contained pages: the pack for partners, an article ready to paste."""

from __future__ import annotations

import base64
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, select_autoescape
from markupsafe import Markup, escape

from ...toolkit.document import Text
from ...toolkit.kinds import picture_kind
from ...toolkit.links import links_of, web
from ...toolkit.pack import Pack, PackArticle, data_of
from ...toolkit.word_writer import article_paragraphs, title_of

MIMES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


def pack_page(pack: Pack) -> str:
    """HTML that holds everything, its own data for importing included."""
    environment = _environment()
    return environment.from_string(_template("pack.html")).render(pack=pack, data=Markup(data_of(pack)))  # noqa: S704


def article_page(article: PackArticle) -> str:
    """HTML to open and copy from."""
    return _environment().from_string(_template("article.html")).render(article=article)


def _environment() -> Environment:
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "linked": linked,
        "picture": data_address,
        "network": title_of,
        "paragraphs": article_paragraphs,
        "post_words": lambda post: linked(Text(post.words, tuple(post.links))),
    }
    return environment


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def linked(text: Text) -> Markup:
    """Words with their links; everything else escaped."""
    found, at = Markup(""), 0
    for link in sorted(links_of(text), key=lambda one: one.start):
        start = text.words.find(link.text, at)
        if start < 0 or not web(link.url):
            continue
        found += escape(text.words[at:start])
        found += Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link.url, link.text)
        at = start + len(link.text)
    return found + escape(text.words[at:])


def data_address(path: Path) -> str:
    """A picture as a data address, or nothing when it is none that browsers show."""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    mime = MIMES.get(picture_kind(content[:4096]))
    return f"data:{mime};base64,{base64.b64encode(content).decode()}" if mime else ""
