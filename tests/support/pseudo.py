"""A language nobody speaks: every text of the catalogue in ⟦ ⟧, what is put into it outside them.

So whatever a page says in plain letters was never looked up, or cannot be found by translators.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

HOLE = re.compile(r"%\(\w+\)s")
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-failed")
"""Attributes that are read out or shown."""
UNSPOKEN = {"script", "style", "textarea", "code", "del", "ins"}
"""What holds nobody's words, or only what people wrote."""


@dataclass(frozen=True)
class Text:
    """One entry of a catalogue."""

    context: str
    one: str
    many: str


def texts(pot: Path) -> list[Text]:
    """The entries of a catalogue's template."""
    found = []
    for block in pot.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = dict(line.split(" ", 1) for line in block.splitlines() if line.startswith("msg"))
        values = {name: ast.literal_eval(value) for name, value in lines.items()}
        found.append(Text(values.get("msgctxt", ""), values["msgid"], values.get("msgid_plural", "")))
    return found


def marked(text: str) -> str:
    """`⟦Saved: ⟧%(what)s⟦.⟧`"""
    fixed, holes = HOLE.split(text), [*HOLE.findall(text), ""]
    return "".join((f"⟦{part}⟧" if part else "") + hole for part, hole in zip(fixed, holes, strict=True))


def write(pot: Path, folder: Path, marked: Callable[[str], str] = marked) -> None:
    """The catalogue of `cy` as gettext reads it; `marked` gives each text's translation."""
    entries = {b"": b"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"}
    for one in texts(pot):
        name = (f"{one.context}\x04" if one.context else "") + one.one + (f"\0{one.many}" if one.many else "")
        said = marked(one.one) + (f"\0{marked(one.many)}" if one.many else "")
        entries[name.encode()] = said.encode()
    target = folder / "cy" / "LC_MESSAGES" / "campaign.mo"
    target.parent.mkdir(parents=True)
    target.write_bytes(_compiled(dict(sorted(entries.items()))))


def _compiled(entries: dict[bytes, bytes]) -> bytes:
    """The format of .mo files: two tables of lengths and places, then all texts, each with a zero after it."""
    count, start = len(entries), 28 + 16 * len(entries)
    tables, data = [], b""
    for every in (list(entries), list(entries.values())):
        for one in every:
            tables.append(struct.pack("<II", len(one), start + len(data)))
            data += one + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, start) + b"".join(tables) + data


def unmarked(page: str) -> Iterator[str]:
    """Every word of a page, shown or read out, that stands outside the marks and is not said to be English."""
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        spoken = [element.get(name, "") for name in SPOKEN]
        if element.tag not in UNSPOKEN and not _is_english(element):
            spoken.append(element.text or "")
        parent = element.getparent()
        if parent is not None and parent.tag not in UNSPOKEN and not _is_english(parent):
            spoken.append(element.tail or "")
        for text in spoken:
            yield from WORD.findall(_outside(text))


def _is_english(element: html.HtmlElement) -> bool:
    return any(one.get("lang") == "en" for one in (element, *element.iterancestors()))


def _outside(text: str) -> str:
    depth, found = 0, ""
    for char in text:
        depth += {"⟦": 1, "⟧": -1}.get(char, 0)
        found += " " if char in "⟦⟧" else char if depth <= 0 else ""
    return found
