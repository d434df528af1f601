"""What an import would write, and everything it would not: shown whole before a file is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from ..model.problem import Problem
from .destinations import Meant


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a caption: its name in media/, alt text, and the web address it must be saved from, if any."""

    file: str
    alt: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption file to write; `texts` are variants by name. Without `text` there are only variants."""

    name: str
    text: str
    texts: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A calendar row to write, always a draft. `place` is where it stands in the file it came from."""

    id: str
    place: str
    day: date | None
    at: time | None
    mark: str
    caption: str
    accounts: tuple[str, ...]
    note: str

    @property
    def when(self) -> str:
        """`2026-10-13 09:00`, or what there is of it."""
        clock = f"{self.at:%H:%M} {self.mark}".strip() if self.at else ""
        return f"{self.day.isoformat() if self.day else ''} {clock}".strip()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that becomes no draft, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file: which tool's, how it was read, and how its dates and zone were taken."""

    file: str
    tool: str
    read_as: str
    recognised: str
    dates: str
    zone: str
    rows: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """`there` are drafts imported before, `differing` those of them whose time is now another here (as given).

    `problems` are warnings about single rows, never errors.
    """

    source: Source
    drafts: tuple[Draft, ...]
    captions: tuple[Caption, ...]
    there: tuple[Draft, ...]
    differing: tuple[tuple[Draft, str], ...]
    skipped: tuple[Skipped, ...]
    destinations: tuple[Meant, ...]
    pictures: tuple[Picture, ...]
    losses: tuple[str, ...]
    problems: tuple[Problem, ...]
