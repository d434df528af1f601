"""What an import comes to: drafts and what stands beside them, as values that travel between processes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Shown:
    """A picture in a draft. `sha256` is of the original bytes; `path` is where it is, or will be, in the workspace.

    `crop` is what the document cuts away; `crop_path` the copy it was cut from. `name` is the name it came with.
    """

    sha256: str
    alt: str = ""
    path: str = ""
    name: str = ""
    label: str = ""
    crop: tuple[float, float, float, float] | None = None
    crop_path: str = ""
    where: str = ""
    alt_from: str = ""


@dataclass(slots=True)
class Draft:
    """One caption for one network (or any), as found. `confidence` is from 0 to 1, for the pairing and the words.

    `date` and `time` are as written in the document. `wanted` are picture files it names. `possible` are pictures
    that could be meant where nothing was paired.
    """

    file: str
    order: int
    caption: str
    platform: str | None = None
    language: str | None = None
    hashtags: list[str] = field(default_factory=list)
    media: list[Shown] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    source: str = ""
    confidence: float = 1.0
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    date: str = ""
    time: str = ""
    wanted: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    possible: list[Shown] = field(default_factory=list)
    field_tags: list[str] = field(default_factory=list)
    field_links: list[str] = field(default_factory=list)
    embargo: str = ""
    article: str = ""
    unit: int = 0
    """Drafts of one unit (the same post for several networks) share it."""
    by_hand: bool = False
    """Whether a person corrected it before it was taken in: from then on it is theirs."""
    as_found: str = ""
    """The document's words, where a person changed them."""

    def as_json(self) -> dict[str, Any]:
        """The names of `campaign import --json`."""
        return {
            "file": self.file,
            "order": self.order,
            "caption": self.caption,
            "platform": self.platform,
            "language": self.language,
            "hashtags": self.hashtags,
            "media": [{"path": one.path, "sha256": one.sha256, "alt": one.alt} for one in self.media],
            "links": [{"text": text, "url": url} for text, url in self.links],
            "source": self.source,
            "confidence": round(self.confidence, 2),
            "notes": ([self.reason] if self.reason else []) + self.notes,
        }


@dataclass(slots=True)
class Article:
    """Words for newsletters, bulletins, intranets; `body` is Markdown with its headings and links."""

    file: str
    name: str
    title: str
    body: str
    links: list[tuple[str, str]] = field(default_factory=list)
    media: list[Shown] = field(default_factory=list)
    words: int = 0
    source: str = ""
    notes: list[str] = field(default_factory=list)
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "name": self.name,
            "title": self.title,
            "text": self.body,
            "words": self.words,
            "media": [{"path": one.path, "sha256": one.sha256, "alt": one.alt} for one in self.media],
            "links": [{"text": text, "url": url} for text, url in self.links],
            "source": self.source,
            "notes": self.notes,
        }


@dataclass(slots=True)
class Resource:
    """Something to download, by name, with where it leads; `url` is empty when the document lost it."""

    file: str
    name: str
    url: str
    kind: str = "download"
    text: str = ""
    source: str = ""
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "name": self.name,
            "url": self.url or None,
            "kind": self.kind,
            "text": self.text,
            "source": self.source,
            "notes": self.notes,
        }


@dataclass(slots=True)
class Aside:
    """Something no draft uses, and why."""

    file: str
    kind: str
    reason: str
    sha256: str = ""
    name: str = ""
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "kind": self.kind,
            "name": self.name,
            "sha256": self.sha256 or None,
            "reason": self.reason,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A setting the document asks for, for a person to confirm: `embargo`, `hashtag`, `handle`."""

    kind: str
    value: str
    file: str = ""


@dataclass(slots=True)
class Found:
    """Everything that one file, or a whole import, came to."""

    drafts: list[Draft] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    set_aside: list[Aside] = field(default_factory=list)
    unpaired: list[Shown] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What `campaign import --json` prints."""
        return {
            "drafts": [one.as_json() for one in self.drafts],
            "articles": [one.as_json() for one in self.articles],
            "resources": [one.as_json() for one in self.resources],
            "set_aside": [one.as_json() for one in self.set_aside],
            "unpaired": [
                {"path": one.path, "sha256": one.sha256, "name": one.name, "alt": one.alt} for one in self.unpaired
            ],
            "settings": [{"kind": one.kind, "value": one.value} for one in self.proposals],
            "warnings": self.warnings,
        }

    def add(self, other: Found) -> None:
        """Take in what another file came to."""
        self.drafts += other.drafts
        self.articles += other.articles
        self.resources += other.resources
        self.set_aside += other.set_aside
        self.unpaired += other.unpaired
        self.proposals += [one for one in other.proposals if one not in self.proposals]
        self.warnings += [one for one in other.warnings if one not in self.warnings]


def shown_from(data: Mapping[str, Any]) -> Shown:
    crop = data.get("crop")
    return Shown(**{**data, "crop": tuple(crop) if crop else None})


def found_from(data: Mapping[str, Any]) -> Found:
    """A `Found` that crossed from another process (`dataclasses.asdict` there)."""
    drafts = [Draft(**{**one, **_shown(one, "media", "possible"), "links": _pairs(one)}) for one in data["drafts"]]
    articles = [Article(**{**one, **_shown(one, "media"), "links": _pairs(one)}) for one in data["articles"]]
    return Found(
        drafts,
        articles,
        [Resource(**one) for one in data["resources"]],
        [Aside(**one) for one in data["set_aside"]],
        [shown_from(one) for one in data["unpaired"]],
        [Proposal(**one) for one in data["proposals"]],
        list(data["warnings"]),
    )


def _shown(data: Mapping[str, Any], *names: str) -> dict[str, list[Shown]]:
    return {name: [shown_from(one) for one in data[name]] for name in names}


def _pairs(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(text), str(url)) for text, url in data["links"]]
