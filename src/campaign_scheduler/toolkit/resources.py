"""What the toolkit points to for downloading, named by the sentence that points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import Link, Paragraph
from .draft import Resource
from .links import is_private, is_vague, links_of

LEAD = re.compile(
    r"^\W*(?:please\s+)?(?:you can\s+)?(?:click|tap|press)?\s*(?:on\s+)?(?:the link|this link|here|link|below)?\s*"
    r"(?:to\s+)?(?:download|view|see|access|get|find|read|open|watch|for)?\s*(?:a\s+copy\s+of\s+)?(?:the|a|an|our|your)?\s+",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"(?:\s+(?:can be (?:found|downloaded|accessed|viewed)|is available|are available|below|here|from|at|to (?:cascade|"
    r"share|use|print|display)|on our|via|by)\b|\s+[–—-]\s).*$",
    re.IGNORECASE,
)
KINDS = (
    ("infographic", r"infographic"),
    ("artwork", r"full[- ]?siz|artwork|assets?|images?|graphics?|pictures?|photos?|logos?"),
    ("report", r"report|research|findings|publication|strategy"),
    ("video", r"video|film|animation|youtu"),
    ("poster", r"poster|leaflet|flyer|factsheet|fact sheet|booklet|guide"),
    ("download", r"download|pdf|pack|toolkit|template|slides?|resources?|materials?|files?"),
)
NOT_FOR_DOWNLOAD = re.compile(r"mailto:|tel:", re.IGNORECASE)


def resources_of(paragraphs: Sequence[tuple[Paragraph, str]], file: str) -> list[Resource]:
    """The links of paragraphs that are neither captions nor articles; each comes with its section's title.

    A sentence that says "click here" without a link is told too: its target was lost on the way.
    """
    found: list[Resource] = []
    for paragraph, title in paragraphs:
        links = links_of(paragraph.text)
        for link in links:
            found.append(_resource(link, paragraph, title, file))
        if not links and re.match(r"\W*click here\b", paragraph.words, re.IGNORECASE):
            found.append(_lost(paragraph, title, file))
    seen: dict[tuple[str, str], Resource] = {}
    for one in found:
        seen.setdefault((one.url, one.name if not one.url else ""), one)
    return list(seen.values())


def _resource(link: Link, paragraph: Paragraph, title: str, file: str) -> Resource:
    sentence = _sentence(paragraph.words, link)
    name = _name(link, sentence, title)
    kind = kind_of(f"{name} {sentence} {link.url}")
    notes = []
    if is_vague(link.text):
        notes.append(f"“{link.text}” says nothing of where it leads; it leads to {link.url}.")
    if kind == "infographic":
        notes.append("An infographic needs a text alternative: all its words and figures as text, beside it.")
    if place := is_private(link.url):
        notes.append(f"The link leads to {place}, which may ask others to sign in.")
    return Resource(file, name, link.url, kind, link.text, paragraph.where, notes)


def _lost(paragraph: Paragraph, title: str, file: str) -> Resource:
    name = _name(Link("click here", ""), paragraph.words, title)
    note = "It says “click here”, but this file does not hold where the link leads. Ask for it."
    kind = kind_of(f"{name} {paragraph.words}")
    more = ["An infographic needs a text alternative: all its words and figures as text, beside it."]
    return Resource(
        file, name, "", kind, "click here", paragraph.where, [note, *(more if kind == "infographic" else [])]
    )


def _sentence(words: str, link: Link) -> str:
    at = words.find(link.text)
    if at < 0:
        return words
    start = max((match.end() for match in re.finditer(r"[.!?]\s+|\n", words[:at])), default=0)
    end = re.search(r"[.!?](?:\s|$)|\n", words[at + len(link.text) :])
    return words[start : at + len(link.text) + (end.start() if end else len(words))]


def _name(link: Link, sentence: str, title: str) -> str:
    """What is there, in a few words: the link's own when they say it, else the sentence's, else the heading's."""
    if not is_vague(link.text) and not link.text.lower().startswith(("http", "www.")):
        return link.text[:80]
    plain = " ".join(sentence.replace(link.text, " ", 1).split()) if link.url else sentence
    plain = re.sub(r"^\W*(?:please\s+)?click here\W*", "", plain, flags=re.IGNORECASE)
    name = TAIL.sub("", LEAD.sub("", f" {plain}", count=1)).strip(" .,:;–—-")
    return (name or title or link.url)[:80]


def kind_of(words: str) -> str:
    return next((kind for kind, pattern in KINDS if re.search(rf"\b(?:{pattern})", words, re.IGNORECASE)), "link")
