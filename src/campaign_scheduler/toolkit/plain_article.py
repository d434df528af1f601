"""An article as plain text, for a message: each link's address stands behind the words that lead there."""

from __future__ import annotations

from collections.abc import Sequence

from .document import Link, Paragraph, Text
from .word_writer import article_paragraphs


def plain_article(title: str, body: str) -> str:
    """The title, then the paragraphs with an empty line between; items of a list stand together."""
    parts = [title]
    before: Paragraph | None = None
    for one in article_paragraphs(body):
        joined = "\n" if before is not None and before.depth >= 0 and one.depth >= 0 else "\n\n"
        parts += [joined, f"{'  ' * one.depth}• " if one.depth >= 0 else "", _with_addresses(one.text)]
        before = one
    return "".join(parts)


def _with_addresses(text: Text) -> str:
    words, at = "", 0
    for link in _in_order(text.links):
        end = link.start + len(link.text)
        if link.start >= at and text.words[link.start : end] == link.text:
            address = "" if link.url.split("://")[-1].rstrip("/") in link.text else f" ({link.url})"
            words += text.words[at:end] + address
            at = end
    return words + text.words[at:]


def _in_order(links: Sequence[Link]) -> list[Link]:
    return sorted(links, key=lambda one: one.start)
