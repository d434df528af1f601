"""A row's words for each of its accounts: its own, its caption's in the variant that fits, or its article's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..model.account import Account
from ..model.campaign import Campaign
from ..model.card import CardWish
from ..model.post import Wording
from .articles import ArticleFolder
from .calendar import Row, RowFindings
from .captions import CaptionFile, CaptionSet, MediaReference, caption_name
from .card import CardText
from .findings import nearest
from .pictures import MediaFolder
from .row_accounts import RowAccounts
from .row_article import RowArticle
from .row_media import RowMedia
from .words import clean, tell_about_words, web_address, with_hashtags, with_link


@dataclass
class RowWords:
    """Rows that say the same share their words. `used` collects the names of the captions that rows use."""

    campaign: Campaign
    accounts: Mapping[str, Account]
    names: RowAccounts
    captions: Mapping[str, CaptionSet]
    media: MediaFolder
    articles: ArticleFolder
    tell: RowFindings
    used: set[str]
    _wordings: dict[tuple[object, ...], Mapping[str, Wording] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._media = RowMedia(self.media, self.tell)
        self._articles = RowArticle(self.articles, self._media, self.tell, self.campaign.language)

    def of(self, row: Row, accounts: tuple[str, ...], identity: str) -> Mapping[str, Wording] | None:
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
            self.tell.add(row, "caption-and-text", "The row has both a caption and its own text.", "Keep one of them.")
            return None
        words, _ = clean(row.text("text"))
        tell_about_words(words, self.tell.file, row.line, self.tell.findings, identity)
        assets = self._media.assets(row, None, identity)
        link = self._link(row)
        if assets is None or link is None:
            return None
        own = (with_link(words, link), self.tell.file, row.line, "", self.campaign.language, assets, link)
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
            self.tell.add(
                row,
                "caption-missing",
                "The row has neither a caption nor its own text.",
                "Write the caption's name, or add a text column.",
            )
            return None
        found = self.captions.get(name)
        if found is None:
            near = nearest(name, self.captions)
            self.tell.add(
                row,
                "caption-missing",
                f"There is no caption called {name!r}.{near}",
                f"Write captions/{name}.md, or correct the name.",
            )
            return None
        self.used.add(name)
        return found

    def _no_variant(self, row: Row, caption: CaptionSet, account: str) -> None:
        platform = self.names.platform_of(account)
        message = f"The caption {caption.name} has no words for {account}: only variants for others."
        self.tell.add(
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
            self.tell.add(row, "link-wrong", f"{link!r} is not a web address.", "Write it whole, with https://.")
            return None
        return link
