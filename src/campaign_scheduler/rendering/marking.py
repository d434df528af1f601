"""Words as HTML, with what a network would make live coloured."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

MARKED = re.compile(r"(?P<link>https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}])|(?P<tag>(?<![\w&])[#@]\w[\w-]*)")


def marked(text: str) -> Markup:
    """The words with links, hashtags and mentions coloured, everything else escaped."""
    parts, last = [], 0
    for found in MARKED.finditer(text):
        kind = "link" if found["link"] else "tag"
        parts += [html.escape(text[last : found.start()]), f'<span class="{kind}">{html.escape(found[0])}</span>']
        last = found.end()
    return Markup("".join([*parts, html.escape(text[last:])]))  # noqa: S704
