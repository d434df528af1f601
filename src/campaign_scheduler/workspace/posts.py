"""Rows become posts: each with its slot, accounts, words and pictures, or with problems that say why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..model.account import Account
from ..model.campaign import Campaign, Lateness
from ..model.post import Post, Slot
from ..model.problem import Severity
from ..model.workspace import WrittenRow
from ..spreadsheets import Cell
from .articles import ArticleFolder
from .calendar import Calendar, Row, RowFindings
from .captions import CaptionSet, caption_name, words_of
from .dates import DateReader, NotADate, proved_order
from .durations import lateness
from .findings import Findings
from .ids import settle_ids
from .pictures import MediaFolder
from .row_accounts import RowAccounts
from .row_words import RowWords
from .slots import SlotReader

YES = frozenset({"yes", "y", "true", "x", "1"})
NO = frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class Made:
    """What came of the rows. `not_whole` are ids of rows with errors."""

    posts: tuple[Post, ...]
    not_whole: frozenset[str]
    drafts: int
    used_captions: frozenset[str]
    rows: tuple[WrittenRow, ...] = ()


@dataclass
class PostMaker:
    """Turns the rows of one calendar into posts, reading each distinct cell once."""

    campaign: Campaign
    accounts: Mapping[str, Account]
    account_names: Mapping[str, str]
    captions: Mapping[str, CaptionSet]
    media: MediaFolder
    calendar: Calendar
    findings: Findings
    dates: DateReader
    articles: ArticleFolder
    _slots: dict[tuple[Cell, Cell], Slot | NotADate] = field(default_factory=dict)
    _account_lists: dict[str, tuple[str, ...] | str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._names = RowAccounts(self.campaign, self.accounts, self.account_names)
        self._tell = RowFindings(self.findings, self.calendar.file)
        self._words = RowWords(
            self.campaign, self.accounts, self._names, self.captions, self.media, self.articles, self._tell, self._used
        )

    def make(self) -> Made:
        """Every row that can be made whole."""
        ids = settle_ids(self.calendar.rows, self.calendar.file, self.findings)
        self._slot_reader = SlotReader(self.campaign, self._proved_dates())
        posts: list[Post] = []
        broken: set[str] = set()
        written = [self._written(row, *ids.get(row.line, ("", False))) for row in self.calendar.rows]
        drafts = 0
        for row, seen in zip(self.calendar.rows, written, strict=True):
            if seen.draft:
                drafts += 1
                self._note_use(row)
                continue
            identity, proposed = seen.id, seen.id_is_proposed
            post = self._post(row, identity, proposed)
            if post is not None and identity:
                posts.append(post)
            elif row.text("id"):
                broken.add(row.text("id"))
        return Made(tuple(posts), frozenset(broken), drafts, frozenset(self._used), tuple(written))

    def _written(self, row: Row, identity: str, proposed: bool) -> WrittenRow:
        slot = self._slot_of(row)
        cells = {column: text for column in row.cells if (text := row.text(column))}
        known = self.captions.get(caption_name(row.text("caption")))
        words = row.text("text") or (known.base.text if known and known.base else row.text("article"))
        when = slot if isinstance(slot, Slot) else None
        return WrittenRow(row.line, identity, proposed, self._is_draft(row), when, cells, words)

    def _slot_of(self, row: Row) -> Slot | NotADate:
        cells = (row.cells.get("date"), row.cells.get("time"))
        if cells not in self._slots:
            self._slots[cells] = self._slot_reader.read(*cells)
        return self._slots[cells]

    def _proved_dates(self) -> DateReader:
        texts = (cell for row in self.calendar.rows if isinstance(cell := row.cells.get("date"), str))
        return replace(self.dates, order=proved_order(texts, self.campaign.date_order))

    def _is_draft(self, row: Row) -> bool:
        status = row.text("status").lower()
        if status not in ("", "draft"):
            self._tell.add(row, "status-unknown", f"{status!r} is not a status.", "Leave it empty, or write draft.")
        return status == "draft"

    def _note_use(self, row: Row) -> None:
        """A draft's caption and pictures are not unused."""
        name = caption_name(row.text("caption"))
        self._used.add(name)
        files = self.captions[name].files.values() if name in self.captions else ()
        named = {one.file.removeprefix("media/") for file in files for one in file.media or ()}
        self.media.used.update(one for one in self.media.names if one in named)
        self.media.used.update(
            name for name in self.media.names if name in re.split(r"\s*[;|\n,]\s*", row.text("media"))
        )

    def _post(self, row: Row, identity: str, proposed: bool) -> Post | None:
        slot, accounts, rule = self._slot(row), self._accounts(row), self._lateness(row)
        repeat = self._repeat(row)
        wordings = self._words.of(row, accounts, identity) if accounts else None
        if slot is None or not accounts or wordings is None or rule is None:
            return None
        caption = caption_name(row.text("caption"))
        return Post(
            id=identity,
            slot=slot,
            accounts=accounts,
            wordings=wordings,
            lateness=rule,
            file=self.calendar.file,
            line=row.line,
            caption=caption,
            tags=words_of(row.text("tags")) or self._caption_tags(caption),
            repeat=repeat,
            note=row.text("note"),
            id_is_proposed=proposed,
        )

    def _caption_tags(self, caption: str) -> tuple[str, ...]:
        found = self.captions.get(caption)
        return (found.base.tags or ()) if found and found.base else ()

    def _slot(self, row: Row) -> Slot | None:
        found = self._slot_of(row)
        if isinstance(found, NotADate):
            self._tell.add(row, found.code, found.message, found.remedy)
            return None
        self._window(row, found)
        return found

    def _window(self, row: Row, slot: Slot) -> None:
        window, day = self.campaign.window, slot.wall.date()
        if (window.start and day < window.start) or (window.end and day > window.end):
            self._tell.add(
                row,
                "outside-window",
                f"{slot} is outside the campaign's window.",
                "Correct the date, or the window in config/campaign.yaml.",
                Severity.WARNING,
            )

    def _lateness(self, row: Row) -> Lateness | None:
        text = row.text("lateness")
        found = lateness(text, self.campaign.lateness) if text else self.campaign.lateness
        if found is None:
            self._tell.add(row, "lateness-wrong", f"{text!r} is not a lateness rule.", "Write 15m, 2h, or 15m drop.")
        return found

    def _repeat(self, row: Row) -> bool:
        text = row.text("repeat").lower()
        if text not in YES | NO:
            self._tell.add(row, "repeat-wrong", f"{text!r} is neither yes nor no.", "Write yes, or leave it empty.")
        return text in YES

    def _accounts(self, row: Row) -> tuple[str, ...]:
        text = row.text("accounts")
        if text not in self._account_lists:
            self._account_lists[text] = self._names.read(text)
        found = self._account_lists[text]
        if isinstance(found, str):
            names = ", ".join(self.campaign.accounts)
            self._tell.add(
                row, "account-unknown", found, f"Use the campaign's accounts ({names}), a network's name, or all."
            )
            return ()
        return found
