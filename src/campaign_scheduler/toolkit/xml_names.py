"""XML by local names: strict and transitional documents differ in namespaces alone."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element


def name_of(node: Element) -> str:
    """The tag without its namespace; blank for comments and instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Element | None, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    if node is None:
        return default
    plain = node.get(name)
    if plain is not None:
        return plain
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}" + name)), default)


def child(node: Element | None, *names: str) -> Element | None:
    """The first child of that name, and its child, and so on."""
    for name in names:
        node = next((one for one in node if name_of(one) == name), None) if node is not None else None
    return node


def first(node: Element | None, name: str) -> Element | None:
    """The first descendant of that name."""
    return next(every(node, name), None) if node is not None else None


def every(node: Element, name: str) -> Iterator[Element]:
    """All descendants of that name, in order."""
    return (one for one in node.iter() if name_of(one) == name)


def is_on(node: Element | None) -> bool:
    """A switch such as `<w:vanish/>`: there, and not said to be off."""
    return node is not None and attribute(node, "val", "true") not in ("0", "false", "off", "none")


def number(text: str, default: int = 0) -> int:
    """A whole number, or `default` for anything else."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return default
