"""What a Word document holds besides its words: macros, comments, notes, headers, what was deleted."""

from __future__ import annotations

from dataclasses import dataclass

from .document import Notes, Picture, SetAside
from .docx_pictures import PictureReader
from .limits import Refused
from .package_parts import Parts
from .vault import Vault
from .xml_names import attribute, every, first, name_of, number


@dataclass(slots=True)
class Asides:
    """Tells of it, with the hash of each picture; words that were deleted or hidden are never repeated."""

    parts: Parts
    main: str
    vault: Vault
    notes: Notes

    def tell(self) -> None:
        """Note everything of the document that is no part of its words."""
        names = self.parts.archive.names
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            self.notes.warn("The document holds macros; they were ignored.")
        for kind, what in (("comments", "comment"), ("footnotes", "footnote"), ("endnotes", "endnote")):
            self._count_notes(kind, what)
        for kind in ("header", "footer"):
            for part in self.parts.of_kind(self.main, kind):
                self._set_aside_pictures(part, kind)
        if first(self.parts.xml(self.main), "delText") is not None:
            self.notes.set_aside.append(SetAside("deleted text", "it was deleted (a tracked change)"))
        self._set_aside_unshown()

    def _count_notes(self, kind: str, what: str) -> None:
        for part in self.parts.of_kind(self.main, kind):
            try:
                root = self.parts.xml(part)
            except Refused:
                continue
            for node in root if root is not None else ():
                if name_of(node) == what and number(attribute(node, "id"), 1) >= (0 if what == "comment" else 1):
                    self.notes.set_aside.append(SetAside(what, f"a {what} is not part of the words"))

    def _set_aside_pictures(self, part: str, kind: str) -> None:
        try:
            root = self.parts.xml(part)
        except Refused:
            return
        quiet = PictureReader(self.parts, self.vault, Notes())
        for node in every(root, "drawing") if root is not None else ():
            for picture in quiet.of_drawing(node, part, kind):
                self._aside(picture, f"it stands in the page's {kind}", kind)
        for node in every(root, "pict") if root is not None else ():
            for picture in quiet.of_vml(node, part, kind):
                self._aside(picture, f"it stands in the page's {kind}", kind)

    def _aside(self, picture: Picture, reason: str, where: str) -> None:
        aside = SetAside("picture", reason, picture.sha256, picture.name, where)
        if picture.sha256 and aside not in self.notes.set_aside:
            self.notes.set_aside.append(aside)

    def _set_aside_unshown(self) -> None:
        """Pictures that are in the file and nowhere on a page: deleted ones, mostly."""
        for name in self.parts.archive.names:
            if not name.lower().startswith("word/media/"):
                continue
            try:
                known = set(self.vault.stored)
                sha256 = self.vault.keep(self.parts.archive.chunks(name))
            except Refused:
                continue
            if sha256 not in known:
                reason = "it is in the file but shown nowhere in it (deleted, or left behind)"
                self.notes.set_aside.append(SetAside("picture", reason, sha256, name.rpartition("/")[2]))


def embedded(picture: Picture) -> SetAside:
    return SetAside("picture", "it is the preview of an embedded object", picture.sha256, picture.name, picture.where)


def tell_tracked(notes: Notes) -> None:
    """Changes that nobody has accepted or refused yet."""
    notes.warn("The document has tracked changes; they were read as accepted. Look whether that is right.")


def tell_hidden(notes: Notes) -> None:
    """Once, however often it comes."""
    notes.warn("The document has hidden text; it was left out.")
    aside = SetAside("hidden text", "it is hidden in the document")
    if aside not in notes.set_aside:
        notes.set_aside.append(aside)
