"""Files for other tools' bulk upload, strictly as each takes them. Sources and dates: docs/calendars.md."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..spreadsheets.formulas import guarded, runs
from .counting import counted

ENDING_LINK = re.compile(r"\A(?P<words>.*?)\n\n(?P<link>https?://\S+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Upload:
    """One post to one account. `wall` is by the campaign's clock, `due_at` in UTC."""

    post_id: str
    account: str
    wall: datetime
    due_at: datetime
    text: str
    tags: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a tool's bulk upload takes. `row` makes the cells of one post; `notes` go with every file."""

    name: str
    headings: tuple[str, ...]
    most_rows: int
    ahead: timedelta
    row: Callable[[Upload, str], tuple[str, ...]]
    notes: tuple[str, ...]
    takes_labels: bool


@dataclass(frozen=True, slots=True)
class UploadFile:
    """One file: for one account, within the tool's limit of rows."""

    name: str
    content: bytes
    rows: int


DATES = {"": "%m/%d/%Y %H:%M", "mdy": "%m/%d/%Y %H:%M", "dmy": "%d/%m/%Y %H:%M"}


def _hootsuite(one: Upload, order: str) -> tuple[str, ...]:
    """Date and time, words, one link; the link on the words' last line has a column of its own."""
    found = ENDING_LINK.match(one.text)
    words, link = (found["words"], found["link"]) if found else (one.text, "")
    return one.wall.strftime(DATES[order]), words, link


def _buffer(one: Upload, order: str) -> tuple[str, ...]:
    return one.text, "", ",".join(one.tags), f"{one.wall:%Y-%m-%d %H:%M}"


PROFILES: Mapping[str, Profile] = {
    "hootsuite": Profile(
        "Hootsuite",
        (),
        350,
        timedelta(minutes=10),
        _hootsuite,
        ("Choose the accounts, and the same order of day and month as here, when you upload.",),
        False,
    ),
    "buffer": Profile(
        "Buffer",
        ("Text", "Image URL", "Tags", "Posting Time"),
        100,
        timedelta(minutes=1),
        _buffer,
        ("Buffer reads the times in the channel's own time zone: set it to the campaign's.",),
        True,
    ),
}


def files(profile: Profile, uploads: Sequence[Upload], order: str = "") -> list[UploadFile]:
    """A file for each account, in parts where the tool takes no more rows; in order of time."""
    accounts = dict.fromkeys(one.account for one in uploads)
    return [file for account in accounts for file in _of_account(profile, account, uploads, order)]


def _of_account(profile: Profile, account: str, uploads: Sequence[Upload], order: str) -> list[UploadFile]:
    mine = sorted((one for one in uploads if one.account == account), key=lambda one: (one.due_at, one.post_id))
    parts = [mine[start : start + profile.most_rows] for start in range(0, len(mine), profile.most_rows)]
    base = f"{profile.name.lower()}-{account}"
    names = [f"{base}.csv" if len(parts) == 1 else f"{base}-{number}.csv" for number in range(1, len(parts) + 1)]
    return [
        UploadFile(name, _content(profile, part, order), len(part)) for name, part in zip(names, parts, strict=True)
    ]


def _content(profile: Profile, uploads: Sequence[Upload], order: str) -> bytes:
    """UTF-8 without a mark, which the tools would take for part of the first cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if profile.headings:
        writer.writerow(profile.headings)
    for one in uploads:
        writer.writerow([_safe(cell) for cell in profile.row(one, order)])
    return out.getvalue().encode()


def _safe(cell: str) -> str:
    """The tool posts what stands here, so `@handle` and `- a point` stay; a working formula is guarded all the same."""
    return guarded(cell) if runs(cell) else cell


def in_time(profile: Profile, uploads: Sequence[Upload], now: datetime) -> tuple[list[Upload], list[Upload]]:
    """Those far enough ahead for the tool, and those that are not."""
    ready = [one for one in uploads if one.due_at >= now + profile.ahead]
    return ready, [one for one in uploads if one.due_at < now + profile.ahead]


def losses(profile: Profile, uploads: Sequence[Upload]) -> list[str]:
    """What the file cannot carry, in words."""
    found = []
    pictures = {(one.post_id, name) for one in uploads for name in one.pictures}
    alts = {(one.post_id, alt) for one in uploads for alt in one.alts if alt}
    if pictures:
        names = ", ".join(sorted({name for _, name in pictures}))
        found.append(
            f"{counted(len(pictures), 'picture')}: the file takes none from this computer; add {names} there by hand"
        )
    if alts:
        found.append(f"{counted(len(alts), 'alt text')}: the file has no place for it; type it there for each picture")
    tagged = sum(1 for one in uploads if one.tags)
    if tagged and not profile.takes_labels:
        found.append(f"labels of {counted(tagged, 'post')}")
    formulas = [one.post_id for one in uploads if any(runs(cell) for cell in profile.row(one, ""))]
    if formulas:
        where = ", ".join(dict.fromkeys(formulas))
        found.append(
            f"an apostrophe stands before words that a spreadsheet would run as a formula ({where}): take it out there"
        )
    return found
