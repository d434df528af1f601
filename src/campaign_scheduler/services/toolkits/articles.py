"""Articles as files: `articles/<name>.md`, with a title, where it came from, and the words as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...toolkit.draft import Article
from ...toolkit.naming import slug
from ...workspace.caption_writer import front_matter
from .files import Writes
from .media import MediaPlan
from .record import Entry, Record, digest, key_of

if TYPE_CHECKING:
    from .importing import Outcome

FOLDER = "articles"


class ArticleWriter:
    """Plans the articles of one import."""

    def __init__(self, root: Path, record: Record, media: MediaPlan, writes: Writes, outcome: Outcome) -> None:
        self._root = root
        self._record = record
        self._media = media
        self._writes = writes
        self._outcome = outcome
        self._taken = {path.stem.lower() for path in (root / FOLDER).glob("*.md")}

    def plan(self, articles: Sequence[Article]) -> list[Entry]:
        """Each new or changed article that nobody edited; gives what the record should remember."""
        return [entry for article in articles if (entry := self._plan(article)) is not None]

    def _plan(self, article: Article) -> Entry | None:
        key = key_of(f"article|{article.file}|{article.title}")
        entry = self._record.entries.get(key)
        content = article_content(article, self._media).encode()
        file = entry.file if entry is not None else f"{FOLDER}/{self._free(article.name)}.md"
        article.name = Path(file).stem
        if entry is not None and (entry.is_gone(self._root) or not entry.is_untouched(self._root)):
            what = (
                "you took it away, so it was not written again"
                if entry.is_gone(self._root)
                else "you edited it, so it was left"
            )
            self._outcome.kept.append(f"{file}: {what}.")
            return entry
        if entry is not None and digest(content) == entry.written:
            self._outcome.unchanged += 1
            return entry
        (self._outcome.new if entry is None else self._outcome.updated).append(file)
        self._outcome.articles += 1
        self._writes.contents[file] = content
        return Entry(key, article.file, article.source, file, digest(content), article.name)

    def _free(self, name: str) -> str:
        stem, number = slug(name, "article"), 1
        free = stem
        while free.lower() in self._taken:
            number += 1
            free = f"{stem}-{number}"
        self._taken.add(free.lower())
        return free


def article_content(article: Article, media: MediaPlan) -> str:
    """The whole file."""
    pictures = [{"file": media.shown_path(one).removeprefix("media/"), "alt": one.alt} for one in article.media]
    settings: dict[str, object] = {
        "title": article.title,
        "media": [{name: value for name, value in one.items() if value} for one in pictures],
        "source": {"file": article.file, "position": article.source},
    }
    return f"{front_matter({name: value for name, value in settings.items() if value}, article.body)}{article.body}\n"
