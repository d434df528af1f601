"""The `freezes` of campaign.yaml: days or hours in which nothing of the campaign goes out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..model.freeze import Freeze
from .findings import Findings, nearest
from .wall import wall_clock
from .yaml_source import Section, item_lines, section

KEYS = ("from", "to", "reason")
EXAMPLE = "freezes: [{from: 2026-12-24, to: 2026-12-27, reason: Christmas}]"
A_MOMENT = "Write a day such as 2026-12-24, or a day and a time such as 2026-12-24 18:00."


def read_freezes(source: Section, zone: ZoneInfo, findings: Findings, file: str) -> tuple[Freeze, ...]:
    """The freezes in order of time, those that can be understood; every problem of the others is in `findings`."""
    value = source.values.get("freezes")
    if value is None:
        return ()
    if not isinstance(value, CommentedSeq):
        _problem(findings, file, source.line("freezes"), "freezes should be a list.", f"Write {EXAMPLE}.")
        return ()
    reader = FreezeReader(zone, findings, file)
    found = [reader.freeze(item, line) for item, line in zip(value, item_lines(value), strict=True)]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.starts_at))


def _problem(findings: Findings, file: str, line: int, message: str, remedy: str) -> None:
    findings.add("freeze-wrong", message, remedy, file=file, line=line)


class FreezeReader:
    """Reads one freeze after the other and remembers them, to notice the same one twice."""

    def __init__(self, zone: ZoneInfo, findings: Findings, file: str) -> None:
        self._zone, self._findings, self._file = zone, findings, file
        self._seen: set[tuple[datetime, datetime]] = set()

    def freeze(self, item: Any, line: int) -> Freeze | None:
        """One item of the list, which stands on `line`, or None with a problem."""
        if not isinstance(item, CommentedMap):
            self._wrong(line, "A freeze should say from, to and reason.", f"Write {EXAMPLE}.")
            return None
        part = section(item)
        if not self._keys_are_known(part, line):
            return None
        start, end = self._moment(part, "from", line), self._moment(part, "to", line)
        reason = str(part.values.get("reason") or "").strip()
        if not reason:
            self._wrong(line, "A freeze should say why.", "Add reason: and a few words; they stand in the log.")
        return None if start is None or end is None or not reason else self._between(start, end, reason, line)

    def _between(self, start: datetime, end: datetime, reason: str, line: int) -> Freeze | None:
        if end <= start:
            self._wrong(line, "The freeze ends before it starts.", "Swap from and to.")
            return None
        if (start, end) in self._seen:
            self._wrong(line, "The same freeze is given twice.", "Keep one of them.")
            return None
        self._seen.add((start, end))
        return Freeze(start, end, reason)

    def _keys_are_known(self, part: Section, line: int) -> bool:
        unknown = [key for key in part.values if key not in KEYS]
        for key in unknown:
            message = f"There is no setting called {key} in a freeze.{nearest(key, KEYS)}"
            self._wrong(part.line(key) or line, message, f"Use {', '.join(KEYS)}.")
        return not unknown

    def _moment(self, part: Section, name: str, line: int) -> datetime | None:
        """As UTC. A day begins at its midnight and, as `to`, ends at the next: both days are included.

        Where the clock shows that time twice or never, the freeze is the longer of the two.
        """
        value = part.values.get(name)
        if value is None:
            self._wrong(line, f"The freeze has no {name}.", A_MOMENT)
            return None
        wall = wall_clock(value, ends=name == "to")
        if wall is None:
            self._wrong(part.line(name), f"{value!s} is not a day or a time.", A_MOMENT)
            return None
        instants = [wall.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        return max(instants) if name == "to" else min(instants)

    def _wrong(self, line: int, message: str, remedy: str) -> None:
        _problem(self._findings, self._file, line, message, remedy)
