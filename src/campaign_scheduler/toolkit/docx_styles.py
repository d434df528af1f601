"""What a Word document's styles say that matters here: headings, lists, hidden text, tables of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .xml_names import Element, attribute, child, is_on, name_of, number

HEADING = re.compile(r"heading (\d)\Z")
MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """`level` is a heading's, from 1; `depth` a list item's, from 0, -1 for none."""

    level: int = 0
    depth: int = -1
    hidden: bool = False
    strong: bool = False
    contents: bool = False


PLAIN = Style()


class Styles:
    """The styles by id, each with what it takes from those it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._nodes = {
            attribute(node, "styleId"): node for node in (root if root is not None else ()) if _is_style(node)
        }
        self._known: dict[str, Style] = {}

    def get(self, identity: str) -> Style:
        if identity not in self._known:
            self._known[identity] = self._read(identity)
        return self._known[identity]

    def _read(self, identity: str) -> Style:
        level, depth, hidden, strong, contents = 0, -1, None, None, False
        for node in self._line(identity):
            name = attribute(child(node, "name"), "val").lower()
            contents = contents or name.startswith("toc ") or name == "table of contents"
            level = level or _level(node, name)
            depth = depth if depth >= 0 else list_depth(child(node, "pPr"), name)
            vanish, bold = child(node, "rPr", "vanish"), child(node, "rPr", "b")
            hidden = is_on(vanish) if hidden is None and vanish is not None else hidden
            strong = is_on(bold) if strong is None and bold is not None else strong
        return Style(level, depth, bool(hidden), bool(strong), contents)

    def _line(self, identity: str) -> list[Element]:
        """The style and those it is based on."""
        found: list[Element] = []
        while identity in self._nodes and len(found) < MOST_ANCESTORS:
            node = self._nodes[identity]
            found.append(node)
            identity = attribute(child(node, "basedOn"), "val")
        return found


def _is_style(node: Element) -> bool:
    return name_of(node) == "style"


def _level(node: Element, name: str) -> int:
    """1 for a title and for heading 1, 2 for heading 2 …; 0 for body text."""
    found = HEADING.match(name)
    if found:
        return int(found[1])
    if name == "title":
        return 1
    outline = child(node, "pPr", "outlineLvl")
    level = number(attribute(outline, "val"), 9) if outline is not None else 9
    return level + 1 if level < 9 else 0


def list_depth(properties: Element | None, name: str = "") -> int:
    """A list item's depth by its numbering or its style's name, -1 for none."""
    numbering = child(properties, "numPr")
    if numbering is not None and attribute(child(numbering, "numId"), "val", "1") != "0":
        return number(attribute(child(numbering, "ilvl"), "val"))
    found = re.match(r"list (?:bullet|number)(?: (\d))?\Z", name)
    return int(found[1] or 1) - 1 if found else -1
