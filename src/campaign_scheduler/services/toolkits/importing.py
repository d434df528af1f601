"""Writes what was found into a workspace as drafts. Nothing is scheduled, and nothing of a person's is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ... import workspace as files
from ...toolkit import Found, Gathered
from ...toolkit.groups import Group, Member, groups_of
from ...toolkit.same import fingerprint
from ...workspace.campaign_file import FILE as CAMPAIGN
from ...workspace.dates import proved_order
from ...workspace.reader import Parts, read_parts
from ..app import App
from .articles import ArticleWriter
from .captions import caption_content
from .downloads import FILE as RESOURCES
from .downloads import with_new
from .files import Writes, recover, written
from .media import MediaPlan
from .names import Names
from .record import Entry, Record, digest, key_of
from .review import review_page
from .rows import RowPlan
from .terms import Terms, terms_of, with_terms
from .thumbnails import replace_thumbnails

REVIEW = "import-review.html"


@dataclass
class Outcome:
    """What an import wrote, by path in the workspace, and what it left as it was and why."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unchanged: int = 0
    rows: int = 0
    pictures: int = 0
    articles: int = 0
    review: str = ""
    notes: list[str] = field(default_factory=list)
    terms: Terms = field(default_factory=Terms)
    terms_written: bool = False


def dry(gathered: Gathered, page: Path, *, now: datetime) -> Outcome:
    """Only the page to look at, into `page`."""
    found = gathered.found
    order = proved_order((one.date for one in found.drafts if one.date), "")
    outcome = Outcome(review=str(page), terms=terms_of(found.proposals, None, now.date(), order))
    page.write_text(review_page(gathered, outcome, now=now, written=False), encoding="utf-8")
    return outcome


def write(app: App, gathered: Gathered, *, now: datetime, settings: bool = False) -> Outcome:
    """Captions, pictures, articles, draft rows, the record and the page; with `settings`, also what the document asks
    of the campaign. Raises InputError, having written nothing.
    """
    app.root.mkdir(parents=True, exist_ok=True)
    recover(app.root)
    importer = Importer(app.root, read_parts(app.root, platforms=app.capabilities()), gathered, now, settings)
    importer.plan()
    return importer.carry_out()


