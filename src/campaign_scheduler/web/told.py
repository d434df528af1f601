"""What the services tell, in the reader's language.

They write whole English sentences, for the terminal, the messages and the log as for the pages, and many are kept in
the store. So a page looks a sentence up by how it reads: as it is, or as one of the patterns with names in it
(`there is no post %(name)s in the calendar any more`) that the catalogue holds under the context `program`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from .words import Catalogue, catalogue

CONTEXT = "program\x04"
HOLE = re.compile(r"%\((\w+)\)s")
FEWEST_LETTERS = 6
"""A pattern of fewer letters than these would fit what it is not."""
DEEPEST = 2
"""A sentence may have one in it, and that another."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """`longest` is its longest run of fixed text: what does not hold that cannot match."""

    longest: str
    letters: int
    regex: re.Pattern[str]
    words: str


def told(language: str, text: str, depth: int = 0) -> str | None:
    """The text in that language, or None when its catalogue does not have it."""
    found = catalogue(language)
    return _told(language, text, depth) if isinstance(found, Catalogue) and text else None


@lru_cache(maxsize=4096)
def _told(language: str, text: str, depth: int) -> str | None:
    found = catalogue(language)
    assert isinstance(found, Catalogue)
    whole = found.messages.get(CONTEXT + text) or found.messages.get(text)
    if whole:
        return whole
    if capital := found.messages.get(text[:1].upper() + text[1:]):
        return capital[:1].lower() + capital[1:]
    for one in _patterns(language):
        if one.longest in text and (match := one.regex.fullmatch(text)):
            inside = {name: _inside(language, part, depth + 1) for name, part in match.groupdict().items()}
            return one.words % inside
    return None


def _inside(language: str, text: str, depth: int) -> str:
    """What was put into a sentence: a sentence itself, a list of such, or a name."""
    if depth > DEEPEST:
        return text
    whole = told(language, text, depth)
    return whole or ", ".join(told(language, part, depth) or part for part in text.split(", "))


@cache
def _patterns(language: str) -> Sequence[Pattern]:
    """Those with the most fixed text first."""
    found = catalogue(language)
    assert isinstance(found, Catalogue)
    texts = {name.removeprefix(CONTEXT): words for name, words in found.messages.items() if name.startswith(CONTEXT)}
    patterns = [_pattern(english, words) for english, words in texts.items() if _fits(english, words)]
    return sorted((one for one in patterns if one.letters >= FEWEST_LETTERS), key=lambda one: -one.letters)


def _fits(english: str, words: str) -> bool:
    """Whether a text has holes, and its translation no others: a slip there must not cost anybody a page."""
    names = dict.fromkeys(HOLE.findall(english), "")
    try:
        return bool(names) and isinstance(words % names, str)
    except (KeyError, TypeError, ValueError):
        return False


def _pattern(english: str, words: str) -> Pattern:
    parts = HOLE.split(english)
    fixed, names = [part.replace("%%", "%") for part in parts[::2]], parts[1::2]
    regex = re.escape(fixed[0])
    for name, after in zip(names, fixed[1:], strict=True):
        regex += f"(?P<{name}>.*?){re.escape(after)}"
    letters = sum(char.isalpha() for part in fixed for char in part)
    return Pattern(max(fixed, key=len), letters, re.compile(regex, re.DOTALL), words)
