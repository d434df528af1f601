"""Saves a form into the files, each field only if nobody changed it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ... import workspace as files
from ...model.errors import EditError, InputError
from ...spreadsheets import Cell, FileChangedError, FileInUseError, TableError
from ...store import events
from ...workspace.alt_writer import front_alt, list_alt
from ...workspace.drafting import Opened
from ...workspace.words import clean
from ..app import App
from .fields import ALT, Fields, Written, day_of, fields_of, lines, mark, short, time_of, variant_of, words_field
from .looking import opened

WAIT = 3.0
"""Seconds that a page waits for a workbook to be closed before it says so."""
TRIES = 3
ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class Conflict:
    """Both wrote the same field: what this person wrote, and what is in the files now."""

    field: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Saved:
    """`changed` names the fields written; with conflicts nothing was."""

    name: str
    changed: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def save(app: App, name: str, written: Written, *, by: str) -> Saved:
    """Write what this person changed. Raises EditError, InputError; what another saved meanwhile is never lost."""
    with ONE_AT_A_TIME:
        for _ in range(TRIES):
            row = opened(app, name)
            now = fields_of(row)
            mine = {field: text for field, text in written.fields.items() if written.changed(field)}
            conflicts = _conflicts(written, mine, now)
            if conflicts:
                return Saved(name, (), conflicts)
            fresh = {field: text for field, text in mine.items() if text != now.get(field, "")}
            try:
                return _write(app, row, now, fresh, by)
            except (FileChangedError, files.WordsChangedError):
                continue
    raise EditError("the files change faster than this can be saved", remedy="Try again in a moment.")


def _conflicts(written: Written, mine: Fields, now: Fields) -> tuple[Conflict, ...]:
    found = (
        Conflict(field, text, now.get(field, ""))
        for field, text in mine.items()
        if mark(now.get(field, "")) != written.marks.get(field, mark("")) and now.get(field, "") != text
    )
    return tuple(found)


def _write(app: App, row: Opened, now: Fields, fresh: Fields, by: str) -> Saved:
    """The calendar first: it is what may be open elsewhere, and then nothing at all is written."""
    name = row.id or f"~{row.row.line}"
    if not fresh:
        return Saved(name)
    cells, later = _cells(row, fresh), list[Callable[[], None]]()
    for field, text in fresh.items():
        _words(app.root, row, field, now.get(field, ""), text, cells, later)
        _alt(app.root, row, field, now.get(field, ""), text, cells, later)
    with said_plainly(row.calendar.path.name):
        if cells:
            files.write_rows(app.root, (), {row.row.line: cells}, wait=WAIT, seen=row.seen)
        for write in later:
            write()
    record(app, row, name, {field: [now.get(field, ""), text] for field, text in fresh.items()}, by)
    return Saved(name, tuple(fresh))


@contextmanager
def said_plainly(calendar: str) -> Iterator[None]:
    """What keeps a file from being written, as an EditError."""
    try:
        yield
    except FileInUseError as error:
        raise open_elsewhere(error.path.name) from None
    except InputError as error:
        if any(problem.code == "calendar-open" for problem in error.problems):
            raise open_elsewhere(calendar) from None
        raise
    except TableError as error:
        raise EditError(error.message, remedy=error.remedy) from None
    except OSError as error:
        raise EditError(f"the file cannot be written: {error.strerror}", remedy="Check its permissions.") from None


def open_elsewhere(name: str) -> EditError:
    return EditError(
        f"{name} is open in another program, and saving now would lose what is being written there",
        remedy="Close it there, then save again: what you wrote is still here.",
    )


def _cells(row: Opened, fresh: Fields) -> dict[str, Cell]:
    """The row's own cells that change. Raises EditError for a date or time that is none."""
    cells: dict[str, Cell] = {}
    if "date" in fresh or "time" in fresh:
        cells |= _when(row, fresh)
    if "accounts" in fresh:
        cells["accounts"] = accounts_cell(row, fresh["accounts"])
    if "media" in fresh:
        cells["media"] = "; ".join(pictures_cell(row, fresh["media"])) or "none"
    cells |= {name: " ".join(fresh[name].split()) for name in ("tags", "note") if name in fresh}
    if "draft" in fresh:
        cells["status"] = "draft" if fresh["draft"] else ""
    if row.id_is_proposed and row.id and fresh:
        cells["id"] = row.id
    return cells


