"""media/: which file a name means, and the alt text that goes with it."""

from __future__ import annotations

import copy
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..model.asset import Asset
from ..spreadsheets import TableError, read_table
from .caption_settings import refuse_decorative
from .captions import MediaReference
from .findings import Findings, nearest

FOLDER = "media"
ALT_FILE = "media/alt.csv"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
HEIC = (".heic", ".heif")
IGNORED = ("alt.csv", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class AltText:
    """A row of media/alt.csv."""

    alt: str
    line: int
    credit: str


class MediaFolder:
    """Finds pictures and their alt text; reads and hashes each file once."""

    def __init__(self, root: Path, findings: Findings) -> None:
        self._root = root
        self._findings = findings
        self._names = _listing(root / FOLDER)
        self._by_stem = _stems(self._names)
        self._alt = _alt_texts(root, findings)
        self._hashes: dict[str, str | None] = {}
        self._told: set[tuple[str, str, int]] = set()
        self.used: set[str] = set()

    @property
    def names(self) -> Sequence[str]:
        """Every file in media/, relative to it."""
        return tuple(self._names.values())

    def same_stem(self, stem: str) -> list[str]:
        """The picture files that are called as a caption is."""
        return self._by_stem.get(stem, [])

    def telling(self, findings: Findings) -> MediaFolder:
        """The same folder, already listed, that tells of its problems elsewhere."""
        other = copy.copy(self)
        other._findings, other._told, other.used = findings, set(), set()
        return other

    def alt_of(self, name: str) -> str:
        """What media/alt.csv says of a picture; blank when nothing."""
        listed = self._alt.get(name.lower())
        return listed.alt if listed else ""

    def asset(
        self, reference: MediaReference, file: str, post_id: str | None, alt: str = "", alt_from: str = ""
    ) -> Asset | None:
        """The picture a row or caption names, with the winning alt text; None with a problem when there is none."""
        name = self._resolve(reference, file, post_id)
        digest = self._hash(name, reference, file, post_id) if name is not None else None
        if name is None or digest is None:
            return None
        self.used.add(name)
        words, source, credit = self._words(name, reference, file, alt, alt_from)
        return Asset(self._root / FOLDER / name, f"{FOLDER}/{name}", digest, words, source, credit)

    def thumbnail(self, reference: MediaReference, file: str, post_id: str | None) -> Asset | None:
        """The picture of a link card, which has no alt text of its own: its title is read aloud."""
        return self.asset(reference, file, post_id, "-")

    def _words(self, name: str, reference: MediaReference, file: str, alt: str, alt_from: str) -> tuple[str, str, str]:
        """The row's alt text wins over the front matter's, and that over alt.csv's."""
        listed = self._alt.get(name.lower())
        credit = reference.credit or (listed.credit if listed else "")
        if alt:
            return alt, alt_from, credit
        if reference.alt:
            return reference.alt, f"{file}:{reference.line}", credit
        return (listed.alt, f"{ALT_FILE}:{listed.line}", credit) if listed else ("", ALT_FILE, credit)

    def _problem(self, code: str, message: str, remedy: str, file: str, line: int, post_id: str | None) -> None:
        """Once for each place, however many rows use the caption."""
        if (code, file, line) not in self._told:
            self._told.add((code, file, line))
            self._findings.add(code, message, remedy, file=file, line=line, post_id=post_id)

    def _resolve(self, reference: MediaReference, file: str, post_id: str | None) -> str | None:
        written = reference.file.replace("\\", "/").removeprefix("./").removeprefix("media/")
        path = PurePosixPath(written)
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", written):
            self._outside(reference, file, post_id)
            return None
        if path.suffix.lower() in HEIC:
            self._problem(
                "picture-heic",
                f"{written} is an iPhone picture (HEIC) that networks do not take.",
                "Save it as JPEG: in Photos, File, Export; or set the camera to Most Compatible.",
                file,
                reference.line,
                post_id,
            )
            return None
        name = self._names.get(written.lower())
        if name is None:
            self._problem(
                "picture-missing",
                f"There is no picture media/{written}.{nearest(written.lower(), self._names)}",
                "Put the file into media/, or correct the name.",
                file,
                reference.line,
                post_id,
            )
            return None
        if not _inside(self._root / FOLDER / name, self._root):
            self._outside(reference, file, post_id)
            return None
        return name

    def _outside(self, reference: MediaReference, file: str, post_id: str | None) -> None:
        self._problem(
            "media-outside-workspace",
            f"{reference.file} leads out of the media folder.",
            "Copy the picture into media/ and name it alone.",
            file,
            reference.line,
            post_id,
        )

    def _hash(self, name: str, reference: MediaReference, file: str, post_id: str | None) -> str | None:
        if name not in self._hashes:
            self._hashes[name] = _sha256(self._root / FOLDER / name)
        if self._hashes[name] is None:
            self._problem(
                "picture-unreadable",
                f"media/{name} cannot be opened.",
                "Check the file's permissions.",
                file,
                reference.line,
                post_id,
            )
        return self._hashes[name]


def _listing(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith((".", "~")) and path.name.lower() not in IGNORED:
            found[name.lower()] = name
    return found


def _stems(names: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names.values():
        path = PurePosixPath(name)
        if path.suffix.lower() in (*PICTURES, *HEIC) and path.parent == PurePosixPath("."):
            found.setdefault(path.stem, []).append(name)
    return found


def _inside(path: Path, root: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(Path(os.path.realpath(root)))


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _alt_texts(root: Path, findings: Findings) -> dict[str, AltText]:
    path = root / ALT_FILE
    if not path.is_file():
        return {}
    try:
        table = read_table(path)
    except TableError as error:
        findings.add(error.code, error.message, error.remedy, file=ALT_FILE, line=error.line)
        return {}
    headings = [heading.strip().lower() for heading in table.headings]
    if "file" not in headings or "alt" not in headings:
        findings.add(
            "alt-headings",
            "alt.csv needs the headings file and alt.",
            "Write file,alt,decorative,credit in its first line.",
            file=ALT_FILE,
            line=table.heading_line,
        )
        return {}
    return _alt_rows(table.rows, headings, findings)


def _alt_rows(
    rows: Sequence[tuple[int, Sequence[object]]], headings: list[str], findings: Findings
) -> dict[str, AltText]:
    found: dict[str, AltText] = {}
    for line, cells in rows:
        row = {heading: str(cell or "").strip() for heading, cell in zip(headings, cells, strict=False)}
        name = row["file"].replace("\\", "/").removeprefix("media/").lower()
        if row.get("decorative", "").lower() in ("yes", "true", "1", "x"):
            refuse_decorative(ALT_FILE, line, findings)
        if name in found:
            findings.add(
                "alt-duplicate", f"{row['file']} has two lines.", "Keep one of them.", file=ALT_FILE, line=line
            )
            continue
        found[name] = AltText(" ".join(row["alt"].split()), line, row.get("credit", ""))
    return found
