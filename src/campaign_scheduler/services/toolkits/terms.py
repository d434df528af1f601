"""The settings a document asks for (embargo, hashtags, handles) as lines of campaign.yaml, for a person to confirm."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from ...model.campaign import Campaign
from ...model.post import Slot
from ...spreadsheets.text import decode, encode
from ...toolkit.draft import Proposal
from ...workspace.campaign_file import FILE
from ...workspace.dates import DateReader, NotADate
from ...workspace.slots import SlotReader
from .timetable import clock_in, date_in


@dataclass(slots=True)
class Terms:
    """What a document asks for besides what the campaign has.

    `ends` is when its embargo ends; `not_before` (wall-clock) is the first time that may be proposed. `unsure` are
    embargo lines that a person has to read, each with the reason.
    """

    ends: Slot | None = None
    words: str = ""
    not_before: datetime | None = None
    must_include: tuple[str, ...] = ()
    unsure: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Exactly what to paste into config/campaign.yaml."""
        found = [f"embargo: {self.ends.wall:%Y-%m-%d %H:%M}"] if self.ends else []
        if self.must_include:
            found.append(f"must_include: [{', '.join(_quoted(one) for one in self.must_include)}]")
        return found


def terms_of(proposals: Sequence[Proposal], campaign: Campaign | None, today: date, order: str = "") -> Terms:
    """What is proposed. Of several embargoes the last counts; one that is set already is not proposed again."""
    found = Terms(must_include=_asked(proposals, campaign))
    for words in dict.fromkeys(one.value for one in proposals if one.kind == "embargo"):
        _take_embargo(found, words, _reader(campaign, today, order))
    set_already = campaign.embargo if campaign is not None else None
    if campaign is not None and set_already is not None:
        wall = set_already.astimezone(campaign.zone).replace(tzinfo=None)
        if found.ends is not None and found.ends.due_at != set_already:
            found.unsure.append(
                f"“{found.words}”: the campaign's embargo is {wall:%Y-%m-%d %H:%M}. Correct it yourself if it is wrong."
            )
        found.ends = None
        _hold_back(found, wall)
    return found


def _reader(campaign: Campaign | None, today: date, order: str) -> SlotReader:
    """Without a campaign there is no zone; only the wall-clock time counts then."""
    known = campaign or Campaign("", "", ZoneInfo("UTC"), ())
    return SlotReader(known, DateReader(known.date_order or order, today, known.window.start, known.window.end))


def _take_embargo(found: Terms, words: str, reader: SlotReader) -> None:
    """One embargo line. Where only its day is certain, nothing is proposed before the day after."""
    clock = clock_in(words)
    day = reader.read(date_in(words), "12:00") if date_in(words) else NotADate("", "it names no day.", "")
    slot = reader.read(date_in(words), clock) if clock and isinstance(day, Slot) else day
    if clock and isinstance(slot, Slot):
        _hold_back(found, slot.wall)
        if found.ends is None or slot.due_at > found.ends.due_at:
            found.ends, found.words = slot, " ".join(words.split())
    elif isinstance(day, Slot):
        _hold_back(found, datetime.combine(day.wall.date() + timedelta(days=1), time()))
        why = slot.message if isinstance(slot, NotADate) else "it names no time of day."
        found.unsure.append(f"“{words}”: {why} Ask for it, and write embargo: {day.wall:%Y-%m-%d} HH:MM yourself.")
    elif isinstance(slot, NotADate):
        found.unsure.append(f"“{words}”: {slot.message} Write embargo: with the day and the time yourself.")


def _hold_back(found: Terms, until: datetime) -> None:
    found.not_before = max(until, found.not_before or until)


def _asked(proposals: Sequence[Proposal], campaign: Campaign | None) -> tuple[str, ...]:
    """Hashtags and handles that the campaign does not ask for yet, once each in whatever capitals."""
    there = {one.lower() for one in campaign.must_include} if campaign is not None else set()
    asked = {one.value.lower(): one.value for one in reversed(proposals) if one.kind in ("hashtag", "handle")}
    return tuple(value for key, value in reversed(asked.items()) if key not in there)


def with_terms(root: Path, terms: Terms) -> bytes | None:
    """campaign.yaml with them in it, comments and all else kept; None where there is nothing to add."""
    path = root / FILE
    if not terms.lines or not path.is_file():
        return None
    content = path.read_bytes()
    text, codec = decode(content)
    yaml = YAML()
    yaml.width, yaml.preserve_quotes = 4000, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(text)
    _add(data, terms)
    out = io.StringIO()
    yaml.dump(data, out)
    changed = out.getvalue().replace("\n", "\r\n") if "\r\n" in text else out.getvalue()
    try:
        return encode(changed, codec, content)
    except UnicodeEncodeError:
        return changed.encode()


def _add(data: CommentedMap, terms: Terms) -> None:
    if terms.ends is not None and data.get("embargo") is None:
        data["embargo"] = f"{terms.ends.wall:%Y-%m-%d %H:%M}"
        data.yaml_add_eol_comment(f"the document says “{terms.words}”", "embargo")
    if terms.must_include:
        listed = _listed(data.get("must_include"))
        listed.extend(DoubleQuotedScalarString(one) for one in terms.must_include)
        data["must_include"] = listed


def _listed(value: object) -> CommentedSeq:
    if isinstance(value, CommentedSeq):
        return value
    listed = CommentedSeq([DoubleQuotedScalarString(value)] if isinstance(value, str) else [])
    listed.fa.set_flow_style()
    return listed


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
