"""A new post, a copy of one, and one moved to another day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ... import workspace as files
from ...model.errors import EditError
from ...spreadsheets import Cell, FileChangedError
from ...workspace.alt_writer import list_alt
from ...workspace.drafting import Opened
from ...workspace.words import clean
from ..app import App
from .fields import Fields, Written, day_of, fields_of, lines, mark, time_of, variant_of
from .looking import blank, opened
from .saving import ONE_AT_A_TIME, TRIES, WAIT, Saved, accounts_cell, pictures_cell, record, said_plainly, save

LONGEST = 32


def add(app: App, fields: Fields, *, by: str) -> str:
    """Write a new post: its row, its caption and its pictures' alt text. Gives its id. Raises EditError, InputError."""
    with ONE_AT_A_TIME:
        for _ in range(TRIES):
            row = blank(app)
            try:
                return _add(app, row, fields, by)
            except FileChangedError:
                continue
    raise EditError("the files change faster than this can be saved", remedy="Try again in a moment.")


def _add(app: App, row: Opened, fields: Fields, by: str) -> str:
    day, clock = day_of(fields.get("date", "")), time_of(fields.get("time", ""))
    words = clean(fields.get("words", ""))[0]
    if day is None:
        raise EditError("choose a date", field="date")
    if clock is None:
        raise EditError("write a time of day, like 09:30", field="time")
    if not words:
        raise EditError("write what the post says", field="words")
    cells: dict[str, Cell] = {
        "accounts": accounts_cell(row, fields.get("accounts", "")),
        "media": "; ".join(pictures_cell(row, fields.get("media", ""))) or "none",
    }
    name = _free_name(row, words)
    cells |= {"id": name, "date": day, "time": clock, "caption": name}
    cells |= {one: " ".join(fields.get(one, "").split()) for one in ("tags", "note")}
    cells["status"] = "draft" if fields.get("draft") else ""
    with said_plainly(row.calendar.path.name):
        _write_caption(app, name, fields)
        _write_alt(app, row, fields)
        files.write_rows(app.root, [{name: value for name, value in cells.items() if value != ""}], wait=WAIT)
    record(app, row, name, {one: ["", text] for one, text in fields.items() if text}, by)
    return name


def _write_alt(app: App, row: Opened, fields: Fields) -> None:
    for picture in lines(fields.get("media", "")):
        before, alt = row.parts.media.alt_of(picture), " ".join(fields.get(f"alt:{picture}", "").split())
        if alt and alt != before:
            list_alt(app.root, picture, before, alt, wait=WAIT)


def _write_caption(app: App, name: str, fields: Fields) -> None:
    for field, text in fields.items():
        variant = variant_of(field)
        words = clean(text)[0] if variant is not None else ""
        if words and files.write_caption(app.root, name, words, {}, variant or "") is None:
            raise FileChangedError


def _free_name(row: Opened, words: str) -> str:
    """A short name of its first words that no row and no caption has."""
    plain = unicodedata.normalize("NFKD", " ".join(words.split()[:5])).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or "post"
    taken = {one.text("id").lower() for one in row.calendar.rows} | {name.lower() for name in row.parts.captions}
    number, name = 1, slug
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    return name


def copy(app: App, name: str, *, by: str) -> str:
    """The same words and pictures as a new draft. Gives its id. Raises EditError, InputError."""
    with ONE_AT_A_TIME:
        source = opened(app, name)
        fields = dict(fields_of(source)) | {"draft": "yes"}
        if day_of(fields["date"]) is None:
            fields["date"] = f"{app.clock.now():%Y-%m-%d}"
        if time_of(fields["time"]) is None:
            fields["time"] = "09:00"
        fields["accounts"] = fields["accounts"] or "\n".join(_all(source))
        return add(app, fields, by=by)


def _all(row: Opened) -> tuple[str, ...]:
    return row.parts.campaign.accounts if row.parts.campaign else ()


def move(app: App, name: str, day: date, *, by: str) -> Saved:
    """To another day, at the same time of day. Raises EditError, InputError."""
    now = fields_of(opened(app, name))
    fields = {"date": day.isoformat()}
    return save(app, name, Written(fields, {"date": mark(now["date"])}), by=by)
