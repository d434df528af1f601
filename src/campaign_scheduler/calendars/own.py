"""Our own calendar as whole rows, words and pictures included: what is exported, edited elsewhere and compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..spreadsheets import Cell
from ..spreadsheets.formulas import restored
from ..workspace.calendar import Row
from ..workspace.captions import CaptionFile, CaptionSet, MediaReference, caption_name, words_of
from ..workspace.dates import DateReader, NotADate, proved_order
from ..workspace.findings import Findings
from ..workspace.ids import settle_ids
from ..workspace.reader import Parts
from ..workspace.words import clean
from .meanings import plain
from .moments import Moment, MomentReader, split
from .tools import AS_EXPORTED

FIELDS = ("date", "time", "accounts", "status", "text", "media", "alt", "link", "tags", "note", "lateness", "repeat")
VARIANT = "text for "
MARK = re.compile(r"([a-z0-9_ -]+)=([0-9a-f]{6})(?:;|\Z)")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row with every field in one certain form. `base` are the marks of the fields as they were exported."""

    id: str
    line: int
    caption: str
    fields: Mapping[str, str]
    base: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def when(self) -> str:
        return f"{self.get('date')} {self.get('time')}".strip()


def mark(value: str) -> str:
    """A short mark of a field's value, by which a change is told."""
    return hashlib.sha256(value.encode()).hexdigest()[:6]


def as_exported(row: OwnRow) -> str:
    """What the hidden column says: a mark for each field."""
    return ";".join(f"{name}={mark(value)}" for name, value in row.fields.items()) + ";"


