"""Takes out the pictures that are no post's: logos, icons, rules, decoration, what networks cannot show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .document import Block, Box, Break, Document, Notes, Paragraph, Picture, SetAside, Table, pictures_in
from .vault import Stored

TINY = 48
"""Pixels: no network shows a picture this small, and every icon fits."""
ICON_INCHES = 0.8
BIGGER = 2.5
"""An icon is this many times smaller than the document's artwork."""
THIN = 7.0
REPEATED = 3
LOGO = re.compile(r"(?:^|[\s_/-])(logos?|icons?|favicon|letterhead)(?:[\s_.\d/-]|$)", re.IGNORECASE)
MOST_LOGO_WORDS = 6


def sort_pictures(document: Document, stored: Mapping[str, Stored]) -> None:
    """Drop those pictures from the document's blocks, and say why each."""
    every = list(pictures_in(document.blocks))
    reasons = {(one.sha256, one.where): _reason(one, every, stored) for one in every}
    for sha256 in _repeated(document.blocks, every):
        reasons.update(
            {
                key: reasons[key] or "it is repeated beside other pictures, as logos are"
                for key in reasons
                if key[0] == sha256
            }
        )
    _tell(every, reasons, document.notes)
    document.blocks = _without(document.blocks, reasons)


Reasons = Mapping[tuple[str, str], str]


def _reason(picture: Picture, every: Sequence[Picture], stored: Mapping[str, Stored]) -> str:
    if not picture.sha256:
        return ""
    facts = stored.get(picture.sha256)
    if facts is None:
        return "its bytes could not be read"
    if picture.set_aside or facts.problem:
        return picture.set_aside or facts.problem
    if _is_logo(picture):
        return "its name says that it is a logo or an icon"
    wide, narrow = max(facts.width, facts.height), min(facts.width, facts.height)
    if narrow and wide / narrow > THIN:
        return "it is a line or a band, no picture"
    biggest = max((max(one.width, one.height) for p in every if (one := stored.get(p.sha256)) is not None), default=0)
    if wide <= TINY and biggest >= BIGGER * wide:
        return "it is as small as an icon"
    shown, most = max(picture.shown), max(max(one.shown) for one in every)
    if 0 < shown <= ICON_INCHES and most >= BIGGER * shown:
        return "it is shown as small as an icon"
    return ""


def _is_logo(picture: Picture) -> bool:
    named = any(LOGO.search(name) for name in (picture.label, picture.name))
    alt = picture.alt.strip()
    return named or bool(
        LOGO.search(alt) and len(alt.split()) <= MOST_LOGO_WORDS and re.search(r"(logo|icon)\W*$", alt, re.I)
    )


def _repeated(blocks: Sequence[Block], every: Sequence[Picture]) -> set[str]:
    """Pictures seen three times or more that stand beside another picture in most of their places."""
    counts = Counter(one.sha256 for one in every if one.sha256)
    often = {sha256 for sha256, count in counts.items() if count >= REPEATED}
    beside: Counter[str] = Counter()
    for frame in _frames(blocks):
        names = {one.sha256 for one in frame}
        for sha256 in names & often:
            beside[sha256] += len(names - often) > 0
    return {sha256 for sha256 in often if beside[sha256] * 2 > counts[sha256]}


def _frames(blocks: Sequence[Block]) -> list[list[Picture]]:
    """The pictures of each page, slide, box and table row."""
    found: list[list[Picture]] = []
    page: list[Picture] = []
    for block in [*blocks, Break("page")]:
        if isinstance(block, Box):
            found.append(list(pictures_in([block])))
        elif isinstance(block, Table):
            for row in range(block.height):
                found.append([p for cell in block.cells if cell.row == row for p in pictures_in(cell.blocks)])
        if isinstance(block, Break) and block.kind == "page":
            found.append(page)
            page = []
        elif not isinstance(block, Box):
            page += pictures_in([block])
    return found


def _tell(every: Sequence[Picture], reasons: Reasons, notes: Notes) -> None:
    kept = {one.sha256 for one in every if not reasons[(one.sha256, one.where)]}
    told: set[tuple[str, str]] = set()
    for one in every:
        reason = reasons[(one.sha256, one.where)]
        if reason and one.sha256 not in kept and (one.sha256, reason) not in told:
            told.add((one.sha256, reason))
            notes.set_aside.append(SetAside("picture", reason, one.sha256, one.name, one.where))


def _without(blocks: Sequence[Block], reasons: Reasons) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Picture):
            if not reasons[(block.sha256, block.where)]:
                found.append(block)
        elif isinstance(block, Paragraph):
            found.append(replace(block, anchored=tuple(p for p in block.anchored if not reasons[(p.sha256, p.where)])))
        elif isinstance(block, Box):
            found.append(replace(block, blocks=tuple(_without(block.blocks, reasons))))
        elif isinstance(block, Table):
            cells = tuple(replace(cell, blocks=tuple(_without(cell.blocks, reasons))) for cell in block.cells)
            found.append(replace(block, cells=cells))
        else:
            found.append(block)
    return found
