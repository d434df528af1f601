"""The words of a slide's shapes and cells, with their links."""

from __future__ import annotations

from typing import Any

from .document import Link, Paragraph, Text
from .xml_names import Element, attribute, child, every, name_of, number


def paragraphs(node: Element, part: Any, where: str) -> list[Paragraph]:
    """The paragraphs of a shape or a cell that have words."""
    body = child(node, "txBody")
    found = []
    for one in body if body is not None else ():
        if name_of(one) == "p":
            text = _words(one, part)
            if text.words.strip():
                found.append(_paragraph(one, text, where))
    return found


def _paragraph(node: Element, text: Text, where: str) -> Paragraph:
    properties = child(node, "pPr")
    bullet = child(properties, "buChar") is not None or child(properties, "buAutoNum") is not None
    depth = number(attribute(properties, "lvl")) if bullet else -1
    runs = list(every(node, "r"))
    strong = bool(runs) and all(attribute(child(one, "rPr"), "b") in ("1", "true") for one in runs)
    language = next((attribute(child(one, "rPr"), "lang") for one in runs), "")
    return Paragraph(text.strip(), depth=depth, strong=strong, language=language, where=where)


def _words(node: Element, part: Any) -> Text:
    words, links = "", list[Link]()
    for one in node:
        name = name_of(one)
        if name == "br":
            words += "\n"
        elif name in ("r", "fld"):
            piece = "".join(text.text or "" for text in every(one, "t")).replace("\x0b", "\n").replace("_x000B_", "\n")
            click = attribute(child(one, "rPr", "hlinkClick"), "id")
            url = target(part, click) if click else ""
            if url and piece.strip():
                links.append(Link(piece.strip(), url, len(words) + len(piece) - len(piece.lstrip())))
            words += piece
    return Text(words, tuple(links))


def target(part: Any, identity: str) -> str:
    """Where a relationship leads outside the file, or an empty string."""
    try:
        link = part.rels[identity]
    except KeyError:
        return ""
    return str(link.target_ref) if link.is_external else ""


def linked(paragraph: Paragraph, url: str) -> Paragraph:
    """A shape that is a button: all its words are the link."""
    words = paragraph.words
    text = Text(words, paragraph.text.links or (Link(words, url),))
    return Paragraph(text, 0, paragraph.depth, paragraph.strong, paragraph.language, paragraph.where)