def _when(row: Opened, fresh: Fields) -> dict[str, Cell]:
    """Date and time are written together: which of them a cell held says little."""
    now = fields_of(row)
    day, clock = day_of(fresh.get("date", now["date"])), time_of(fresh.get("time", now["time"]))
    if day is None and "date" in fresh:
        raise EditError("that is not a date", remedy="Choose one, such as 2026-10-13.", field="date")
    if clock is None and "time" in fresh and fresh["time"].strip():
        raise EditError("that is not a time of day", remedy="Write it like 09:30.", field="time")
    written: dict[str, Cell] = {"date": day} if "date" in fresh else {}
    if "time" in fresh or ("date" in fresh and clock is not None and not row.row.text("time")):
        written["time"] = clock
    return written


def accounts_cell(row: Opened, text: str) -> str:
    campaign = row.parts.campaign
    assert campaign is not None
    chosen = [one for one in campaign.accounts if one in lines(text)]
    if not chosen:
        raise EditError("choose at least one account", field="accounts")
    return "all" if len(chosen) == len(campaign.accounts) else ", ".join(chosen)


def pictures_cell(row: Opened, text: str) -> list[str]:
    names = set(row.parts.media.names)
    chosen = [one for one in lines(text) if one in names]
    if len(chosen) != len(lines(text)):
        raise EditError("a picture that was chosen is not in media/ any more", field="media")
    return chosen


def _words(
    root: Path, row: Opened, field: str, before: str, text: str, cells: dict[str, Cell], later: list[Callable[[], None]]
) -> None:
    variant = variant_of(field)
    if variant is None:
        return
    words, known = clean(text)[0], row.files.get(variant)
    if not variant and not words:
        raise EditError("a post needs words", remedy="Write some, or cancel the post.", field=field)
    if not variant and row.words_in_row:
        cells["text"] = words
    elif known is not None and not words:
        later.append(partial(files.remove_words, root, known.file, before))
    elif known is not None:
        later.append(partial(files.replace_words, root, known.file, before, words, wait=WAIT))
    elif words:
        later.append(partial(_begin_variant, root, row, variant, words))


def _begin_variant(root: Path, row: Opened, variant: str, words: str) -> None:
    accounts = row.parts.accounts
    known = {"", *accounts, *(account.platform for account in accounts.values())}
    if row.words_in_row or variant not in known:
        raise EditError(
            "this post's words stand in the calendar itself, so one network cannot have its own",
            remedy="Copy them into a caption file first.",
            field=words_field(variant),
        )
    if files.write_caption(root, row.caption, words, {}, variant) is None:
        raise FileChangedError


def _alt(
    root: Path, row: Opened, field: str, before: str, text: str, cells: dict[str, Cell], later: list[Callable[[], None]]
) -> None:
    if not field.startswith(ALT):
        return
    picture, alt = field.removeprefix(ALT), " ".join(text.split())
    asset = next((one for one in row.assets if short(one.name) == picture), None)
    if asset is None or asset.alt_from.startswith("media/"):
        if picture not in row.parts.media.names:
            raise EditError("that picture is not in media/ any more", field=field)
        later.append(partial(list_alt, root, picture, row.parts.media.alt_of(picture), alt, wait=WAIT))
    elif asset.alt_from.startswith("captions/"):
        file = asset.alt_from.rpartition(":")[0]
        later.append(partial(front_alt, root, file, picture, before, alt, wait=WAIT))
    elif len(row.assets) > 1:
        cells["alt"] = " | ".join(alt if one is asset else one.alt for one in row.assets)
    else:
        cells["alt"] = alt


def record(app: App, row: Opened, name: str, changed: Mapping[str, list[str]], by: str) -> None:
    """What was edited, from what to what."""
    campaign = row.parts.campaign
    what = ", ".join(words_for(field) for field in changed)
    with app.store() as store, store.write() as connection:
        events.record(
            connection,
            "post-edited",
            at=app.clock.now(),
            actor=by,
            campaign=campaign.id if campaign else "",
            post_id=name,
            message=f"{by} edited {what}.",
            data={"fields": changed},
        )


FIELDS = {
    "date": "the date",
    "time": "the time",
    "accounts": "the accounts",
    "media": "the pictures",
    "tags": "the tags",
    "note": "the note",
    "draft": "whether it is a draft",
}


def words_for(field: str) -> str:
    """A field as a sentence names it."""
    head, _, rest = field.partition(":")
    if head == "words":
        return f"the words for {rest}" if rest else "the words"
    if head == "alt":
        return f"the alt text of {rest}"
    return FIELDS.get(head, head)
