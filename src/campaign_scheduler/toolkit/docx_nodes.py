"""Small readings of Word's own elements."""

from __future__ import annotations

from .docx_styles import Style, list_depth
from .xml_names import Element, attribute, child, name_of, number


def chosen(node: Element) -> Element:
    """The one of several ways to show the same that is understood here: never two of them."""
    choices = [one for one in node if name_of(one) == "Choice"]
    understood = ("drawing", "pict", "t", "symEx", "p", "tbl", "r", "pic", "txbxContent", "sp")
    for one in choices:
        if any(name_of(inner) in understood for inner in one.iter()):
            return one
    fallback = child(node, "Fallback")
    return fallback if fallback is not None else (choices[0] if choices else node.makeelement("none"))


def outermost_boxes(node: Element) -> list[Element]:
    """The text boxes of a drawing, without those inside one of them, and without fallbacks of what is there."""
    found: list[Element] = []
    waiting = list(node)
    while waiting:
        one = waiting.pop(0)
        if name_of(one) == "AlternateContent":
            waiting[:0] = list(chosen(one))
        elif name_of(one) == "txbxContent":
            found.append(one)
        else:
            waiting[:0] = list(one)
    return found


def symbol(node: Element) -> str:
    """A character of a symbol font; those of Wingdings have no equal and become a bullet."""
    code = attribute(node, "char")
    try:
        value = int(code, 16)
        return "•" if 0xF000 <= value <= 0xF0FF else chr(value)
    except (ValueError, OverflowError):
        return ""


def heading_level(properties: Element | None, style: Style) -> int:
    outline = child(properties, "outlineLvl")
    own = number(attribute(outline, "val"), 9) if outline is not None else 9
    return own + 1 if own < 9 else style.level


def item_depth(properties: Element | None, style: Style) -> int:
    numbering = child(properties, "numPr", "numId")
    if numbering is not None and attribute(numbering, "val") == "0":
        return -1
    own = list_depth(properties)
    return own if own >= 0 else style.depth
