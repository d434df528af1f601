"""Article copy: longer words for a newsletter, a bulletin or an intranet, that a post may carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NAME, TITLE, BODY = "article", "article title", "article text"
"""Under these names it is kept among a rendered post's options, and so in its content hash."""


@dataclass(frozen=True, slots=True)
class ArticleCopy:
    """`name` is that of articles/<name>.md; `body` is Markdown: headings, lists and links."""

    name: str
    title: str
    body: str

    def as_options(self) -> dict[str, str]:
        return {NAME: self.name, TITLE: self.title, BODY: self.body}


def article_in(options: Mapping[str, str]) -> ArticleCopy | None:
    """The article among a rendered post's options, if there is one."""
    return ArticleCopy(options[NAME], options.get(TITLE, ""), options.get(BODY, "")) if NAME in options else None
