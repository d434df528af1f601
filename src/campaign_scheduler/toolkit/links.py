"""Links: the words shown and the true target, wherever a document keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from .document import Link, Text

BARE = re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>\"“”‘’«»\u200b]+", re.IGNORECASE)
CLOSERS = {")": "(", "]": "[", "}": "{"}
VAGUE = re.compile(
    r"(?:please\s+)?(?:click|tap|press)?\s*(?:on\s+)?(?:this|the)?\s*(?:here|link|this link|click here|read more|more|"
    r"find out more|learn more|read here|see here|this page|download|download here|via this link|website)\W*",
    re.IGNORECASE,
)
PRIVATE = {
    "sharepoint.com": "SharePoint",
    "onedrive.live.com": "OneDrive",
    "1drv.ms": "OneDrive",
    "drive.google.com": "Google Drive",
    "docs.google.com": "Google Docs",
    "dropbox.com": "Dropbox",
    "box.com": "Box",
    "teams.microsoft.com": "Teams",
    "wetransfer.com": "WeTransfer",
    "we.tl": "WeTransfer",
    "app.asana.com": "Asana",
    "trello.com": "Trello",
    "localhost": "one computer",
}
WRAPPED = ("safelinks.protection.outlook.com",)


def web(url: str) -> bool:
    """An address that a browser opens."""
    return url.lower().startswith(("http://", "https://", "www."))


def unwrapped(url: str) -> str:
    """The address inside a mail filter's wrapping (Safe Links); others as they are."""
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.hostname.endswith(WRAPPED):
            return next(iter(parse_qs(parts.query).get("url", [])), url)
    except ValueError:
        return url
    return url


def bare_links(words: str) -> list[Link]:
    """The addresses that stand in the words themselves, without the full stop after them."""
    found = []
    for match in BARE.finditer(words):
        shown = _trimmed(match[0])
        if "." in shown:
            found.append(Link(shown, shown if "://" in shown else f"https://{shown}", match.start()))
    return found


def _trimmed(address: str) -> str:
    while address:
        last = address[-1]
        closes_nothing = last in CLOSERS and address.count(last) > address.count(CLOSERS[last])
        if last not in ".,;:!?'\"*…" and not closes_nothing:
            break
        address = address[:-1]
    return address


def links_of(text: Text) -> list[Link]:
    """Every web link of a text once, in order: the document's own, then addresses written out."""
    given = [Link(link.text, unwrapped(link.url), link.start) for link in text.links if web(link.url)]
    given = _whole_again(given)
    spans = [(link.start, link.start + max(len(link.text), 1)) for link in given]
    loose = [link for link in bare_links(text.words) if not any(start - 1 <= link.start < end for start, end in spans)]
    seen: dict[tuple[str, str], Link] = {}
    for link in sorted([*given, *loose], key=lambda one: one.start):
        url = link.url if "://" in link.url else f"https://{link.url}"
        shown = " ".join(link.text.split())
        seen.setdefault((shown, url), Link(shown, url, link.start))
    return list(seen.values())


def _whole_again(links: list[Link]) -> list[Link]:
    """One link that a program wrote as several pieces side by side becomes one again."""
    found: list[Link] = []
    for link in sorted(links, key=lambda one: one.start):
        last = found[-1] if found else None
        if last and last.url == link.url and link.start - (last.start + len(last.text)) <= 1:
            gap = " " if link.start > last.start + len(last.text) and not web(last.text) else ""
            found[-1] = Link(last.text + gap + link.text, last.url, last.start)
        else:
            found.append(link)
    return found


def is_vague(shown: str) -> bool:
    """`Click here`, `here`, `this link`: words that say nothing of where they lead."""
    return bool(VAGUE.fullmatch(shown.strip())) if shown.strip() else True


def is_private(url: str) -> str:
    """The name of the place that asks strangers to sign in, or an empty string."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return next((name for end, name in PRIVATE.items() if host == end or host.endswith("." + end)), "")


def deceives(link: Link) -> bool:
    """It shows one site's address and leads to another's."""
    if not web(link.text) or " " in link.text:
        return False
    shown, target = (_host(one) for one in (link.text, link.url))
    return bool(shown and target and shown != target)


def _host(url: str) -> str:
    try:
        return (urlsplit(url if "://" in url else f"https://{url}").hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def hashtags_in(words: str) -> list[str]:
    """`#Hashtag`s in order, each once; not the `#` of an address or a number alone."""
    clean = BARE.sub(lambda match: " " * len(match[0]), words)
    found = re.findall(r"(?<![\w&/#])#(?=\w*[^\W\d_])[\w\u200c\u200d]+", clean)
    return list(dict.fromkeys(found))


def targets(links: Iterable[Link]) -> set[str]:
    return {link.url for link in links}