class OwnReader:
    """Reads rows of the workspace's calendar, and of a file that was exported from it, into the same form."""

    def __init__(self, parts: Parts, today: date) -> None:
        assert parts.campaign is not None
        self._parts = parts
        rows = parts.calendar.rows if parts.calendar else ()
        texts = (cell for row in rows if isinstance(cell := row.cells.get("date"), str))
        window, zone = parts.campaign.window, parts.campaign.zone
        order = proved_order(texts, parts.campaign.date_order)
        self._moments = MomentReader(DateReader(order, today, window.start, window.end), zone, zone)
        self._today = today

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants that any caption of the calendar has, as columns are named by them."""
        names = {row.text("caption") for row in self._rows()}
        found = {one for name in names for one in self._caption(name).files if one}
        return tuple(sorted(found))

    def rows(self) -> list[OwnRow]:
        """The calendar's rows with their ids, proposed where there is none yet. A repeated id is left out."""
        calendar = self._parts.calendar
        ids = settle_ids(self._rows(), calendar.file if calendar else "", Findings())
        return [self._own(row, ids[row.line][0]) for row in self._rows() if row.line in ids]

    def when(self, row: Row) -> str:
        """`2026-10-13 09:00` of a row of the calendar, as far as it can be read."""
        day, at = self._moment(row.cells.get("date"), row.cells.get("time"), self._moments)
        return f"{day} {at}".strip()

    def left_open(self, changed: Mapping[int, str]) -> dict[int, date]:
        """Rows whose date could be read either way once those on the `changed` lines say something else.

        A calendar's order of day and month may be proved by one row alone; without it the others must be rewritten.
        """
        assert self._parts.campaign is not None
        rows = [row for row in self._rows() if isinstance(row.cells.get("date"), str)]
        after = [changed.get(row.line, row.text("date")) for row in rows]
        given = self._parts.campaign.date_order
        if not self._moments.dates.order or proved_order(after, given):
            return {}
        read = {row.line: self._moments.read(split(row.cells["date"])) for row in rows if row.line not in changed}
        return {line: found.day for line, found in read.items() if isinstance(found, Moment) and found.day}

    def exported(self, line: int, headings: Sequence[str], cells: Sequence[Cell], order: str) -> OwnRow:
        """A row of a file of our own form; `order` is the file's own order of day and month."""
        by = {plain(heading): cell for heading, cell in zip(headings, cells, strict=False) if heading.strip()}
        moments = MomentReader(
            DateReader(order, self._today, self._moments.dates.start, self._moments.dates.end),
            self._moments.zone,
            self._moments.zone,
        )
        day, at = self._moment(by.get("date"), by.get("time"), moments)
        texts = {name: _text(by.get(name)) for name in by if name in FIELDS or name.startswith(VARIANT)}
        fields = {name: _canonical(name, text) for name, text in texts.items()}
        fields |= {"date": day, "time": at}
        base = dict(MARK.findall(_text(by.get(AS_EXPORTED))))
        return OwnRow(_text(by.get("id")), line, caption_name(_text(by.get("caption"))), fields, base)

    def _rows(self) -> Sequence[Row]:
        return self._parts.calendar.rows if self._parts.calendar else ()

    def _own(self, row: Row, identity: str) -> OwnRow:
        name = caption_name(row.text("caption"))
        caption = self._caption(name)
        day, at = self._moment(row.cells.get("date"), row.cells.get("time"), self._moments)
        media = self._media(row, caption)
        base = caption.base
        given = {
            "text": row.text("text") or (base.text if base else ""),
            "media": "; ".join(one.file for one in media),
            "alt": row.text("alt") or self._alts(media),
            "link": row.text("link") or ((base.link or "") if base else ""),
            "tags": row.text("tags") or (", ".join(base.tags or ()) if base else ""),
        }
        fields = {one: _canonical(one, given.get(one, row.text(one))) for one in FIELDS} | {"date": day, "time": at}
        fields |= {VARIANT + one: file.text for one, file in caption.files.items() if one}
        return OwnRow(identity, row.line, name, fields, {})

    def _caption(self, name: str) -> CaptionSet:
        return self._parts.captions.get(caption_name(name), CaptionSet(name))

    def _moment(self, day: Cell, clock: Cell, moments: MomentReader) -> tuple[str, str]:
        """As ISO text where certain, else as typed."""
        written = split(_unguarded(day), _unguarded(clock))
        found = moments.read(written)
        if isinstance(found, NotADate):
            return _text(written.day), f"{_text(written.clock)} {written.zone}".strip()
        at = f"{found.at:%H:%M}" if found.at else ""
        offset = written.zone if found.at and written.zone else ""
        return found.day.isoformat() if found.day else "", f"{at} {offset}".strip()

    def _media(self, row: Row, caption: CaptionSet) -> Sequence[MediaReference]:
        written = row.text("media")
        if written:
            return [MediaReference(name, row.line) for name in re.split(r"\s*[;|\n]\s*", written) if name]
        base: CaptionFile | None = caption.base
        if base is not None and base.media is not None:
            return base.media
        same = self._parts.media.same_stem(caption.name) if caption.files else []
        return [MediaReference(name, row.line) for name in same]

    def _alts(self, media: Sequence[MediaReference]) -> str:
        alts = [one.alt or self._parts.media.alt_of(one.file) for one in media]
        return " | ".join(alts) if all(alts) else ""


def _unguarded(cell: Cell) -> Cell:
    return restored(cell) if isinstance(cell, str) else cell


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else restored(str(cell)).strip()


def _canonical(name: str, text: str) -> str:
    """One form for what means the same, so that only real changes are told."""
    if name == "text" or name.startswith(VARIANT):
        return clean(text)[0].strip()
    if name == "accounts":
        parts = [part.strip().lower() for part in re.split(r"[,;\n/&+]", text) if part.strip()]
        return ", ".join(parts) if parts != ["all"] else ""
    if name == "tags":
        return ", ".join(words_of(text))
    if name == "media":
        return "; ".join(part for part in re.split(r"\s*[;|\n]\s*", text) if part)
    if name == "alt":
        return " | ".join(" ".join(part.split()) for part in text.split("|")) if text else ""
    return text.lower() if name in ("status", "repeat") else " ".join(text.split()) if name != "note" else text
