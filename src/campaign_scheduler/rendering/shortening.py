"""Shorter words that fit, for a person to edit: cut at a sentence where one fits, the last link kept.

A cut never falls inside a grapheme, a link, a hashtag or a mention.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

import regex

from ..model.capabilities import Capabilities

LINK = regex.compile(r"(?<![\w#@])https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}”’]", regex.IGNORECASE)
ATOM = regex.compile(rf"{LINK.pattern}|[#＃][\w·]+|@[\w.@-]*\w|(?:[\w-]+\.)+\w{{2,}}(?:/\S*)?|\X", regex.IGNORECASE)
"""What is never cut: a link, with or without https, a hashtag, a mention, a grapheme."""
SENTENCE_END = regex.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+|(?=\n)")
ABBREVIATION = regex.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|no|dr|mr|mrs|ms|prof|st|\p{L})\.\Z", regex.IGNORECASE)
WORD_END = regex.compile(r"(?<=\S)(?=\s)")
LOOSE_ENDS = " \n\t,;:–—-("


def shortened(words: str, networks: Sequence[Capabilities]) -> str | None:
    """`words`, or as much of them as every one of `networks` takes; None when not even the link fits."""

    def fits(text: str) -> bool:
        return all(takes(network, text) for network in networks)

    if fits(words):
        return words
    found = LINK.findall(words)
    link = found[-1] if found else ""
    safe = {match.end() for match in ATOM.finditer(words)}
    for ends, mark in ((_sentence_ends(words), ""), (_word_ends(words), "…"), (sorted(safe), "…")):
        made = _longest(words, [end for end in ends if end in safe], mark, link, fits)
        if made is not None:
            return made
    return link if link and fits(link) else None


def takes(network: Capabilities, text: str) -> bool:
    """Whether a network takes `text`, by each of its own counts."""
    encoded = network.encode(text)
    return all(limit.count(encoded) <= limit.limit.value for limit in network.texts)


def _longest(words: str, ends: list[int], mark: str, link: str, fits: Callable[[str], bool]) -> str | None:
    """The longest of the beginnings that fits. Counts grow with the text, but for a link that a cut takes apart."""
    first = bisect_right(ends, False, key=lambda end: not fits(_made(words[:end], mark, link)))
    for end in reversed(ends[:first]):
        made = _made(words[:end], mark, link)
        if made != link and fits(made):
            return made
    return None


def _made(start: str, mark: str, link: str) -> str:
    """A beginning with the link on a line of its own, unless it holds it already."""
    kept = start.rstrip(LOOSE_ENDS) if mark else start.rstrip()
    if kept and mark:
        kept += f" {mark}" if _ends_in_atom(kept) else mark
    if not link or link in start:
        return kept
    return f"{kept}\n\n{link}" if kept else link


def _ends_in_atom(text: str) -> bool:
    """A mark put right behind a link, hashtag or mention would become part of it."""
    last = text.split()[-1]
    return last[:1] in "#＃@" or "." in last[1:-1]


def _sentence_ends(words: str) -> Iterator[int]:
    for found in SENTENCE_END.finditer(words):
        if not ABBREVIATION.search(words, 0, found.end()) and words[: found.end()].strip():
            yield found.end()


def _word_ends(words: str) -> Iterator[int]:
    for found in WORD_END.finditer(words):
        yield found.start()
