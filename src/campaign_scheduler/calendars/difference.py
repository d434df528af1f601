"""What a person changed in an exported calendar: field by field, against how it was exported and how it is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .own import VARIANT, OwnRow, mark


class Kind(StrEnum):
    """How a row differs."""

    MOVED = "moved"
    CAPTION = "caption changed"
    CHANGED = "changed"
    NEW = "new"
    MISSING = "not in the file"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field before and after. It is a conflict where the workspace was changed meanwhile too."""

    name: str
    before: str
    after: str
    is_conflict: bool = False

    @property
    def is_words(self) -> bool:
        return self.name == "text" or self.name.startswith(VARIANT)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs. `here` is None for a new one, `there` for one that is not in the file."""

    id: str
    here: OwnRow | None
    there: OwnRow | None
    edits: tuple[Edit, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What to call it; a row may be moved and have its caption changed."""
        if self.here is None:
            return (Kind.NEW,)
        if self.there is None:
            return (Kind.MISSING,)
        found: list[Kind] = []
        taken = [edit for edit in self.edits if not edit.is_conflict]
        if any(edit.name in ("date", "time") for edit in taken):
            found.append(Kind.MOVED)
        if any(edit.is_words for edit in taken):
            found.append(Kind.CAPTION)
        if any(not edit.is_words and edit.name not in ("date", "time") for edit in taken):
            found.append(Kind.CHANGED)
        if any(edit.is_conflict for edit in self.edits):
            found.append(Kind.CONFLICT)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Difference:
    """Every row that differs, in the file's order. `certain` is False where the file lost its marks of the export."""

    changes: tuple[Change, ...]
    certain: bool = True

    def count(self, kind: Kind) -> int:
        return sum(1 for change in self.changes if kind in change.kinds)

    @property
    def missing(self) -> int:
        """How many rows are not in the file."""
        return self.count(Kind.MISSING)

    @property
    def sentence(self) -> str:
        """`3 moved, 1 caption changed, 2 new`, or that nothing differs."""
        parts = [_counted(self.count(kind), kind) for kind in Kind if self.count(kind)]
        return ", ".join(parts) or "Nothing differs."

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(set(change.kinds) - {Kind.MISSING, Kind.CONFLICT} for change in self.changes)


def _counted(number: int, kind: Kind) -> str:
    words = {Kind.CAPTION: ("caption changed", "captions changed"), Kind.CONFLICT: ("conflict", "conflicts")}
    one, many = words.get(kind, (kind.value, kind.value))
    return f"{number} {one if number == 1 else many}"


def compare(here: Sequence[OwnRow], there: Sequence[OwnRow]) -> Difference:
    """What `there` (the file) changes of `here` (the workspace now)."""
    known = {row.id.lower(): row for row in here}
    paired = _paired(known, there)
    changes = [change for row in there if (change := _change(paired.get(row.line), row)) is not None]
    seen = {row.id.lower() for row in paired.values()}
    changes += [Change(row.id, row, None) for row in here if row.id.lower() not in seen]
    certain = any(row.base for row in there) or not there
    return Difference(tuple(_shared_words(changes)), certain)


def _paired(known: dict[str, OwnRow], there: Iterable[OwnRow]) -> dict[int, OwnRow]:
    """Each line of the file with its row here. Of rows copied with their id, the least changed is the old one."""
    by_id: dict[str, list[OwnRow]] = {}
    for row in there:
        if row.id.lower() in known:
            by_id.setdefault(row.id.lower(), []).append(row)
    return {min(rows, key=lambda row: len(_edits(known[name], row))).line: known[name] for name, rows in by_id.items()}


def _change(here: OwnRow | None, there: OwnRow) -> Change | None:
    if here is None:
        is_blank = not any(value for name, value in there.fields.items() if name != "status")
        return None if is_blank else Change(there.id, None, there)
    edits = tuple(_edits(here, there))
    return Change(here.id, here, there, edits) if edits else None


def _edits(here: OwnRow, there: OwnRow) -> list[Edit]:
    """Only what this person changed; what somebody else changed here meanwhile stays."""
    found = []
    for name, after in there.fields.items():
        before, base = here.get(name), there.base.get(name)
        if after == before or (base is not None and mark(after) == base):
            continue
        found.append(Edit(name, before, after, base is not None and mark(before) != base))
    return found


def _shared_words(changes: Iterable[Change]) -> list[Change]:
    """One caption may serve several rows: changed in two ways, it is a conflict in all of them."""
    changes = list(changes)
    ways: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        for edit in _caption_edits(change):
            ways.setdefault((change.here.caption, edit.name), set()).add(edit.after)  # type: ignore[union-attr]
    return [_judged(change, ways) for change in changes]


def _caption_edits(change: Change) -> list[Edit]:
    if change.here is None or change.there is None or not change.here.caption:
        return []
    return [edit for edit in change.edits if edit.is_words]


def _judged(change: Change, ways: dict[tuple[str, str], set[str]]) -> Change:
    caption = change.here.caption if change.here else ""
    edits = tuple(
        Edit(edit.name, edit.before, edit.after, True)
        if edit.is_words and caption and len(ways.get((caption, edit.name), ())) > 1
        else edit
        for edit in change.edits
    )
    return Change(change.id, change.here, change.there, edits)
