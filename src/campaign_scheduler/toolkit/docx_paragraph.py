"""Builds one paragraph of a Word document out of its runs, links, fields and pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .document import Block, Break, Link, Paragraph, Picture, Text

HYPERLINK = re.compile(r"\s*HYPERLINK\b(.*)", re.IGNORECASE | re.DOTALL)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass(slots=True)
class FieldCode:
    """A field under way: its instruction is gathered, then its result is shown."""

    code: str = ""
    in_result: bool = False

    @property
    def url(self) -> str:
        return hyperlink_url(self.code)


def hyperlink_url(code: str) -> str:
    """Where a HYPERLINK instruction leads, its switches read; blank for other fields and places inside."""
    found = HYPERLINK.match(code)
    if not found:
        return ""
    address, anchor, waiting = "", "", ""
    for match in QUOTED.finditer(found[1]):
        value = (match[1] if match[1] is not None else match[2]).replace('\\"', '"').replace("\\\\", "\\")
        if match[1] is None and re.fullmatch(r"\\[a-zA-Z*]", match[2]):
            waiting = match[2][1].lower()
        elif waiting in ("l", "o", "t", "s"):
            anchor, waiting = (value if waiting == "l" else anchor), ""
        else:
            address = address or value
    return f"{address}#{anchor}" if address and anchor and "#" not in address else address


@dataclass(slots=True)
class Composer:
    """Gathers words, links and pictures in order; `finish` gives the blocks.

    `fields` outlive a paragraph, since a field may span several.
    """

    fields: list[FieldCode]
    where: str
    level: int = 0
    depth: int = -1
    _words: list[str] = field(default_factory=list)
    _length: int = 0
    _links: list[Link] = field(default_factory=list)
    _open: list[tuple[str, int]] = field(default_factory=list)
    _done: list[Block] = field(default_factory=list)
    _after: list[Block] = field(default_factory=list)
    _bold: int = 0
    _languages: dict[str, int] = field(default_factory=dict)
    anchored: list[Picture] = field(default_factory=list)

    def add(self, words: str, *, bold: bool = False, language: str = "") -> None:
        """Shown words; inside a field's instruction nothing is shown."""
        if not self.is_shown:
            return
        self._words.append(words)
        self._length += len(words)
        visible = len(words.strip())
        self._bold += visible if bold else 0
        self._languages[language] = self._languages.get(language, 0) + visible

    @property
    def is_shown(self) -> bool:
        return all(one.in_result for one in self.fields)

    def add_code(self, words: str) -> None:
        if self.fields and not self.fields[-1].in_result:
            self.fields[-1].code += words

    def open_link(self, url: str) -> None:
        self._open.append((url, self._length))

    def close_link(self) -> None:
        if not self._open:
            return
        url, start = self._open.pop()
        words = "".join(self._words)[start:]
        if url and words.strip():
            self._links.append(Link(" ".join(words.split()), url, start + len(words) - len(words.lstrip())))

    def mark(self, kind: str) -> None:
        """A field's `begin`, `separate` or `end`."""
        if kind == "begin":
            self.fields.append(FieldCode())
        elif kind == "separate" and self.fields:
            self.fields[-1].in_result = True
            self.open_link(self.fields[-1].url)
        elif kind == "end" and self.fields and self.fields.pop().in_result:
            self.close_link()

    def resume(self) -> None:
        """At a paragraph's start: links of fields that began in an earlier one go on."""
        for one in self.fields:
            if one.in_result:
                self.open_link(one.url)

    def put(self, block: Block) -> None:
        """A block that stands here: what was written before it is a paragraph of its own."""
        if self.is_shown:
            self._flush()
            self._done.append(block)

    def put_after(self, block: Block) -> None:
        """A block that follows the paragraph, such as a text box anchored in it."""
        if self.is_shown:
            self._after.append(block)

    def carry(self, text: Text) -> None:
        """Words of the paragraph before, whose end was deleted."""
        self._links += [Link(link.text, link.url, link.start + self._length) for link in text.links]
        self._words.append(text.words)
        self._length += len(text.words)

    def finish(self) -> list[Block]:
        """The paragraph's blocks; an empty one is a break."""
        while self._open:
            self.close_link()
        self._flush()
        if self.anchored and not any(isinstance(one, Paragraph) for one in self._done):
            self._done += self.anchored
        return [*(self._done or ([] if self._after else [Break("blank")])), *self._after]

    def _flush(self) -> None:
        reopened = []
        while self._open:
            reopened.append(self._open[-1][0])
            self.close_link()
        words = "".join(self._words)
        text = Text(words, tuple(sorted(self._links, key=lambda link: link.start)))
        if words.strip():
            self._done.append(self._paragraph(text))
            self.anchored = []
        self._words, self._length, self._links, self._bold, self._languages = [], 0, [], 0, {}
        for url in reversed(reopened):
            self.open_link(url)

    def _paragraph(self, text: Text) -> Paragraph:
        visible = sum(self._languages.values())
        language = max(self._languages, key=lambda one: self._languages[one]) if self._languages else ""
        strong = 0 < visible <= self._bold
        anchored = tuple(self.anchored)
        return Paragraph(tidy(text), self.level, self.depth, strong, language, self.where, anchored)


def tidy(text: Text) -> Text:
    """No spaces at line ends, none at the ends of the whole; everything else as written."""
    words = "\n".join(line.rstrip(" \t") for line in text.words.split("\n"))
    if words == text.words:
        return text.strip()
    links = [Link(link.text, link.url, _moved(text.words, link.start)) for link in text.links]
    return Text(words, tuple(links)).strip()


def _moved(words: str, start: int) -> int:
    """Where `start` is once the spaces at line ends before it are gone."""
    gone = sum(len(found[0]) for found in re.finditer(r"[ \t]+(?=\n)", words[:start]))
    return start - gone
