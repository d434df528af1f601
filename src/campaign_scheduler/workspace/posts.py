"""Rows become posts: each with its slot, accounts, words and pictures, or with problems that say why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..model.account import Account
from ..model.campaign import Campaign, Lateness
from ..model.card import CardWish
from ..model.post import Post, Slot, Wording
from ..model.problem import Severity
from ..model.workspace import WrittenRow
from ..spreadsheets import Cell
from .articles import ArticleFolder
from .calendar import Calendar, Row, RowFindings
from .captions import CaptionFile, CaptionSet, MediaReference, caption_name, words_of
from .card import CardText
from .dates import DateReader, NotADate, proved_order
from .durations import lateness
from .findings import Findings, nearest
from .ids import settle_ids
from .pictures import MediaFolder
from .row_accounts import RowAccounts
from .row_article import RowArticle
from .row_media import RowMedia
from .slots import SlotReader
from .words import clean, tell_about_words, web_address, with_hashtags, with_link

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
    _wordings: dict[tuple[object, ...], Mapping[str, Wording] | None] = field(default_factory=dict)
    _account_lists: dict[str, tuple[str, ...] | str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._names = RowAccounts(self.campaign, self.accounts, self.account_names)
        self._tell = RowFindings(self.findings, self.calendar.file)
        self._media = RowMedia(self.media, self._tell)
        self._articles = RowArticle(self.articles, self._media, self._tell, self.campaign.language)

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
        wordings = self._wordings_of(row, accounts, identity) if accounts else None
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

    def _wordings_of(self, row: Row, accounts: tuple[str, ...], identity: str) -> Mapping[str, Wording] | None:
        """Each account's words; rows that say the same share them."""
        if row.text("article"):
            wording = self._articles.wording(row, identity)
            return dict.fromkeys(accounts, wording) if wording is not None else None
        if row.text("text"):
            return self._own_words(row, accounts, identity)
        key = (accounts, *(row.text(column) for column in ("caption", "media", "alt", "link")))
        if key not in self._wordings or self._wordings[key] is None or row.text("alt"):
            self._wordings[key] = self._from_caption(row, accounts, identity)
        return self._wordings[key]

    def _own_words(self, row: Row, accounts: tuple[str, ...], identity: str) -> Mapping[str, Wording] | None:
        if row.text("caption"):
            self._tell.add(row, "caption-and-text", "The row has both a caption and its own text.", "Keep one of them.")
            return None
        words, _ = clean(row.text("text"))
        tell_about_words(words, self.calendar.file, row.line, self.findings, identity)
        assets = self._media.assets(row, None, identity)
        link = self._link(row)
        if assets is None or link is None:
            return None
        own = (with_link(words, link), self.calendar.file, row.line, "", self.campaign.language, assets, link)
        return dict.fromkeys(accounts, Wording(*own))

    def _from_caption(self, row: Row, accounts: tuple[str, ...], identity: str) -> Mapping[str, Wording] | None:
        caption = self._caption(row)
        link = self._link(row)
        if caption is None or link is None:
            return None
        found: dict[str, Wording] = {}
        shared: dict[str, Wording | None] = {}
        for account in accounts:
            file = caption.choose(self._variants(account))
            if file is None:
                self._no_variant(row, caption, account)
                return None
            if file.file not in shared:
                shared[file.file] = self._wording(row, caption, file, link, identity)
            wording = shared[file.file]
            if wording is None:
                return None
            found[account] = wording
        return found

    def _variants(self, account: str) -> tuple[str, ...]:
        """The most particular first: the account, its platform, its language."""
        one = self.accounts[account]
        language = str(one.options.get("language", "") or self.campaign.language)
        return (account, one.platform, language, language.split("-")[0])

    def _caption(self, row: Row) -> CaptionSet | None:
        name = caption_name(row.text("caption"))
        if not name:
            self._tell.add(
                row,
                "caption-missing",
                "The row has neither a caption nor its own text.",
                "Write the caption's name, or add a text column.",
            )
            return None
        found = self.captions.get(name)
        if found is None:
            near = nearest(name, self.captions)
            self._tell.add(
                row,
                "caption-missing",
                f"There is no caption called {name!r}.{near}",
                f"Write captions/{name}.md, or correct the name.",
            )
            return None
        self._used.add(name)
        return found

    def _no_variant(self, row: Row, caption: CaptionSet, account: str) -> None:
        platform = self._names.platform_of(account)
        message = f"The caption {caption.name} has no words for {account}: only variants for others."
        self._tell.add(
            row,
            "caption-missing",
            message,
            f"Write captions/{caption.name}.md, or captions/{caption.name}.{platform}.md.",
        )

    def _wording(self, row: Row, caption: CaptionSet, file: CaptionFile, link: str, identity: str) -> Wording | None:
        base = caption.base or file
        full = replace(
            file,
            link=link or (file.link if file.link is not None else base.link),
            language=file.language or base.language,
            media=file.media if file.media is not None else base.media,
        )
        source = file if file.media is not None else base
        assets = self._media.assets(row, replace(full, file=source.file), identity)
        if assets is None:
            return None
        hashtags = file.hashtags if file.hashtags is not None else base.hashtags or ()
        words = with_link(with_hashtags(file.text, hashtags), full.link or "")
        language = full.language or (file.variant if len(file.variant) == 2 else "") or self.campaign.language
        link, wish = full.link or "", self._card(file, base, identity)
        return (
            None if wish is None else Wording(words, file.file, file.line, file.variant, language, assets, link, wish)
        )

    def _card(self, file: CaptionFile, base: CaptionFile, identity: str) -> CardWish | None:
        """What is written of the link card, in the variant or else the caption; None when its picture has an error."""
        source = file if file.card is not None else base
        written = source.card or CardText()
        if not written.image:
            return CardWish(written.none, written.title, written.description)
        image = self.media.thumbnail(MediaReference(written.image, written.line), source.file, identity or None)
        return None if image is None else CardWish(False, written.title, written.description, image)

    def _link(self, row: Row) -> str | None:
        link = row.text("link")
        if link and not web_address(link):
            self._tell.add(row, "link-wrong", f"{link!r} is not a web address.", "Write it whole, with https://.")
            return None
        return link
