"""The parts of an Office file and what they point to."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from .limits import Refused
from .safe_zip import SafeZip
from .xml_names import Element, attribute, every


@dataclass(frozen=True, slots=True)
class Target:
    """Where a relationship leads: a part's name, or an address outside."""

    target: str
    kind: str
    external: bool


class Parts:
    """Reads parts and their relationships, each once."""

    def __init__(self, archive: SafeZip) -> None:
        self.archive = archive
        self._links: dict[str, dict[str, Target]] = {}

    def xml(self, name: str) -> Element | None:
        """The part, or None where there is none. Raises Refused when it is damaged."""
        return self.archive.xml(name) if self.archive.has(name) else None

    def links(self, part: str) -> dict[str, Target]:
        """The part's relationships by id."""
        if part not in self._links:
            self._links[part] = self._read_links(part)
        return self._links[part]

    def address(self, part: str, node: Element) -> str:
        """Where a link in `part` leads outside the file; blank for one that leads nowhere else."""
        found = self.links(part).get(attribute(node, "id"))
        anchor = attribute(node, "anchor") or attribute(node, "docLocation")
        if found is None or not found.external:
            return ""
        return f"{found.target}#{anchor}" if anchor and "#" not in found.target else found.target

    def of_kind(self, part: str, kind: str) -> list[str]:
        """The parts that `part` uses as `kind` (`header`, `styles`, `comments`)."""
        return [one.target for one in self.links(part).values() if one.kind == kind and not one.external]

    def main(self, default: str) -> str:
        """The part that the file is about."""
        return next(iter(self.of_kind("", "officeDocument")), default)

    def _read_links(self, part: str) -> dict[str, Target]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        try:
            root = self.xml(rels)
        except Refused:
            root = None
        found = {}
        for node in root if root is not None else ():
            target, kind = attribute(node, "Target"), attribute(node, "Type").rpartition("/")[2]
            external = attribute(node, "TargetMode") == "External"
            found[attribute(node, "Id")] = Target(target if external else _inside(folder, target), kind, external)
        return found


def has_keyword(parts: Parts, keyword: str) -> bool:
    """Whether the file's properties name `keyword`."""
    try:
        root = parts.xml("docProps/core.xml")
    except Refused:
        return False
    return root is not None and any(keyword in (one.text or "") for one in every(root, "keywords"))


def _inside(folder: str, target: str) -> str:
    plain = unquote(target) if "%" in target else target
    return posixpath.normpath(plain.lstrip("/") if plain.startswith("/") else posixpath.join(folder, plain))
