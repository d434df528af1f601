"""How much a document may ask of this machine. Every figure is a setting (`CAMPAIGN_IMPORTING__…`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Safe defaults: a large honest toolkit (hundreds of pages and pictures) passes; a bomb does not."""

    memory_mb: int = 900
    """Of one reader's process, where the operating system can hold it to that."""
    seconds: int = 120
    """One file's reader is ended after this long."""
    file_mb: int = 500
    """The largest file that is opened at all."""
    unpacked_mb: int = 1500
    """All members of one archive together, unpacked."""
    ratio: int = 200
    """How far a member of more than 1 MB may have been squeezed."""
    members: int = 5000
    """Files in one archive or folder."""
    depth: int = 2
    """Archives inside archives."""
    xml_mb: int = 60
    """One XML part of a document, unpacked."""
    pages: int = 500
    """Pages of a PDF, or slides, that are read; what comes after is said aloud."""
    pixels: int = 120_000_000
    """A picture with more is not opened."""
    pictures: int = 2000
    """Pictures taken from one file."""

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Limits:
        return cls(**{name: int(value) for name, value in data.items()})


class Refused(Exception):
    """A file that is not read, in words for the person who has it. `remedy` says what to do instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
