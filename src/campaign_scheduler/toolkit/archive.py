"""Zip files and folders: documents for their readers, full-size pictures for the vault, the rest told.

Members are written under numbers, never under the names a stranger gave them, so that none leads out of the folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .kinds import HEAD, kind_of, picture_kind
from .limits import MB, Limits, Refused
from .progress import At, TellAt, nobody
from .safe_zip import SafeZip, safe_name, shown
from .vault import Vault

CHAFF = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "/~$", "/.")
CHUNK = 1024 * 1024
READ = ("docx", "pptx", "pdf", "txt", "md")
TEXT_ENDINGS = (".txt", ".md", ".markdown", ".text", "")


@dataclass(slots=True)
class Unpacked:
    """What an archive held. `documents` and `pictures` are (name in the archive, file or sha256)."""

    documents: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    set_aside: list[tuple[str, str, str]] = field(default_factory=list)
    """(name, reason, sha256)"""
    warnings: list[str] = field(default_factory=list)


def unpack(path: Path, name: str, members: Path, vault: Vault, limits: Limits, tell: TellAt) -> dict[str, Any]:
    """Every member of a zip, those of zips inside it included. Raises Refused when nothing can be read."""
    unpacker = Unpacker(members, vault, limits, tell)
    unpacker.archive(path, name, 1)
    found = unpacker.found
    return {
        "documents": found.documents,
        "pictures": found.pictures,
        "set_aside": found.set_aside,
        "warnings": found.warnings,
    }


@dataclass(slots=True)
class Unpacker:
    """One unpacking; `_left` is how many bytes may still come out of all archives together."""

    members: Path
    vault: Vault
    limits: Limits
    tell: TellAt
    found: Unpacked = field(default_factory=Unpacked)
    _count: int = 0
    _budget: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._budget = [self.limits.unpacked_mb * MB]

    def archive(self, path: Path, name: str, depth: int) -> None:
        with SafeZip(path, self.limits, self._budget) as archive:
            for number, member in enumerate(archive.names, 1):
                self.tell(At("file", number, len(archive.names)))
                self._member(archive, member, f"{name}/{shown(member)}", depth)

    def _member(self, archive: SafeZip, member: str, name: str, depth: int) -> None:
        lowered = f"/{member.lower()}"
        if any(chaff in lowered for chaff in CHAFF):
            return
        if safe_name(member) is None or archive.is_link(member):
            self.found.warnings.append(f"{name}: a name that leads out of the archive; it was left.")
            self.found.set_aside.append((name, "its name leads out of the archive", ""))
            return
        if self._count >= self.limits.members:
            self._say_once(f"{name} and what follows were left: the archive holds more files than is safe.")
            return
        self._count += 1
        try:
            self._take(archive, member, name, depth)
        except Refused as refused:
            self.found.warnings.append(f"{name}: {refused.message}. {refused.remedy}".strip())
            self.found.set_aside.append((name, refused.message, ""))

    def _take(self, archive: SafeZip, member: str, name: str, depth: int) -> None:
        pieces = archive.chunks(member)
        head = next(pieces, b"")
        if picture_kind(head[:HEAD]):
            sha256 = self.vault.keep(_chained(head, pieces))
            self.found.pictures.append((name, sha256))
            return
        target = self.members / f"{self._count}{_ending(member)}"
        with target.open("wb") as file:
            for piece in _chained(head, pieces):
                file.write(piece)
        self._sort(target, name, depth)

    def _sort(self, target: Path, name: str, depth: int) -> None:
        kind = kind_of(target)
        if kind == "zip" and depth >= self.limits.depth:
            self.found.warnings.append(f"{name}: an archive inside an archive inside an archive; it was left.")
            self.found.set_aside.append((name, "it is too deep inside other archives", ""))
        elif kind == "zip":
            self.archive(target, name, depth + 1)
        elif kind in READ and (kind not in ("txt", "md") or target.suffix in TEXT_ENDINGS):
            self.found.documents.append((name, str(target)))
        else:
            self.found.set_aside.append((name, _why(kind, target), ""))

    def _say_once(self, message: str) -> None:
        if not any("more files than is safe" in one for one in self.found.warnings):
            self.found.warnings.append(message)


def _chained(head: bytes, pieces: Any) -> Any:
    yield head
    yield from pieces


def _ending(member: str) -> str:
    """The name's ending where it is a plain one."""
    ending = Path(member.replace("\\", "/")).suffix.lower()
    return ending if ending[1:].isalnum() and len(ending) <= 9 else ""


def _why(kind: str, path: Path) -> str:
    if kind == "empty":
        return "it is empty"
    if kind == "ole":
        return "it is an old or password-protected Office file; save it as .docx or .pptx"
    if kind == "xlsx":
        return "it is a workbook; import it by itself if it is a calendar"
    what = path.suffix.lstrip(".").upper() or "this kind"
    return f"files of the kind {what} are not read"


def take_pictures(pictures: Sequence[tuple[Path, str]], vault: Vault, tell: TellAt = nobody) -> dict[str, Any]:
    """Loose pictures into the vault."""
    taken = []
    for number, (path, name) in enumerate(pictures, 1):
        tell(At("picture", number, len(pictures)))
        with path.open("rb") as file:
            taken.append((name, vault.keep(iter(lambda file=file: file.read(CHUNK), b""))))  # type: ignore[misc]
    return {"pictures": taken}
