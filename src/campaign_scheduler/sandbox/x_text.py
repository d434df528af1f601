"""How X gives a text back: links rewritten to t.co, three letters escaped, a link more for pictures."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass

from ..platforms.x.links import links
from .posts import JSON, Post

SHORT_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as X gives it back, and its links' entities."""

    text: str
    urls: list[JSON]


def shown(post: Post) -> Shown:
    """Positions are in the text given back."""
    text, urls, last = "", [], 0
    for number, (start, end) in enumerate(links(post.wrote)):
        text += _escaped(post.wrote[last:start])
        urls.append(_url(text, _short(post, number), post.wrote[start:end]))
        text += str(urls[-1]["url"])
        last = end
    text += _escaped(post.wrote[last:])
    if not post.media:
        return Shown(text, urls)
    text = f"{text} " if text else text
    pictures = [_picture(post, text, number) for number in range(len(post.media))]
    return Shown(text + _short(post, -1), urls + pictures)


def _url(before: str, short: str, link: str) -> JSON:
    whole = link if link.lower().startswith("http") else f"http://{link}"
    place = {"start": len(before), "end": len(before) + len(short)}
    return place | {"url": short, "expanded_url": whole, "display_url": link.partition("://")[2] or link}


def _picture(post: Post, before: str, number: int) -> JSON:
    """Every picture has an entity of its own for the one link at the end."""
    place = f"https://x.com/{post.account}/status/{post.id}/photo/{number + 1}"
    key = f"3_{post.media[number].id}"
    return _url(before, _short(post, -1), place) | {"display_url": f"pic.x.com/{post.id[-8:]}", "media_key": key}


def _short(post: Post, number: int) -> str:
    return f"https://t.co/{hashlib.sha256(f'{post.id}/{number}'.encode()).hexdigest()[:SHORT_LENGTH]}"


def _escaped(text: str) -> str:
    """X's answers hold &amp;, &lt; and &gt;."""
    return html.escape(text, quote=False)
