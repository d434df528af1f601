"""A full-size original that arrives later takes the place of the small picture an earlier import had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...toolkit import Gathered, Shown
from ...toolkit.artwork import LARGER, best_alike
from ...toolkit.vault import Stored
from .files import Writes
from .media import MediaPlan
from .record import Entry, Kept, Record, digest

if TYPE_CHECKING:
    from .importing import Outcome


def replace_thumbnails(
    root: Path, record: Record, gathered: Gathered, media: MediaPlan, writes: Writes, outcome: Outcome
) -> list[Entry]:
    """Point untouched captions to the larger picture; tell of those that somebody edited."""
    changed = []
    for entry in record.entries.values():
        if entry.file in writes.contents or not entry.file.startswith("captions/"):
            continue
        for number, kept in enumerate(entry.media):
            larger = _larger(kept.stored, gathered)
            if larger is not None and _point(root, entry, number, larger, gathered, media, writes, outcome):
                changed.append(entry)
    return changed


def _larger(small: Stored, gathered: Gathered) -> Shown | None:
    stored = {**gathered.stored, small.sha256: small}
    best = best_alike(small.sha256, gathered.pictures, stored)
    if best is None or stored[best.sha256].width < LARGER * small.width:
        return None
    return next(
        (one for one in gathered.found.unpaired if one.sha256 == best.sha256), Shown(best.sha256, name=best.name)
    )


def _point(
    root: Path,
    entry: Entry,
    number: int,
    larger: Shown,
    gathered: Gathered,
    media: MediaPlan,
    writes: Writes,
    outcome: Outcome,
) -> bool:
    old = entry.media[number].path
    if not entry.is_untouched(root):
        outcome.kept.append(f"{entry.file}: you edited it; {larger.name} is {old} in full size, if you want it.")
        return False
    larger.path = larger.path or f"media/{Path(larger.name).name.lower()}"
    media.use(larger)
    content = (root / entry.file).read_bytes()
    before, after = old.removeprefix("media/"), larger.path.removeprefix("media/")
    replaced = content.replace(f"file: {before}\n".encode(), f"file: {after}\n".encode())
    if replaced == content:
        return False
    writes.contents[entry.file] = replaced
    entry.written = digest(replaced)
    entry.media[number] = Kept(larger.path, gathered.stored[larger.sha256].as_json())
    gathered.found.unpaired = [one for one in gathered.found.unpaired if one.sha256 != larger.sha256]
    outcome.updated.append(entry.file)
    return True
