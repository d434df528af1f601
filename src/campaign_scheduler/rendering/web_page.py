"""What a web page says of itself for those who link to it: its OpenGraph names, else its title and description.

Parsed as HTML with a parser that loads nothing, follows no entity and keeps to its own bounds of depth.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import regex
from lxml import etree

MOST_TITLE, MOST_DESCRIPTION = 300, 1000
"""Characters kept. Our own bounds: the networks' apps show two or three lines; the lexicon names none (2026-11-22)."""
DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
LOOK_FOR_CHARSET = 4096
CONTROL = regex.compile(r"[\p{Cc}\p{Cs}]")
UNSEEN = regex.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
GRAPHEME = regex.compile(r"\X")
TITLES = ("og:title", "twitter:title")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")


@dataclass(frozen=True, slots=True)
class WebPage:
    """Blank where the page does not say. `image` is a whole http(s) address."""

    title: str = ""
    description: str = ""
    image: str = ""


def read_page(content: bytes, charset: str, url: str) -> WebPage:
    """What the page at `url` says. `charset` is the one its server named, or blank. Never raises."""
    root = _parsed(_decoded(content, charset))
    if root is None:
        return WebPage()
    named = _named(root)
    title = _first(named, TITLES) or _plain("".join(_text_of_title(root)))
    image = _first(named, IMAGES)
    return WebPage(
        _bounded(title, MOST_TITLE), _bounded(_first(named, DESCRIPTIONS), MOST_DESCRIPTION), _address(url, image)
    )


def _decoded(content: bytes, charset: str) -> str:
    """By the server's word, else as UTF-8 if it is that, else by the page's own word, else as old pages are."""
    declared = DECLARED.search(content, 0, LOOK_FOR_CHARSET)
    own = declared[1].decode("ascii", "replace") if declared else ""
    for name, errors in ((charset, "replace"), ("utf-8-sig", "strict"), (own, "replace"), ("cp1252", "replace")):
        try:
            b"-".decode(name)  # some codecs are no charsets, which only this call tells
            return codecs.getincrementaldecoder(name)(errors).decode(content)
        except (LookupError, ValueError, TypeError, AttributeError):
            continue
    return ""


def _parsed(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return etree.fromstring(text.replace("\0", " ").encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _named(root: etree._Element) -> Mapping[str, str]:
    """The first content of each name that a <meta> has."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        for attribute in ("property", "name"):
            name, content = str(meta.get(attribute) or "").strip().lower(), _plain(str(meta.get("content") or ""))
            if name and content:
                found.setdefault(name, content)
    return found


def _first(named: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((named[name] for name in names if name in named), "")


def _text_of_title(root: etree._Element) -> Iterator[str]:
    for title in root.iter("title"):
        parent = title.getparent()
        if parent is None or parent.tag != "svg":
            yield from (str(part) for part in title.itertext())
            return


def _plain(text: str) -> str:
    """One line, without marks that no reader sees."""
    return " ".join(CONTROL.sub(" ", UNSEEN.sub("", text)).split())


def _bounded(text: str, most: int) -> str:
    """At most so many characters as readers count them, with an ellipsis where some were left out."""
    ends = [found.end() for _, found in zip(range(most + 1), GRAPHEME.finditer(text), strict=False)]
    return text if len(ends) <= most else text[: ends[most - 2]].rstrip() + "…"


def _address(url: str, image: str) -> str:
    try:
        whole = urljoin(url, image) if image else ""
        return whole if urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).hostname else ""
    except ValueError:
        return ""
