"""How a Mastodon server counts a text and writes it as HTML.

Written apart from the adapter's counter, so that the two check each other.

Source: the server's length validator and text formatter, as described in its documentation, read 2026-11-22.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

import regex

PER_URL = 23
SHOWN_OF_URL = 30
GRAPHEME = regex.compile(r"\X")
BRACKETS = r"\([^\s()<>\"]*\)"
LINK = rf"(?<link>https?://(?:{BRACKETS}|[^\s()<>\"])*(?:{BRACKETS}|[^\s()<>\"'.,;:!?\]}}]))"
MENTION = r"(?<![=/\w])@(?<user>\w+(?:[\w.-]+\w)?)(?:@(?<server>[\w.-]+\w))?"
HASHTAG = r"(?<![=/\w)])#(?<tag>\w*[\p{L}\p{M}_]\w*)"
MARKED = regex.compile(rf"{LINK}|{MENTION}|{HASHTAG}", regex.IGNORECASE)


def length(text: str, per_url: int = PER_URL) -> int:
    """Graphemes, with `per_url` for a link and nothing for the server of a mention."""
    total, last = 0, 0
    for found in MARKED.finditer(text):
        total += _graphemes(text[last : found.start()]) + _counted(found, per_url)
        last = found.end()
    return total + _graphemes(text[last:])


def as_html(text: str, site: str) -> str:
    """Paragraphs, breaks, shortened links, mentions and hashtags, the rest escaped."""
    paragraphs = regex.split(r"\n{2,}", text.strip())
    return "".join("<p>" + "".join(_pieces(one, site)).replace("\n", "<br />") + "</p>" for one in paragraphs)


def _graphemes(text: str) -> int:
    return len(GRAPHEME.findall(text))


def _counted(found: regex.Match[str], per_url: int) -> int:
    if found["link"]:
        return per_url
    return len(found["user"]) + 1 if found["user"] else _graphemes(found[0])


def _pieces(paragraph: str, site: str) -> Iterator[str]:
    last = 0
    for found in MARKED.finditer(paragraph):
        yield _escaped(paragraph[last : found.start()])
        yield _link(found["link"]) if found["link"] else _named(found, site)
        last = found.end()
    yield _escaped(paragraph[last:])


def _named(found: regex.Match[str], site: str) -> str:
    if found["tag"]:
        tag = _escaped(found["tag"])
        return f'<a href="{site}/tags/{tag.lower()}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
    user, home = _escaped(found["user"]), f"https://{found['server']}" if found["server"] else site
    anchor = f'<a href="{home}/@{user}" class="u-url mention">@<span>{user}</span></a>'
    return f'<span class="h-card" translate="no">{anchor}</span>'


def _link(url: str) -> str:
    """The address is all there, for copying; the eye sees its first thirty characters."""
    scheme = regex.match(r"https?://(?:www\.)?", url, regex.IGNORECASE)
    start = scheme.end() if scheme else 0
    shown, hidden = url[start : start + SHOWN_OF_URL], url[start + SHOWN_OF_URL :]
    spans = _span("invisible", url[:start]) + _span("ellipsis" if hidden else "", shown) + _span("invisible", hidden)
    return f'<a href="{_escaped(url)}" target="_blank" rel="nofollow noopener" translate="no">{spans}</a>'


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{_escaped(text)}</span>'


def _escaped(text: str) -> str:
    return html.escape(text)
