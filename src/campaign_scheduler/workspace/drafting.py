"""One calendar row opened for editing: what its fields say now, and the post they would make."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path

from ..model.asset import Asset
from ..model.capabilities import Capabilities
from ..model.post import Post, Slot
from ..model.problem import Problem
from ..spreadsheets import Cell
from .accounts_file import Objection
from .articles import ArticleFolder
from .calendar import Calendar, Row, RowFindings
from .captions import CaptionFile, CaptionSet, MediaReference, caption_name, words_of
from .dates import DateReader, proved_order
from .findings import Findings
from .ids import settle_ids
from .posts import PostMaker
from .reader import Parts, read_parts
from .row_accounts import RowAccounts
from .row_media import RowMedia
from .slots import SlotReader
from .words import clean

DRAFT = "~draft"
"""The caption a draft's words stand under while they are looked at."""


@dataclass(frozen=True)
class Opened:
    """A row as it stands in the files.

    `seen` is the SHA-256 of the calendar it was read from. `files` are its caption's, by variant; empty where the
    words stand in the row itself. `shared_with` are the ids of other rows that use the same caption.
    """

    parts: Parts
    calendar: Calendar
    row: Row
    seen: str
    id: str
    id_is_proposed: bool
    slot: Slot | None
    accounts: tuple[str, ...]
    assets: tuple[Asset, ...]
    files: Mapping[str, CaptionFile] = field(default_factory=dict)
    shared_with: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        return caption_name(self.row.text("caption"))

    @property
    def words_in_row(self) -> bool:
        return bool(self.row.text("text")) or not self.caption

    def words(self, variant: str = "") -> str:
        """The words of a variant as they are written; blank where there are none."""
        if not variant and self.words_in_row:
            return clean(self.row.text("text"))[0]
        found = self.files.get(variant)
        return found.text if found else ""


def open_row(
    root: Path, name: str, *, platforms: Mapping[str, Capabilities], today: date, objection: Objection
) -> Opened | None:
    """The row called `name` (its id, or `~12` for line 12), or None when there is none such."""
    parts = read_parts(root, platforms=platforms, objection=objection)
    if parts.calendar is None or parts.campaign is None:
        return None
    seen = hashlib.sha256(parts.calendar.path.read_bytes()).hexdigest()
    ids = settle_ids(parts.calendar.rows, parts.calendar.file, Findings())
    for row in parts.calendar.rows:
        identity, proposed = ids.get(row.line, ("", False))
        if name == (identity or f"~{row.line}"):
            return _opened(parts, parts.calendar, row, seen, identity, proposed, today)
    return None


def blank_row(root: Path, *, platforms: Mapping[str, Capabilities], today: date, objection: Objection) -> Opened | None:
    """A row that is not in the calendar yet, or None when the workspace has no campaign or calendar."""
    parts = read_parts(root, platforms=platforms, objection=objection)
    if parts.calendar is None or parts.campaign is None:
        return None
    return _opened(parts, parts.calendar, Row(0, {}), "", "", True, today)


def _opened(
    parts: Parts, calendar: Calendar, row: Row, seen: str, identity: str, proposed: bool, today: date
) -> Opened:
    name = caption_name(row.text("caption"))
    known = parts.captions.get(name)
    accounts = _account_reader(parts).read(row.text("accounts"))
    base = known.base or next(iter(known.files.values()), None) if known else None
    assets = RowMedia(parts.media, RowFindings(Findings(), calendar.file)).assets(row, base, identity)
    slot = _slots(parts, calendar, today).read(row.cells.get("date"), row.cells.get("time"))
    others = (other for other in calendar.rows if other.line != row.line)
    return Opened(
        parts,
        calendar,
        row,
        seen,
        identity,
        proposed,
        slot if isinstance(slot, Slot) else None,
        accounts if isinstance(accounts, tuple) else (),
        assets or (),
        known.files if known else {},
        tuple(one.text("id") or f"~{one.line}" for one in others if name and caption_name(one.text("caption")) == name),
    )


def _account_reader(parts: Parts) -> RowAccounts:
    assert parts.campaign is not None
    return RowAccounts(parts.campaign, parts.accounts, parts.names)


def _slots(parts: Parts, calendar: Calendar, today: date) -> SlotReader:
    campaign = parts.campaign
    assert campaign is not None
    texts = (cell for row in calendar.rows if isinstance(cell := row.cells.get("date"), str))
    order = proved_order(texts, campaign.date_order)
    return SlotReader(campaign, DateReader(order, today, campaign.window.start, campaign.window.end))


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, not saved yet. `words` by variant; `pictures` are names in media/ with alt text."""

    date: date | None
    time: time | None
    accounts: tuple[str, ...]
    words: Mapping[str, str]
    pictures: tuple[tuple[str, str], ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drafted:
    """The post a draft makes, or None with the problems that say why not."""

    post: Post | None
    problems: tuple[Problem, ...]


def draft_post(opened: Opened, draft: Draft, today: date) -> Drafted:
    """The very post that saving `draft` would make, through the same reading as the files'."""
    parts, findings = opened.parts, Findings()
    campaign = parts.campaign
    assert campaign is not None
    row = Row(opened.row.line, _cells(opened, draft))
    calendar = replace(opened.calendar, rows=[row])
    media = replace_findings(parts, findings)
    maker = PostMaker(
        campaign,
        parts.accounts,
        parts.names,
        {DRAFT: CaptionSet(DRAFT, _files(opened, draft))},
        media.media,
        calendar,
        findings,
        DateReader(campaign.date_order, today, campaign.window.start, campaign.window.end),
        ArticleFolder(parts.root),
    )
    made = maker.make()
    return Drafted(made.posts[0] if made.posts else None, tuple(findings.all))


def replace_findings(parts: Parts, findings: Findings) -> Parts:
    """The same files, telling of what is wrong elsewhere."""
    return replace(parts, media=parts.media.telling(findings), findings=findings)


def _cells(opened: Opened, draft: Draft) -> dict[str, Cell]:
    article = "" if any(words.strip() for words in draft.words.values()) else opened.row.text("article")
    kept = {name: opened.row.cells.get(name) for name in ("link", "lateness", "repeat", "note")}
    return {
        **kept,
        "id": opened.id or "draft",
        "date": draft.date,
        "time": draft.time,
        "caption": "" if article else DRAFT,
        "article": article,
        "accounts": ", ".join(draft.accounts) or "-",
        "tags": ", ".join(draft.tags),
    }


def _files(opened: Opened, draft: Draft) -> dict[str, CaptionFile]:
    """The draft's words under the files they would be saved in, each with the draft's pictures.

    A picture's line is its place among them, so that a problem with its alt text finds it again. A blank alt text is a
    space here, lest the one in alt.csv come in its stead.
    """
    media = tuple(MediaReference(name, number, alt or " ") for number, (name, alt) in enumerate(draft.pictures, 1))
    found: dict[str, CaptionFile] = {}
    for variant, words in draft.words.items():
        if not variant or words.strip():
            known = opened.files.get(variant)
            file = known.file if known else f"captions/{opened.caption or 'new'}{'.' if variant else ''}{variant}.md"
            text = clean(words)[0]
            found[variant] = replace(
                known or CaptionFile(DRAFT, variant, file, 1, text), text=text, media=media, line=1
            )
    return found


def tags_of(text: str) -> tuple[str, ...]:
    """Labels from a line of them."""
    return words_of(text)
