"""The pictures of a presentation: which part, which alt text, and which are only the slides' design."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .document import Notes, Picture, SetAside
from .docx_pictures import crop_of, linked_picture
from .pptx_words import target
from .vault import Vault
from .xml_names import Element, attribute, child, every, first, number


@dataclass(slots=True)
class SlidePictures:
    """Takes pictures out of slides; each part's bytes are stored once."""

    vault: Vault
    notes: Notes
    _kept: dict[str, str] = field(default_factory=dict)

    def picture(self, node: Element, part: Any, where: str) -> Picture | None:
        """The picture of a shape, or None with a note of why there is none."""
        blip, own = first(node, "blip"), first(node, "cNvPr")
        identity, linked = attribute(blip, "embed"), attribute(blip, "link")
        if linked and not identity:
            return linked_picture(target(part, linked) or "an unknown place", where, self.notes)
        sha256, name = self._bytes(part, identity)
        if not sha256:
            return None
        if first(node, "videoFile") is not None or first(node, "audioFile") is not None:
            self.notes.warn(f"{where}: a video or a sound was left.")
            self.notes.set_aside.append(SetAside("picture", "it is a video's still", sha256, name, where))
            return None
        extent = child(node, "spPr", "xfrm", "ext")
        size = tuple(number(attribute(extent, key)) / 914400 for key in ("cx", "cy"))
        alt = attribute(own, "descr").strip() or attribute(own, "title").strip()
        decorative = own is not None and any(attribute(one, "val") in ("1", "true") for one in every(own, "decorative"))
        reason = "the document calls it decorative" if decorative else ""
        label = attribute(own, "name")
        return Picture(sha256, name, alt, (size[0], size[1]), crop_of(node), where, reason, label)

    def _bytes(self, part: Any, identity: str) -> tuple[str, str]:
        try:
            image = part.related_part(identity)
        except KeyError:
            return "", ""
        name = str(image.partname)
        if name not in self._kept:
            self._kept[name] = self.vault.keep([image.blob])
        return self._kept[name], name.rpartition("/")[2]

    def set_aside_backgrounds(self, presentation: Any) -> None:
        """Pictures of masters and layouts: logos and decoration of every slide."""
        for master in presentation.slide_masters:
            for page in (master, *master.slide_layouts):
                for node in every(page._element, "blip"):
                    sha256, name = self._bytes(page.part, attribute(node, "embed"))
                    aside = SetAside("picture", "it is part of the slides' design", sha256, name, "slide master")
                    if sha256 and aside not in self.notes.set_aside:
                        self.notes.set_aside.append(aside)
