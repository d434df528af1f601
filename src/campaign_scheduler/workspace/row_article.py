"""A row that carries an article: its words are the article's, as plain text; the article itself comes along."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.article import ArticleCopy
from ..model.post import Wording
from .articles import ArticleFile, ArticleFolder
from .calendar import Row, RowFindings
from .captions import CaptionFile
from .findings import nearest
from .row_media import RowMedia


@dataclass(frozen=True, slots=True)
class RowArticle:
    """Reads the `article` cell; what is wrong with it is a problem of the row."""

    articles: ArticleFolder
    media: RowMedia
    findings: RowFindings
    language: str

    def wording(self, row: Row, identity: str) -> Wording | None:
        """The words every account of the row will be given, or None with a problem."""
        from ..toolkit.plain_article import plain_article  # brings the writer of Word files; few rows have an article

        article = self._article(row)
        if article is None:
            return None
        source = CaptionFile(article.name, "", article.file, 1, article.body, media=article.media or None)
        assets = self.media.assets(row, source, identity)
        if assets is None:
            return None
        copy = ArticleCopy(article.name, article.title, article.body)
        words = plain_article(article.title, article.body)
        return Wording(words, article.file, 1, "", self.language, assets, article=copy)

    def _article(self, row: Row) -> ArticleFile | None:
        name = row.text("article")
        others = [column for column in ("caption", "text", "link") if row.text(column)]
        if others:
            message = f"The row has both an article and its own {' and '.join(others)}."
            self.findings.add(row, "article-and-words", message, "Keep the article, or the rest, in this row.")
            return None
        found = self.articles.find(name)
        if found is None:
            message = f"There is no article called {name!r}.{nearest(name, self.articles.names)}"
            self.findings.add(row, "article-missing", message, f"Write articles/{name}.md, or correct the name.")
        return found
