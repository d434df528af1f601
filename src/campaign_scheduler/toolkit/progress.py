"""How far a reading is, as values that travel between processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class At:
    """The `number`th page, slide, picture, paragraph or file; `of` how many, 0 where that is not known."""

    what: str
    number: int
    of: int = 0

    def __str__(self) -> str:
        return f"{self.what} {self.number} of {self.of}" if self.of else f"{self.what} {self.number}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Step:
    """Which file is read, and where in it the reader is; at its beginning, nowhere yet."""

    file: str
    at: At | None = None

    def __str__(self) -> str:
        return f"{self.file}: {self.at}" if self.at else self.file


TellAt = Callable[[At], None]
Tell = Callable[[Step], None]
Check = Callable[[], None]
"""Asked again and again while a file is read; what it raises (Cancelled, Refused) ends that."""


class Cancelled(Exception):
    """A person does not want the reading any more."""


def nobody(_: object) -> None:
    """Where nobody wants to know."""


def always() -> None:
    """Where nothing but the limits ends a reading."""
