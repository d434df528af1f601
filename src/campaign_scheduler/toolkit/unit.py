"""What one post is made of: a unit, with a caption for each network or language, its pictures and its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .document import Break, Link, Paragraph, Picture, Text, joined
from .links import bare_links, hashtags_in

FILE = re.compile(r"[\w][\w .()&+-]{0,120}\.(?:png|jpe?g|gif|webp|tiff?|svg|mp4|mov|heic)", re.IGNORECASE)


@dataclass(slots=True)
class Caption:
    """Words for some networks and languages (none: for any)."""

    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    words: list[Text] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    """Languages as the document's own settings have them, one a paragraph."""

    @property
    def text(self) -> Text:
        return joined(self.words, "")

    def add(self, text: Text, between: str) -> None:
        """More words; `between` stands before them unless they are the first."""
        self.words += [Text(between if self.words else ""), text]


@dataclass(slots=True)
class Unit:
    """`labelled` when a label, a heading or a frame says that this is a post. `fields` as written, by name."""

    where: str
    captions: list[Caption] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    labelled: bool = False
    numbered: bool = False
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    confidence: float = 0.0
    possible: list[Picture] = field(default_factory=list)
    under_network: bool = False
    """Opened by a network's name on a line of its own, below which several posts may stand."""

    @property
    def has_words(self) -> bool:
        return any(one.text.words.strip() for one in self.captions)

    def words(self) -> str:
        return "\n".join(one.text.words for one in self.captions)


@dataclass(frozen=True, slots=True)
class Context:
    """What headings, columns and rows around say: for which networks, in which language, when."""

    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    date: str = ""
    social: bool = False
    framed: bool = False
    plain: bool = False
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Loose:
    """A paragraph outside any labelled unit, kept in its place."""

    paragraph: Paragraph


Item = Unit | Picture | Break | Loose
"""What a run of blocks comes to: units, the pictures between them, loose paragraphs and breaks."""


def split_by_ends(unit: Unit) -> list[Unit]:
    """Paragraphs under a network's name that each end as posts do (a link, hashtags) are posts of their own."""
    parts = [part for caption in unit.captions for part in _parts(caption)]
    if not unit.under_network or len(parts) == len(unit.captions):
        return [unit]
    return [Unit(unit.where, [one], fields=dict(unit.fields), labelled=True) for one in parts]


def _parts(caption: Caption) -> list[Caption]:
    groups: list[list[Text]] = [[]]
    for between, text in zip(caption.words[::2], caption.words[1::2], strict=False):
        if between.words == "\n\n" and groups[-1]:
            groups.append([])
        groups[-1] += [between, text] if groups[-1] else [Text(""), text]
    if not all(_ends(group[-1]) and _is_long(group) for group in groups if group):
        return [caption]
    return [Caption(caption.platforms, caption.languages, group, spoken=caption.spoken) for group in groups]


def _ends(text: Text) -> bool:
    return bool(hashtags_in(text.words) or bare_links(text.words) or text.links)


def _is_long(group: Sequence[Text]) -> bool:
    return sum(len(one.words.split()) for one in group) > 6


def tags_of(words: str) -> list[str]:
    """Hashtags from a field's value, with the `#` that a person may leave out."""
    found = hashtags_in(words)
    if found:
        return found
    parts = [part.strip() for part in re.split(r"[,;\s]+", words) if part.strip()]
    return [f"#{part}" for part in parts if re.fullmatch(r"\w+", part)]


def files_named(values: Sequence[str]) -> Iterator[str]:
    """The picture files that a field names."""
    for value in values:
        for part in re.split(r"[;,\n|]|\s+and\s+|\s+&\s+", value):
            found = FILE.search(part.strip())
            if found:
                yield found[0].strip()
