"""The calendar rows of an import: drafts, with times proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from ...spreadsheets import Cell
from ...toolkit import Draft
from ...toolkit.groups import Group
from ...toolkit.word_writer import title_of
from ...workspace.dates import DateReader
from ...workspace.reader import Parts
from ...workspace.slots import SlotReader
from .timetable import Time, Timetable


@dataclass
class RowPlan:
    """Rows to add. A caption that a row names already gets no second one."""

    parts: Parts
    today: date
    proposed: dict[int, Time] = field(default_factory=dict)
    """Each draft's time, by the draft's identity."""
    _waiting: list[tuple[Group, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        calendar = self.parts.calendar
        rows = calendar.rows if calendar is not None else ()
        self._captions = {row.text("caption").lower() for row in rows}
        self._ids = {row.text("id").lower() for row in rows}
        self._table = Timetable(self.parts.campaign, self.today, self._taken())

    def prove_dates(self, drafts: Sequence[Draft]) -> None:
        self._table.prove_order(draft.date for draft in drafts if draft.date)

    def hold_back(self, until: datetime | None) -> None:
        self._table.hold_back(until)

    @property
    def order(self) -> str:
        """Day first or month first, as the document's dates prove it."""
        return self._table.order

    def add(self, group: Group, name: str, note: str) -> None:
        if name.lower() not in self._captions:
            self._captions.add(name.lower())
            self._waiting.append((group, name, note))

    def keep(self, group: Group, name: str) -> None:
        """The caption has its row, or somebody took it out: neither is changed."""
        self._captions.add(name.lower())

    def rows(self) -> list[dict[str, Cell]]:
        """The new rows in the document's order."""
        dated = {id(group): self._from_document(group) for group, _, _ in self._waiting}
        free = self._table.propose(sum(1 for one in dated.values() if one is None))
        found = []
        for group, name, note in self._waiting:
            moment = dated[id(group)] or next(free)
            for member in group.members:
                self.proposed[id(member.draft)] = moment
            found.append(self._row(group, name, note, moment))
        return found

    def _from_document(self, group: Group) -> Time | None:
        draft = group.first
        return self._table.from_document(draft.date, draft.time) if draft.date else None

    def _row(self, group: Group, name: str, note: str, moment: Time) -> dict[str, Cell]:
        self._ids.add(name.lower())
        return {
            "id": name,
            "date": moment.day,
            "time": moment.at,
            "caption": name,
            "accounts": self._accounts(group),
            "status": "draft",
            "note": f"{note}; {moment.note}" if moment.note else note,
        }

    def _accounts(self, group: Group) -> str:
        return ", ".join(title_of(one) for one in group.platforms)

    def _taken(self) -> set[tuple[date, time]]:
        campaign, calendar = self.parts.campaign, self.parts.calendar
        if campaign is None or calendar is None:
            return set()
        window = campaign.window
        reader = SlotReader(campaign, DateReader(campaign.date_order, self.today, window.start, window.end))
        slots = (reader.read(row.cells.get("date"), row.cells.get("time")) for row in calendar.rows)
        moments: list[datetime] = [wall for slot in slots if (wall := getattr(slot, "wall", None)) is not None]
        return {(wall.date(), wall.time()) for wall in moments}
