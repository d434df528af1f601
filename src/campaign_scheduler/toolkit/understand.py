"""A document becomes drafts, articles and resources: section by section, frame by frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .articles import articles_of, is_article, name_articles
from .document import Block, Document, Paragraph, Text, paragraphs_in, pictures_in
from .draft import Article, Aside, Draft, Found, Proposal, Resource, Shown
from .drafting import UNPAIRED, drafts_of
from .flow import flow_units, frame_units
from .labels import split_label
from .links import hashtags_in
from .resources import resources_of
from .sections import Section, sections, settle_pictures_above
from .unit import Context, Unit, tags_of

MOST_SHOWN = 12
LONGEST_REQUEST = 300
ASKED = re.compile(
    r"\b(?:use|using|include|including|add)\b.*\bhashtags?\b|\bhashtags?\b.*\b(?:use|used|include|included)\b", re.I
)
HANDLE = re.compile(r"(?<![\w.])@\w[\w.]*\w")


def understand(document: Document, file: str) -> Found:
    """Everything a document holds, its pictures already sorted (see `sorting`)."""
    reading = Understanding(file, document)
    reading.section(reading.root, Context(plain=document.plain, verbatim=document.verbatim), "")
    return reading.found()


@dataclass(slots=True)
class Understanding:
    """One document under way."""

    file: str
    document: Document
    units: list[Unit] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    prose: list[tuple[Paragraph, str]] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    root: Section = field(init=False)
    _has_social: bool = False
    _has_labels: bool = False

    def __post_init__(self) -> None:
        self.root = sections(self.document.blocks, plain=self.document.plain)
        self._has_social = _any_social(self.root)
        self._has_labels = any(_is_labelled(one) for one in paragraphs_in(self.document.blocks))

    def section(self, section: Section, outer: Context, inherited: str) -> None:
        """One section with its parts."""
        kind = self._kind(section, inherited)
        context = replace(section.context(outer), social=kind == "social")
        if kind == "article":
            self._article(section)
        elif self._is_settings(section, kind):
            self._settings(section)
        elif kind == "social" and (section.is_numbered or self._is_one_post(section)):
            self._post(section, context)
        else:
            self._blocks(section, context, kind)
            settle_pictures_above(section.children, section.blocks)
            for part in section.children:
                self.section(part, context, kind)

    def _kind(self, section: Section, inherited: str) -> str:
        if is_article(section, inherited):
            return "article"
        if section.kind == "social" or (inherited == "social" and section.kind in ("", "resource", "article")):
            return "social" if section.kind != "resource" or any(pictures_in(section.blocks)) else "resource"
        return section.kind or ("" if inherited in ("social", "article") else inherited)

    def _article(self, section: Section) -> None:
        made = articles_of(section, self.file)
        self.articles += made
        if not made:
            self.prose += [(one, section.title) for one in paragraphs_in(section.blocks)]

    def _is_settings(self, section: Section, kind: str) -> bool:
        """A section of nothing but the campaign's hashtags or handles."""
        label = split_label(section.heading.text, strong=True) if section.heading is not None else None
        return label is not None and label[0].field in ("hashtags", "handles") and not any(pictures_in(section.blocks))

    def _settings(self, section: Section) -> None:
        for one in paragraphs_in(section.all_blocks()):
            self.proposals += [Proposal("hashtag", tag, self.file) for tag in hashtags_in(one.words)]
        self.prose += [(one, section.title) for one in paragraphs_in(section.blocks)]

    def _is_one_post(self, section: Section) -> bool:
        """Its parts are the parts of a post: a heading each for its caption, its picture, its alt text."""
        return any(part.is_field for part in section.children) and not any(
            part.is_numbered for part in section.children
        )

    def _post(self, section: Section, context: Context) -> None:
        """A section that is one post by its heading: a frame."""
        blocks = section.all_blocks()
        if section.is_numbered and section.heading is not None:
            blocks.insert(0, replace(section.heading, strong=True))
        units = frame_units(blocks, context)
        for unit in units:
            unit.reason = unit.reason.replace("they stand alone together", "they stand under one heading")
        self._add(units, section)

    def _blocks(self, section: Section, context: Context, kind: str) -> None:
        if not section.blocks:
            return
        accept = self._accepts(section, kind)
        label_says_many = section.kind == "social" or bool(section.children)
        single = kind == "social" and section.kind != "social" and section.heading is not None
        units = flow_units(section.blocks, context, accept=accept, many=label_says_many and not single)
        self._add([one for one in units if one.has_words], section)

    def _accepts(self, section: Section, kind: str) -> bool:
        """Whether words here may be captions without saying so."""
        if kind == "social":
            return True
        if kind in ("background", "resource", "article") or self._has_social or self._has_labels:
            return False
        return any(pictures_in(section.blocks)) or _hashtagged(section.blocks)

    def _add(self, units: Sequence[Unit], section: Section) -> None:
        self.units += units
        used = {line.strip(" •") for unit in units for line in unit.words().split("\n")} - {""}
        for one in paragraphs_in(section.all_blocks() if section.is_numbered else section.blocks):
            if not any(words in used for line in one.text.lines() for words in _shown(line)):
                self.prose.append((one, section.title))

    def found(self) -> Found:
        name_articles(self.articles)
        drafts = drafts_of(self.units, self.file)
        found = Found(drafts, self.articles, self._resources(), self._asides(), [], self._proposals(drafts))
        found.unpaired = self._unpaired(found)
        if self.document.plain:
            _say_plain(drafts)
        elif found.unpaired and not any(draft.media or draft.possible for draft in drafts):
            _say_apart(drafts, found.unpaired)
        found.warnings = [f"{self.file}: {one}" for one in self.document.notes.warnings]
        if not drafts and not self.articles:
            found.warnings.append(f"{self.file}: no captions were found in it.")
        return found

    def _resources(self) -> list[Resource]:
        return resources_of(self.prose, self.file)

    def _asides(self) -> list[Aside]:
        return [
            Aside(self.file, one.kind, one.reason, one.sha256, one.name, one.where)
            for one in self.document.notes.set_aside
        ]

    def _proposals(self, drafts: Sequence[Draft]) -> list[Proposal]:
        """What is asked of the whole campaign. A label's hashtags that a draft took are that draft's own."""
        found = list(self.proposals)
        used = {tag for draft in drafts for tag in draft.hashtags}
        for paragraph, _ in self.prose:
            label = split_label(paragraph.text)
            if label is not None and label[0].field == "hashtags":
                tags = [Proposal("hashtag", tag, self.file) for tag in tags_of(label[1].words)]
                found += [one for one in tags if one.value not in used]
            elif ASKED.search(paragraph.words) and len(paragraph.words) < LONGEST_REQUEST:
                found += [Proposal("hashtag", tag, self.file) for tag in hashtags_in(paragraph.words)]
            if re.search(r"\b(?:tag|mention|handles?)\b", paragraph.words, re.IGNORECASE):
                found += [Proposal("handle", one, self.file) for one in HANDLE.findall(paragraph.words)]
            if label is not None and label[0].field == "embargo":
                found.append(Proposal("embargo", label[1].words or paragraph.words, self.file))
            elif "embargo" in paragraph.words.lower() and len(paragraph.words) < 200:
                found.append(Proposal("embargo", paragraph.words, self.file))
        found += [Proposal("embargo", one.embargo, self.file) for one in drafts if one.embargo]
        return list(dict.fromkeys(found))

    def _unpaired(self, found: Found) -> list[Shown]:
        """Pictures that no draft and no article took."""
        used = {one.sha256 for draft in found.drafts for one in draft.media}
        used |= {one.sha256 for article in found.articles for one in article.media}
        left: dict[str, Shown] = {}
        for one in pictures_in(self.document.blocks):
            if one.sha256 and one.sha256 not in used:
                shown = Shown(one.sha256, one.alt, name=one.name, label=one.label, crop=one.crop, where=one.where)
                left.setdefault(one.sha256, shown)
        return list(left.values())


def _shown(line: Text) -> tuple[str, ...]:
    """A line as it may stand in a caption: whole, or without its label."""
    found = split_label(line)
    return (line.words.strip(), found[1].words.strip()) if found is not None else (line.words.strip(),)


def _say_plain(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if not draft.media:
            draft.reason = "no picture was paired: plain text holds no pictures"


def _say_apart(drafts: Sequence[Draft], pictures: Sequence[Shown]) -> None:
    """Captions here, pictures there: what could be meant is shown, and nothing is paired."""
    for draft in drafts:
        draft.possible = list(pictures[:MOST_SHOWN])
        draft.confidence *= UNPAIRED
        draft.reason = f"no picture was paired: the pictures ({len(pictures)}) stand apart from the captions"


def _any_social(section: Section) -> bool:
    return section.kind == "social" or any(_any_social(part) for part in section.children)


def _is_labelled(paragraph: Paragraph) -> bool:
    for line in paragraph.text.lines():
        found = split_label(line, strong=paragraph.strong)
        if found is not None and not found[0].field and (found[0].noun or found[0].platforms):
            return True
    return False


def _hashtagged(blocks: Sequence[Block]) -> bool:
    return any(hashtags_in(one.words) for one in paragraphs_in(blocks))
