"""How the freezes of the files differ from those that are scheduled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.freeze import Freeze


@dataclass(frozen=True, slots=True)
class FreezeChange:
    """A freeze whose reason was edited is in both."""

    added: tuple[Freeze, ...] = ()
    removed: tuple[Freeze, ...] = ()

    @property
    def count(self) -> int:
        """How many freezes have saved edits that are not scheduled."""
        return len({(one.starts_at, one.ends_at) for one in (*self.added, *self.removed)})

    @property
    def identity(self) -> tuple[object, ...]:
        """What must not have moved between showing a plan and applying it; nothing where nothing changes."""
        return ("freeze", *(_named(part) for part in (self.added, self.removed))) if self.count else ()


def _named(freezes: tuple[Freeze, ...]) -> list[tuple[str, str, str]]:
    return [(str(one.starts_at), str(one.ends_at), one.reason) for one in freezes]


NO_FREEZE_CHANGE = FreezeChange()


def compare_freezes(wanted: Iterable[Freeze], stored: Iterable[Freeze]) -> FreezeChange:
    """Hold the files' freezes against the stored ones."""
    want, have = tuple(wanted), tuple(stored)
    added = tuple(one for one in want if one not in have)
    return FreezeChange(added, tuple(one for one in have if one not in want))
