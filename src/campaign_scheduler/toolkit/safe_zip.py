"""Opens archives that a stranger made: nothing is unpacked before its size is known to be bearable."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType

from lxml import etree

from .limits import MB, Limits, Refused

SMALL = MB
CHUNK = 256 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class SafeZip:
    """A zip whose members are read one at a time, within limits. Use it in a `with`."""

    def __init__(self, path: Path, limits: Limits, budget: list[int] | None = None) -> None:
        """`budget` holds how many bytes may still be unpacked, shared by archives inside archives."""
        self._limits = limits
        self._budget = budget if budget is not None else [limits.unpacked_mb * MB]
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN:
            raise Refused("the file is damaged or cut short", "Ask for it again, or copy it again.") from None
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            self._infos.setdefault(info.filename, info)
        if len(self._zip.infolist()) > limits.members:
            self._zip.close()
            count = len(self._infos)
            raise Refused(f"it holds {count:,} files, more than {limits.members:,}", "Unpack it and choose the files.")

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Every member that is a file, as written in the archive."""
        return tuple(name for name, info in self._infos.items() if not info.is_dir())

    def has(self, name: str) -> bool:
        return name in self._infos

    def size(self, name: str) -> int:
        """What the member says it unpacks to, in bytes."""
        return self._infos[name].file_size

    def read(self, name: str, most_mb: int | None = None) -> bytes:
        """A member's bytes. Raises Refused when it is missing, damaged, encrypted or too large."""
        return b"".join(self.chunks(name, most_mb))

    def chunks(self, name: str, most_mb: int | None = None) -> Iterator[bytes]:
        """A member's bytes in pieces; counted as they come, since a member may lie about its size."""
        info = self._infos.get(name)
        if info is None:
            raise Refused(f"the part {shown(name)} is missing", "Ask for the file again.")
        self._refuse_bomb(info)
        most = (most_mb or self._limits.file_mb) * MB
        if info.file_size > most:
            raise Refused(f"{shown(name)} is too large ({info.file_size // MB:,} MB)", "Ask for a smaller copy.")
        try:
            with self._zip.open(info) as file:
                while piece := file.read(CHUNK):
                    most -= len(piece)
                    self._budget[0] -= len(piece)
                    if most < 0 or self._budget[0] < 0:
                        raise Refused(f"{shown(name)} unpacks to more than is safe", "Ask for a smaller copy.")
                    yield piece
        except BROKEN:
            raise Refused(f"{shown(name)} is damaged", "Ask for the file again.") from None

    def _refuse_bomb(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & 1:
            raise Refused(f"{shown(info.filename)} needs a password", "Take the password off and send it again.")
        squeezed = info.file_size / max(1, info.compress_size)
        if info.file_size > SMALL and squeezed > self._limits.ratio:
            raise Refused(f"{shown(info.filename)} is squeezed {squeezed:,.0f} times, as only a trap is")

    def is_link(self, name: str) -> bool:
        """A symbolic link, which could lead anywhere."""
        return stat.S_ISLNK(self._infos[name].external_attr >> 16)

    def xml(self, name: str) -> etree._Element:
        """A part as XML. Raises Refused."""
        return parse_xml(self.read(name, self._limits.xml_mb), name)


def parse_xml(content: bytes, name: str) -> etree._Element:
    """XML without entities, external parts or network. Raises Refused."""
    if b"<!ENTITY" in content or b"<!DOCTYPE" in content[:2000] or "<!ENTITY".encode("utf-16-le") in content:
        raise Refused(f"{shown(name)} declares entities, which no office program writes", "Do not trust this file.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(f"{shown(name)} is damaged", "Open the file, save it again, and import that.") from None


def safe_name(name: str) -> PurePosixPath | None:
    """A member's name as a relative path that stays inside, or None."""
    written = name.replace("\\", "/")
    path = PurePosixPath(written)
    if path.is_absolute() or re.match(r"[A-Za-z]:", written) or ".." in path.parts or "\x00" in written:
        return None
    return path if path.parts else None


def shown(name: str) -> str:
    """A name fit for a message: printable and short."""
    plain = "".join(mark if mark.isprintable() else "?" for mark in name)
    return plain if len(plain) <= 80 else f"{plain[:77]}..."
