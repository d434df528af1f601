"""Makes the pack for partners from a workspace, and gives an article back ready to paste."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ...model.errors import InputError
from ...model.problem import Problem
from ...toolkit.document import Link
from ...toolkit.pack import Pack, PackArticle, PackPicture, PackPost
from ...toolkit.word_writer import article_document, pack_document, title_of
from ...workspace.articles import FOLDER as ARTICLES
from ...workspace.articles import ArticleFile, ArticleFolder, read_article
from ...workspace.calendar import Row
from ...workspace.captions import CaptionFile, CaptionSet
from ...workspace.findings import Findings
from ...workspace.reader import Parts, read_parts
from ...workspace.yaml_source import read_section
from ..app import App
from .downloads import read_resources
from .pages import article_page, pack_page

PACK_FILES = ("partner-pack.html", "partner-pack.docx")
FORMATS = ("docx", "html")


def pack_of(app: App) -> Pack:
    """What the workspace has to share: captions in the calendar's order, then those no row uses; articles."""
    parts = read_parts(app.root, platforms=app.capabilities())
    name = parts.campaign.name if parts.campaign is not None else app.root.resolve().name
    posts = [post for caption, row in _in_order(parts) for post in _posts(parts, caption, row)]
    articles = [_article(read_article(path), app.root) for path in sorted((app.root / ARTICLES).glob("*.md"))]
    return Pack(name, posts, articles, read_resources(app.root))


def write_pack(app: App, folder: Path) -> list[Path]:
    """The page and the Word file. Raises InputError when there is nothing to share."""
    pack = pack_of(app)
    if not (pack.posts or pack.articles):
        message, remedy = "There are no captions and no articles to share.", "Import a toolkit, or write captions."
        raise InputError([Problem("nothing-to-share", message, remedy)])
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in PACK_FILES]
    paths[0].write_text(pack_page(pack), encoding="utf-8")
    paths[1].write_bytes(pack_document(pack))
    return paths


def export_article(app: App, name: str, kind: str, output: Path | None) -> Path:
    """One article as `docx` or `html`. Raises InputError when there is none of that name."""
    folder = ArticleFolder(app.root)
    found = folder.find(name)
    if found is None:
        known = ", ".join(folder.names) or "there are none yet: import a toolkit"
        raise InputError([Problem("article-missing", f"There is no article called {name}.", f"Articles: {known}.")])
    article = _article(found, app.root)
    target = output or Path(f"{found.name}.{kind}")
    if kind == "docx":
        target.write_bytes(article_document(article))
    else:
        target.write_text(article_page(article), encoding="utf-8")
    return target


def _in_order(parts: Parts) -> Iterator[tuple[CaptionSet, Row | None]]:
    rows = parts.calendar.rows if parts.calendar is not None else ()
    seen: set[str] = set()
    for row in rows:
        name = re.sub(r"\.(md|txt)\Z", "", row.text("caption").removeprefix("captions/"), flags=re.IGNORECASE)
        if name in parts.captions and name not in seen:
            seen.add(name)
            yield parts.captions[name], row
    for name, caption in parts.captions.items():
        if name not in seen:
            yield caption, None


def _posts(parts: Parts, caption: CaptionSet, row: Row | None) -> Iterator[PackPost]:
    for variant in _variants(caption, row):
        file = caption.files[variant]
        base = caption.base or file
        said = _front(parts.root, file)
        platform = str(said.get("platform") or (variant if variant in set(parts.names.values()) else ""))
        language = file.language or (variant if re.fullmatch(r"[a-z]{2}", variant) else base.language) or ""
        media = file.media if file.media is not None else base.media or ()
        pictures = [
            PackPicture(asset.path, asset.alt)
            for one in media
            if (asset := parts.media.asset(one, file.file, None)) is not None
        ]
        hashtags = list(file.hashtags if file.hashtags is not None else base.hashtags or ())
        links = list(_links(said, file))
        address = file.link if file.link is not None else base.link or ""
        if address and any(link.url == address for link in links):
            address = ""
        yield PackPost(file.text, platform, language, hashtags, links, address, _when(row), pictures)


def _variants(caption: CaptionSet, row: Row | None) -> list[str]:
    """The caption itself first, then its variants in the order in which the row names their networks."""
    accounts = row.text("accounts").lower() if row is not None else ""

    def place(variant: str) -> tuple[int, str]:
        at = accounts.find(title_of(variant).lower()) if variant else -1
        return (at if at >= 0 else len(accounts) if variant else -1), variant

    return sorted(caption.files, key=place)


def _front(root: Path, file: CaptionFile) -> dict[str, object]:
    """The front matter's own values, those that only tell a person included."""
    lines = (root / file.file).read_text(encoding="utf-8-sig", errors="replace").split("\n")
    if lines[0].rstrip() != "---" or "---" not in [line.rstrip() for line in lines[1:]]:
        return {}
    end = [line.rstrip() for line in lines[1:]].index("---") + 1
    section = read_section("\n".join(lines[1:end]).encode(), file.file, Findings())
    return dict(section.values) if section is not None else {}


def _links(said: dict[str, object], file: CaptionFile) -> Iterator[Link]:
    """The links that the words hide, where the words still show them."""
    listed = said.get("links")
    for one in listed if isinstance(listed, list) else ():
        shown, url = str(one.get("text", "")), str(one.get("url", ""))
        if shown and url and shown in file.text:
            yield Link(shown, url, file.text.index(shown))


def _when(row: Row | None) -> str:
    return f"{row.text('date')} {row.text('time')}".strip() if row is not None else ""


def _article(article: ArticleFile, root: Path) -> PackArticle:
    pictures = [PackPicture(root / "media" / PurePosixPath(one.file).name, one.alt) for one in article.media]
    return PackArticle(article.title, article.body, pictures)