class Importer:
    """One import into one workspace: everything is planned before anything is written."""

    def __init__(self, root: Path, parts: Parts, gathered: Gathered, now: datetime, settings: bool = False) -> None:
        self._settings = settings
        self._campaign = parts.campaign
        self._root = root
        self._gathered = gathered
        self._now = now
        self._record = Record(root)
        self._names = Names(root)
        self._media = MediaPlan(root, gathered)
        self._rows = RowPlan(parts, now.date())
        self._ours = frozenset(parts.names.values()) - {"manual"}
        self.writes = Writes()
        self.outcome = Outcome()
        self._entries: list[Entry] = []
        self._dropped: list[str] = []
        self._now_there = {_key(Member(one)) for one in (*gathered.found.drafts, *gathered.left_out)}

    def plan(self) -> None:
        """Decide on every file."""
        found = self._gathered.found
        self._use_media(found)
        self._rows.prove_dates(found.drafts)
        self._plan_terms(found)
        for group in groups_of(found.drafts, self._ours):
            self._plan_group(group)
        writer = ArticleWriter(self._root, self._record, self._media, self.writes, self.outcome)
        self._entries += writer.plan(found.articles)
        self._entries += replace_thumbnails(
            self._root, self._record, self._gathered, self._media, self.writes, self.outcome
        )
        if (resources := with_new(self._root, found.resources)) is not None:
            self.writes.contents[RESOURCES] = resources
        self.writes.copies.update(self._media.copies)
        self.writes.contents.update(self._media.contents)
        self.outcome.pictures = len(self._media.copies)

    def carry_out(self) -> Outcome:
        """Write it all, or nothing: the files first, then the rows that name them."""
        self.outcome.review = REVIEW
        rows = self._rows.rows()
        self.outcome.rows = len(rows)
        page = review_page(self._gathered, self.outcome, now=self._now, times=self._rows.proposed)
        self.writes.contents[REVIEW] = page.encode()
        self.writes.contents.update(self._record.contents(self._entries, self._dropped))
        with written(self._root, self.writes):
            if rows:
                files.ensure_calendar(self._root)
                files.write_rows(self._root, rows)
        return self.outcome

    def _use_media(self, found: Found) -> None:
        for draft in found.drafts:
            for shown in draft.media:
                self._media.use(shown)
        for article in found.articles:
            for shown in article.media:
                self._media.use(shown)

    def _plan_terms(self, found: Found) -> None:
        """What the document asks of the campaign: written when that was wished, and kept to in either case."""
        terms = terms_of(found.proposals, self._campaign, self._now.date(), self._rows.order)
        self._rows.hold_back(terms.not_before)
        self.outcome.terms = terms
        content = with_terms(self._root, terms) if self._settings and self._campaign is not None else None
        if content is not None:
            self.writes.contents[CAMPAIGN] = content
            self.outcome.terms_written = True

    # Captions

    def _plan_group(self, group: Group) -> None:
        known = [self._record.entries.get(_key(one)) or self._moved(one) for one in group.members]
        name = next((entry.name for entry in known if entry is not None), "") or self._names.free(group.first.caption)
        written = [self._plan_member(one, entry, name) for one, entry in zip(group.members, known, strict=True)]
        if not any(known):
            self._rows.add(group, name, self._notes(group))
        elif any(written):
            self._rows.keep(group, name)

    def _moved(self, member: Member) -> Entry | None:
        """The entry of the caption that stood in this place before, when its words are gone from the document."""
        draft = member.draft
        for entry in self._record.of_source(draft.file):
            same = entry.position == _position(draft.source, draft.platform, draft.language)
            if same and entry.key not in self._now_there and entry.file.startswith("captions/"):
                self._dropped.append(entry.key)
                return entry
        return None

    def _plan_member(self, member: Member, entry: Entry | None, name: str) -> bool:
        """Plan one caption file; whether it is written."""
        file = entry.file if entry is not None else _file(name, member.variant)
        content = caption_content(member.draft, self._media).encode()
        if entry is None and file in self.writes.contents:
            self._remember(member, file, name, self.writes.contents[file])
            return False
        if entry is not None and entry.is_gone(self._root):
            self.outcome.kept.append(f"{file}: you took it away, so it was not written again.")
            self._entries.append(_renewed(entry, member))
            return False
        if entry is not None and not entry.is_untouched(self._root):
            self._tell_kept(entry, member)
            self._entries.append(_renewed(entry, member))
            return False
        if entry is not None and digest(content) == entry.written:
            self.outcome.unchanged += 1
            self._remember(member, file, name, content)
            return False
        (self.outcome.new if entry is None else self.outcome.updated).append(file)
        self.writes.contents[file] = content
        self._remember(member, file, name, content)
        return True

    def _tell_kept(self, entry: Entry, member: Member) -> None:
        changed = entry.key != _key(member)
        more = " The document says something else by now; see the page." if changed else ""
        self.outcome.kept.append(f"{entry.file}: you edited it, so it was left as it is.{more}")

    def _remember(self, member: Member, file: str, name: str, content: bytes) -> None:
        draft = member.draft
        media = [kept for shown in draft.media if (kept := self._media.kept(shown)) is not None]
        position = _position(draft.source, draft.platform, draft.language)
        written = "" if draft.by_hand else digest(content)
        self._entries.append(Entry(_key(member), draft.file, position, file, written, name, media))

    def _notes(self, group: Group) -> str:
        draft = group.first
        notes = [f"From {draft.file}, {draft.source}"]
        if not draft.media and draft.possible:
            notes.append("no picture was paired, see import-review.html")
        if draft.embargo:
            notes.append(f"embargo: {draft.embargo}")
        by_hand = [one for one in group.platforms if one not in self._ours]
        if by_hand:
            notes.append("to be posted by hand")
        return "; ".join(notes)


def _renewed(entry: Entry, member: Member) -> Entry:
    """What a person changed or took away stays known under the words the document has now."""
    return Entry(_key(member), entry.source, entry.position, entry.file, entry.written, entry.name, entry.media)


def _key(member: Member) -> str:
    return key_of(fingerprint(member.draft))


def _position(source: str, platform: str | None, language: str | None) -> str:
    return "|".join((source, platform or "", language or ""))


def _file(name: str, variant: str) -> str:
    return f"captions/{name}.{variant}.md" if variant else f"captions/{name}.md"
