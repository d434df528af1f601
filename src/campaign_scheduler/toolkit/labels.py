"""Labels: `Caption:`, `X/Twitter:`, `LinkedIn and Facebook (Welsh):`, `Alt text:`, `Post 3`.

A line is a label only when every word of it is known from the vocabulary, so that `Remember: wash your hands` is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .document import Text
from .vocabulary import ANYWHERE, FIELDS, LANGUAGES, NOUNS, PLATFORM_NOUNS, PLATFORMS, QUALIFIERS, SHY, WHOLE_ONLY

LONGEST = 70
SPLIT = re.compile(r"\s*(?::|[–—](?=\s)|\s-(?=\s))\s*")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)
NUMBER = re.compile(r"\d{1,3}|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten|i{1,3}|iv|v|vi{0,3}")
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says. `field` is blank for a caption's; `number` is as written (`3`, `b`)."""

    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    field: str = ""
    noun: bool = False
    number: str = ""
    anywhere: bool = False
    plural: bool = False

    @property
    def opens_unit(self) -> bool:
        """It begins a post without saying for which network or language."""
        return self.noun and not self.platforms and not self.languages


@dataclass(slots=True)
class _Reading:
    platforms: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    number: str = ""
    noun: bool = False
    anywhere: bool = False
    plural: bool = False
    known: int = 0


@lru_cache(maxsize=4096)
def read_label(words: str) -> Label | None:
    """The label that `words` (without a colon) are, or None when any word is not a label's."""
    words = re.sub(r"\((?:[^()]*\b\d[^()]*|max[^()]*|optional)\)", "", words.lower())
    tokens = WORD.findall(words)
    if not tokens or len(words) > LONGEST or re.search(r"https?:|@|#\D", words):
        return None
    if " ".join(tokens) in FIELDS:
        return Label(field=FIELDS[" ".join(tokens)])
    reading, at = _Reading(), 0
    while at < len(tokens):
        taken = _take(tokens, at, reading)
        if not taken:
            return None
        at += taken
    return _label(reading)


def _take(tokens: list[str], at: int, reading: _Reading) -> int:
    """How many tokens from `at` are one known phrase, noted in `reading`; the longest phrase wins."""
    for length in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + length])
        if _note(phrase, reading):
            return length
    if NUMBER.fullmatch(tokens[at]) and (reading.noun or reading.fields or reading.platforms or reading.known):
        reading.number = tokens[at]
        return 1
    return 1 if tokens[at] in QUALIFIERS or tokens[at] in WHOLE_ONLY else 0


def _note(phrase: str, reading: _Reading) -> bool:
    if phrase in FIELDS and phrase not in WHOLE_ONLY:
        reading.fields.append(FIELDS[phrase])
    elif phrase in PLATFORMS or phrase in PLATFORM_NOUNS:
        reading.platforms.append(PLATFORMS.get(phrase) or PLATFORM_NOUNS[phrase])
        reading.noun = reading.noun or phrase in PLATFORM_NOUNS
        reading.plural = reading.plural or phrase == "tweets"
    elif phrase in LANGUAGES:
        reading.languages.append(LANGUAGES[phrase])
    elif phrase in NOUNS:
        reading.noun = True
        reading.plural = reading.plural or phrase in ("captions", "posts", "messages")
    elif phrase in ANYWHERE:
        reading.anywhere = True
    else:
        return False
    reading.known += 1
    return True


def _label(reading: _Reading) -> Label | None:
    fields = [one for one in reading.fields if one != "note"] or reading.fields
    name = fields[0] if fields else ""
    if len(set(fields)) > 1:
        name = "alt" if "alt" in fields else fields[-1]
    if name == "image" and reading.noun:
        name = "note"
    if not (reading.known and (name or reading.noun or reading.platforms or reading.languages or reading.anywhere)):
        return None
    platforms, languages = tuple(dict.fromkeys(reading.platforms)), tuple(dict.fromkeys(reading.languages))
    return Label(platforms, languages, name, reading.noun, reading.number, reading.anywhere, reading.plural)


def split_label(line: Text, *, strong: bool = False) -> tuple[Label, Text] | None:
    """The label at the start of a line and the words after it, or None.

    Without a colon the whole line must be a label, and one that is hardly anything else.
    """
    words = line.words.strip()
    lead = len(line.words) - len(line.words.lstrip())
    marker = re.match(r"(?:\d{1,2}[.)]|[-–•*·▪])\s+", words)
    skip = marker.end() if marker else 0
    for found in SPLIT.finditer(words, skip, min(len(words), skip + LONGEST)):
        if _is_clock(words, found.start()):
            continue
        label = read_label(words[skip : found.start()])
        colon = ":" in found[0]
        if label and words[skip : found.start()].lower() not in ("http", "https"):
            rest = line.part(lead + found.end(), len(line.words)).strip()
            if colon or _dash_is_meant(label, words[skip : found.start()], rest.words):
                return label, rest
        if colon:
            break
    return _whole(words[skip:], strong)


def _is_clock(words: str, at: int) -> bool:
    """The colon of `00:01`."""
    return words[at - 1 : at].isdigit() and words[at + 1 : at + 2].isdigit()


def _dash_is_meant(label: Label, words: str, rest: str) -> bool:
    """A dash ends a label that is hardly anything else: `LinkedIn – …`, `Post copy – …`, not `Post – …`."""
    several = label.noun and len(words.split()) > 1
    return bool(label.field or label.platforms or label.number or strong_word(words) or several) and bool(rest)


def strong_word(words: str) -> bool:
    return words.lower() in ("caption", "alt text", "suggested copy", "suggested caption", "suggested post")


def _whole(words: str, strong: bool) -> tuple[Label, Text] | None:
    bare = words.strip("[]() ")
    if len(WORD.findall(bare)) > 6 or bare[-1:] in ".!?,;":
        return None
    label = read_label(bare)
    if label is None or bare.lower() in SHY:
        return None
    certain = bool(label.platforms or label.number or label.field in ("alt", "hashtags") or strong_word(bare))
    bracketed = words[:1] in "[(" and words[-1:] in "])"
    bracketed = bracketed and bool(words)
    language = bool(label.languages) and len(WORD.findall(bare)) <= 2
    return (label, Text("")) if certain or strong or bracketed or language else None


def platforms_in(words: str) -> tuple[str, ...]:
    """The networks that a cell or a field names; nothing when it says anything else, or all."""
    label = read_label(words)
    return label.platforms if label else ()


def languages_in(words: str) -> tuple[str, ...]:
    """The languages that a cell, heading or field names, as codes."""
    label = read_label(words)
    if label:
        return label.languages
    code = re.fullmatch(r"\s*([a-z]{2}(?:-[A-Za-z]{2,4})?)\s*", words)
    return (code[1],) if code else ()


def mentioned(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Networks and languages that a heading mentions among other words (`LinkedIn posts for week 2`)."""
    lowered = f" {' '.join(WORD.findall(words.lower()))} "
    nets = [name for phrase, name in {**PLATFORMS, **PLATFORM_NOUNS}.items() if f" {phrase} " in lowered]
    tongues = [code for phrase, code in LANGUAGES.items() if f" {phrase} " in lowered]
    return tuple(dict.fromkeys(nets)), tuple(dict.fromkeys(tongues))
