"""What a heading says of the text below it, and which plain lines are headings."""

from __future__ import annotations

import re

from .document import Paragraph
from .labels import read_label, split_label
from .links import BARE

KINDS: tuple[tuple[str, str], ...] = (
    (
        "background",
        r"\b(contacts?|contact us|how to (use|get involved|share)|about (the|this|us|our|these)|background|"
        r"introduction|aims?|goals?|objectives?|contents|evaluation|faqs?|accessibility|notes? to editors?|brand(ing)?|"
        r"guidelines?|guidance|logos?|key (messages?|dates|facts|stats|statistics)|why|overview|timeline|thank you|"
        r"acknowledgements?|next steps|frequently|privacy|terms)\b",
    ),
    (
        "article",
        r"\b(articles?|newsletters?|bulletins?|intranets?|web ?(site)? (copy|text|content|article|story|page)|"
        r"(short|long|longer|shorter|full) (copy|article|read|form)|press release|news (story|item|piece|release)|"
        r"blogs?|e-?mail(s| copy| text| signature| template)?|staff (message|communication|email|news)|editorial|"
        r"website copy|letter( to)?|script)\b",
    ),
    (
        "social",
        r"\b(social|captions?|(suggested|sample|example|draft|proposed|template) (posts?|copy|text|messages?|messaging|"
        r"tweets?|content|wording)|tweets?|posts?|hashtags? and)\b",
    ),
    (
        "resource",
        r"^(downloadable|downloads?\b|resources?\b|useful|links?\b|further|infographics?|posters?|leaflets?|materials|"
        r"assets?\b|printable|videos?\b|campaign (assets|materials|resources)|graphics\b|artwork\b)",
    ),
)
PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in KINDS)
MOST_WORDS = 12
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})[a-z]*\b(?:\s+\d{{4}})?|\b(?:{MONTHS})[a-z]*\s+\d{{1,2}}"
    r"(?:st|nd|rd|th)?\b(?:,?\s+\d{4})?|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
    re.IGNORECASE,
)


def kind_of_heading(words: str) -> str:
    """`social`, `article`, `resource`, `background`, or blank when it says none of these (or two at once)."""
    found = [kind for kind, pattern in PATTERNS if pattern.search(words)]
    if "social" in found and "article" in found:
        return ""
    if "social" in found and not re.match(r"\s*(about|how to|why)\b", words, re.IGNORECASE):
        return "social"
    if not found and (label := read_label(words)) is not None and not label.field and (label.platforms or label.noun):
        return "social"
    return next((kind for kind in ("background", "article", "resource") if kind in found), "")


def date_in(words: str) -> str:
    """The date as a heading or cell writes it, or blank."""
    found = DATE.search(words)
    return found[0] if found else ""


def looks_like_heading(paragraph: Paragraph) -> bool:
    """A plain line that is a heading by what it says: short, unpunctuated, and of a toolkit's own parts."""
    words = paragraph.words.strip()
    count = len(words.split())
    if (
        "\n" in words
        or not 0 < count <= MOST_WORDS
        or paragraph.depth >= 0
        or words[-1] in ".!?,;…"
        or BARE.search(words)
    ):
        return False
    if words[-1] == ":" or re.search(r"[#@]\w", words) or re.match(r"(?:click|please|read|find|visit)\b", words, re.I):
        return False
    if not words[0].isupper() and not words[0].isdigit():
        return False
    if re.search(r"\b(our|your|today|now|we|you|is|are)\b", words, re.I) and not paragraph.strong and count > 6:
        return bool(re.match(r"(article|social|suggested|newsletter)", words, re.I))
    kind = kind_of_heading(words)
    if kind in ("social", "article"):
        return split_label(paragraph.text) is None
    if kind == "resource":
        return paragraph.strong or not re.search(r"\b(our|your|the|a|today|now)\b", words, re.I)
    return kind == "background" and (
        paragraph.strong or bool(re.match(r"(our|about|background|contact|key)", words, re.I))
    )


def plain_level(words: str) -> int:
    """How deep a heading without a style stands: parts of an article below the article."""
    if re.match(r"\s*(short|long|longer|shorter|full|medium)\b", words, re.IGNORECASE):
        return 4
    label = read_label(words)
    return 4 if label is not None and (label.number or label.platforms or label.languages) else 3
