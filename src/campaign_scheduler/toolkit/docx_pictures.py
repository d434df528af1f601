"""The pictures of a Word document: which part, which alt text, what is cut away, and why one is left."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from .document import Notes, Picture, SetAside
from .limits import Refused
from .package_parts import Parts
from .progress import At, TellAt, nobody
from .safe_zip import shown
from .vault import Vault
from .xml_names import Element, attribute, child, every, first, name_of, number

EMU_PER_INCH = 914400


@dataclass(slots=True)
class PictureReader:
    """Takes pictures out of one part of an Office file; each part's bytes are stored once."""

    parts: Parts
    vault: Vault
    notes: Notes
    tell: TellAt = nobody
    _by_part: dict[str, str] = field(default_factory=dict)

    def of_drawing(self, drawing: Element, part: str, where: str) -> list[Picture]:
        """Every picture in a `w:drawing` (or a slide's shape), in order."""
        outer = first(drawing, "docPr")
        found = [self._picture(node, outer, drawing, part, where) for node in every(drawing, "pic")]
        if not found and (what := _diagram(drawing)):
            self.notes.warn(f"{where}: a {what} is no picture and was left; save it as a picture if a post needs it.")
        return [picture for picture in found if picture is not None]

    def of_vml(self, node: Element, part: str, where: str) -> list[Picture]:
        """Pictures of the old kind (`v:imagedata`), as Word 2007 and mail programs write them."""
        found = []
        for data in every(node, "imagedata"):
            shape = data.getparent()
            alt = attribute(shape, "alt") or attribute(data, "title")
            sha256, name = self._bytes(attribute(data, "id"), part, where)
            if sha256:
                found.append(Picture(sha256, name, alt, _vml_size(attribute(shape, "style")), where=where))
        return found

    def _picture(self, node: Element, outer: Element | None, drawing: Element, part: str, where: str) -> Picture | None:
        own = first(node, "cNvPr")
        blip = first(node, "blip")
        linked = attribute(blip, "link")
        if linked and not attribute(blip, "embed"):
            target = self.parts.links(part).get(linked)
            return linked_picture(target.target if target else "an unknown place", where, self.notes)
        sha256, name = self._bytes(attribute(blip, "embed"), part, where)
        if not sha256:
            return None
        alone = len(list(every(drawing, "pic"))) == 1
        says = [one for one in ((outer, own) if alone else (own,)) if one is not None]
        alt = next((text for one in says for key in ("descr", "title") if (text := attribute(one, key).strip())), "")
        label = next((text for one in (own, outer) if (text := attribute(one, "name").strip())), "")
        reason = _reason(says, drawing)
        return Picture(sha256, name, alt, _size(drawing, node), crop_of(node), where, reason, label)

    @property
    def _count(self) -> int:
        """How many pictures the file holds."""
        return sum("/media/" in name.lower() for name in self.parts.archive.names)

    def _bytes(self, identity: str, part: str, where: str) -> tuple[str, str]:
        """The stored hash and the part's file name; blanks with a warning when there is nothing to take."""
        target = self.parts.links(part).get(identity)
        if target is None:
            return "", ""
        name = posixpath.basename(target.target)
        if target.external:
            linked_picture(target.target, where, self.notes)
            return "", ""
        if target.target not in self._by_part:
            self.tell(At("picture", len(self._by_part) + 1, self._count))
            try:
                self._by_part[target.target] = self.vault.keep(self.parts.archive.chunks(target.target))
            except Refused as refused:
                self.notes.warn(f"{where}: a picture was left: {refused.message}.")
                self._by_part[target.target] = ""
        return self._by_part[target.target], name


def linked_picture(address: str, where: str, notes: Notes) -> Picture:
    """A picture that is not in the file: it keeps its place for the pairing, is told, and is never fetched."""
    notes.warn(f"{where}: a picture is only linked to ({shown(address)}). Ask for the file itself.")
    notes.set_aside.append(
        SetAside("linked picture", "it is not in the document, only linked to; it was not fetched", where=where)
    )
    return Picture("", shown(address), where=where)


def _reason(says: list[Element], drawing: Element) -> str:
    for node in says:
        if attribute(node, "hidden") in ("1", "true"):
            return "it is hidden in the document"
        if any(attribute(one, "val") in ("1", "true") for one in every(node, "decorative")):
            return "the document calls it decorative"
    anchor = child(drawing, "anchor")
    if attribute(anchor, "behindDoc") in ("1", "true") and first(anchor, "wrapNone") is not None:
        return "" if _size_of(child(anchor, "extent"))[0] < 6 else "it is a background behind the words"
    return ""


def _size(drawing: Element, node: Element) -> tuple[float, float]:
    own = child(node, "spPr", "xfrm", "ext")
    outer = first(drawing, "extent")
    alone = len(list(every(drawing, "pic"))) == 1
    return _size_of(outer if alone and outer is not None else own)


def _size_of(node: Element | None) -> tuple[float, float]:
    return number(attribute(node, "cx")) / EMU_PER_INCH, number(attribute(node, "cy")) / EMU_PER_INCH


def crop_of(node: Element) -> tuple[float, float, float, float] | None:
    found = first(node, "srcRect")
    cut = [max(0.0, number(attribute(found, side)) / 100_000) for side in ("l", "t", "r", "b")]
    if all(one < 0.005 for one in cut) or cut[0] + cut[2] >= 1 or cut[1] + cut[3] >= 1:
        return None
    return cut[0], cut[1], cut[2], cut[3]


def _vml_size(style: str) -> tuple[float, float]:
    """`width:240pt;height:120pt` in inches."""
    sizes = dict(part.split(":", 1) for part in style.replace(" ", "").split(";") if ":" in part)
    found = [number(sizes.get(key, "").removesuffix("pt")) / 72 for key in ("width", "height")]
    return found[0], found[1]


def _diagram(drawing: Element) -> str:
    for node in every(drawing, "graphicData"):
        uri = attribute(node, "uri")
        for word, name in (("chart", "chart"), ("diagram", "diagram (SmartArt)"), ("model3d", "3D model")):
            if word in uri:
                return name
    return "ink drawing" if any(name_of(node) == "contentPart" for node in drawing.iter()) else ""
