r"""What readers see of LinkedIn's little text: cut, without a word, at the first reserved character not escaped.

Source: the vendor's "little text format" page and public bug reports, read 2026-11-22.
Reserved: \ | { } @ [ ] ( ) < > # * _ ~
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

MENTION = r"@\[(?<name>(?:[^\]\\]|\\.)*)\]\(urn:li:(?:person|organization):[\w-]+\)"
TEMPLATE = r"\{hashtag\|\\?#\|(?<tag>\w+)\}"
HASHTAG = r"(?<!\w)#\w+"
PLAIN = r"[^\\|{}@\[\]()<>#*_~]+"
PIECE = regex.compile(rf"\\(?<escaped>.)|{MENTION}|{TEMPLATE}|{HASHTAG}|{PLAIN}", regex.DOTALL)


def as_shown(commentary: str) -> str:
    """The words up to the first character that LinkedIn stumbles over."""
    return "".join(_seen(piece) for piece in _pieces(commentary))


def is_cut(commentary: str) -> bool:
    """Whether readers see less than was sent."""
    return sum(len(piece[0]) for piece in _pieces(commentary)) < len(commentary)


def _pieces(commentary: str) -> Iterator[regex.Match[str]]:
    at = 0
    while (piece := PIECE.match(commentary, at)) is not None:
        yield piece
        at = piece.end()


def _seen(piece: regex.Match[str]) -> str:
    if piece["escaped"]:
        return str(piece["escaped"])
    if piece["name"] is not None:
        return regex.sub(r"\\(.)", r"\1", piece["name"])
    return f"#{piece['tag']}" if piece["tag"] else piece[0]
