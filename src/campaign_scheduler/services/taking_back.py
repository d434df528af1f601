"""Takes back into the workspace what a person changed in an exported calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from .. import workspace as files
from ..calendars.difference import Change, Difference, Edit, Kind
from ..calendars.own import VARIANT, OwnReader, OwnRow
from ..model.errors import InputError
from ..model.problem import Problem
from ..spreadsheets import Cell, FileInUseError
from ..workspace.ids import POST_ID, slug_of
from ..workspace.reader import Parts

CELLS = ("date", "time", "accounts", "media", "alt", "link", "tags", "note", "lateness", "repeat")


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, and what was not, with the reason."""

    rows: int
    captions: int
    left_alone: tuple[str, ...] = ()


def take_back(root: Path, parts: Parts, difference: Difference, reader: OwnReader, *, remove: bool) -> Written:
    """Write the changes that are no conflicts; the calendar last.

    New rows are drafts; with `remove`, rows that are not in the file become drafts. Raises InputError.
    """
    left_alone: list[str] = []
    captions = _write_words(root, parts, _new_words(difference.changes), left_alone)
    taken = {row.id.lower() for row in reader.rows()}
    new = [
        _new_row(root, parts, change.there, taken) for change in difference.changes if not change.here and change.there
    ]
    changed = {change.here.line: cells for change in difference.changes if change.here and (cells := _cells(change))}
    if remove:
        gone = [change.here for change in difference.changes if Kind.MISSING in change.kinds]
        changed |= {row.line: {"status": "draft"} for row in gone if row}
    rows = len(new) + len(changed)
    dates = {line: str(cells["date"]) for line, cells in changed.items() if "date" in cells}
    for line, day in (reader.left_open(dates) if dates else {}).items():
        changed[line] = {"date": day, **changed.get(line, {})}
    if new or changed:
        files.write_rows(root, new, changed)
    return Written(rows, captions, tuple(left_alone))


def _new_words(changes: Iterable[Change]) -> dict[tuple[str, str], tuple[str, str]]:
    """(caption, variant) to the words before and after."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for change in changes:
        for edit in change.edits if change.here and change.here.caption else ():
            if edit.is_words and not edit.is_conflict:
                assert change.here is not None
                found[change.here.caption, _variant(edit)] = (edit.before, edit.after)
    return found


def _variant(edit: Edit) -> str:
    return edit.name.removeprefix(VARIANT) if edit.name.startswith(VARIANT) else ""


def _write_words(
    root: Path, parts: Parts, words: Mapping[tuple[str, str], tuple[str, str]], left_alone: list[str]
) -> int:
    written = 0
    for (name, variant), (before, after) in words.items():
        known = parts.captions.get(name)
        file = known.files.get(variant) if known else None
        title = f"{name} ({variant})" if variant else name
        if not after:
            left_alone.append(f"{title}: the words were emptied; delete the file if that is what is meant")
            continue
        try:
            if file is None:
                done = files.write_caption(root, name, after, {}, variant) is not None
            else:
                files.replace_words(root, file.file, before, after)
                done = True
        except files.WordsChangedError:
            done = False
        except FileInUseError:
            left_alone.append(f"{title}: the file is open in another program")
            continue
        except OSError as error:
            message = f"The caption {title} cannot be written: {error.strerror}."
            raise InputError([Problem("caption-not-writable", message, "Check the folder's permissions.")]) from None
        written += done
        if not done:
            left_alone.append(f"{title}: somebody saved other words meanwhile")
    return written


def _cells(change: Change) -> dict[str, Cell]:
    """The calendar's cells that change; words stand in a cell only where the row has no caption."""
    assert change.here is not None
    found: dict[str, Cell] = {}
    for edit in change.edits:
        if edit.is_conflict:
            continue
        if edit.name in (*CELLS, "status"):
            found[edit.name] = _cell(edit.name, edit.after)
        elif edit.name == "text" and not change.here.caption:
            found["text"] = edit.after
    return found


def _cell(name: str, text: str) -> Cell:
    """Real dates and times where they are certain; everything else as text."""
    try:
        if name == "date":
            return date.fromisoformat(text)
        if name == "time":
            return time.fromisoformat(text)
    except ValueError:
        return text
    return "all" if name == "accounts" and not text else text


def _new_row(root: Path, parts: Parts, row: OwnRow, taken: set[str]) -> dict[str, Cell]:
    """A draft with an id of its own and, unless it uses a caption that is there, a caption of its own."""
    caption = _caption_of(root, parts, row)
    identity = _free(row.id if POST_ID.match(row.id) else caption or slug_of(row.get("text")), taken)
    cells: dict[str, Cell] = {name: _cell(name, row.get(name)) for name in CELLS if row.get(name)}
    return {"id": identity, **cells, "caption": caption, "status": "draft"}


def _caption_of(root: Path, parts: Parts, row: OwnRow) -> str:
    words = row.get("text")
    known = parts.captions.get(row.caption)
    if known is not None and (not words or (known.base is not None and known.base.text == words)):
        return row.caption
    variants = {
        name.removeprefix(VARIANT): text for name, text in row.fields.items() if name.startswith(VARIANT) and text
    }
    if not words and not variants:
        return row.caption
    digest = hashlib.sha256(repr((words, sorted(variants.items()))).encode()).hexdigest()[:6]
    name = f"{slug_of(' '.join((words or next(iter(variants.values()))).split()[:5]))}-{digest}"
    for variant, text in {"": words, **variants}.items():
        if text:
            files.write_caption(root, name, text, {}, variant)
    return name


def _free(identity: str, taken: set[str]) -> str:
    number, name = 1, identity
    while name.lower() in taken:
        number += 1
        name = f"{identity}-{number}"
    taken.add(name.lower())
    return name
