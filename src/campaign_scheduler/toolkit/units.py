"""Units: what one post is made of, read from a run of blocks by its labels and fields.

A unit holds one caption, or one for each of several networks and languages, with the pictures and fields they share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import Block, Break, Paragraph, Picture, Text, joined
from .labels import Label, languages_in, platforms_in, split_label
from .links import bare_links
from .unit import Caption, Context, Item, Loose, Unit, tags_of

WORD_COUNT = re.compile(r"\(?\s*\d+\s+(?:words?|characters?)\s*\)?\.?", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\[(?:image|picture|photo|graphic)\s*:?[^\]]{0,80}\]", re.IGNORECASE)
EMBARGO = re.compile(r"\W*(?:strictly\s+)?(?:embargoed|under embargo|embargo\b|not for (?:publication|release))", re.I)
CONTINUES = re.compile(
    r"(?:read|find|learn|more|visit|see|watch|register|book|join|download|sign|share|for more|click|discover|go to|"
    r"get|take|check|help|call|follow|tell|search|https?:|www\.|#|👉|➡|🔗|⬇)",
    re.IGNORECASE,
)


class UnitReader:
    """Reads blocks in order into units. Nested tables and boxes are the caller's."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.items: list[Item] = []
        self.left_fields: dict[str, list[str]] = {}
        """Fields that no unit took: those of a cell that holds a picture and its alt text."""
        self._unit: Unit | None = None
        self._pending: dict[str, list[str]] = {}
        self._waiting = ""
        self._gap = False
        self._closed_by_picture = False

    def read(self, blocks: Sequence[Block]) -> list[Item]:
        for block in blocks:
            if isinstance(block, Paragraph):
                self.paragraph(block)
            elif isinstance(block, Picture):
                self.picture(block)
            elif isinstance(block, Break):
                self._gap = True
                self.items.append(block)
        self.finish()
        return self.items

    def finish(self) -> None:
        """At the end: fields that nothing followed belong to the last unit."""
        unit = self._last_unit()
        target = unit.fields if unit is not None else self.left_fields
        for name, values in self._pending.items():
            target.setdefault(name, []).extend(values)
        self._pending = {}

    def _last_unit(self) -> Unit | None:
        return next((one for one in reversed(self.items) if isinstance(one, Unit)), None)

    def picture(self, picture: Picture) -> None:
        self._waiting = ""
        self.items.append(picture)
        self._closed_by_picture = True

    def paragraph(self, paragraph: Paragraph) -> None:
        """One paragraph, line by line, since a label may share its paragraph with the words."""
        shown = False
        for index, line in enumerate(paragraph.text.lines()):
            if line.words.strip():
                shown = self._line(line.strip(), paragraph, index == 0 or not shown) or shown
            elif self._unit is not None:
                self._gap = True
        for picture in paragraph.anchored:
            if self._unit is not None and shown:
                self._unit.pictures.append(picture)
            else:
                self.picture(picture)

    def _line(self, line: Text, paragraph: Paragraph, starts: bool) -> bool:
        """Take one line; whether it was shown words."""
        words = line.words
        if self._context.verbatim:
            return self._words(line, paragraph, starts)
        if PLACEHOLDER.fullmatch(words) or WORD_COUNT.fullmatch(words):
            return False
        if self._waiting and self._takes_value(line):
            return False
        if EMBARGO.match(words) and len(words) < 160:
            self._keep_field("embargo", line)
            return False
        found = split_label(line, strong=paragraph.strong or paragraph.level > 0)
        if found is not None and not (self._in_sentence(found[0], found[1])):
            return self._labelled(*found, paragraph)
        return self._words(line, paragraph, starts)

    def _in_sentence(self, label: Label, rest: Text) -> bool:
        """`Post:` in the middle of a caption's own words is rare; a note's label with nothing after it is words."""
        return label.field == "note" and not rest.words and self._unit is not None

    # Labels

    def _labelled(self, label: Label, rest: Text, paragraph: Paragraph) -> bool:
        if label.field:
            self._field(label, rest)
            return False
        unit = self._start(label, paragraph)
        if not rest.words and label.platforms and (label.plural or not (label.noun or label.number)):
            unit.under_network = True
        if not rest.words:
            return False
        title = label.number and not paragraph.text.words.rstrip().endswith((".", "!", "?")) and label.noun
        if title and len(rest.words.split()) <= 6 and not bare_links(rest.words) and "#" not in rest.words:
            assert self._unit is not None
            if self._more_follows(rest, paragraph):
                self._unit.notes.append(f"Titled “{rest.words}”.")
                return False
        return self._words(rest, paragraph, True)

    def _more_follows(self, rest: Text, paragraph: Paragraph) -> bool:
        return paragraph.strong or paragraph.level > 0

    def _start(self, label: Label, paragraph: Paragraph) -> Unit:
        """A caption begins: in the open unit when it is another network's, else in a new one."""
        unit = self._unit
        if unit is None or self._begins_new(unit, label):
            unit = self._open(paragraph)
        unit.labelled = True
        unit.numbered = unit.numbered or bool(label.number)
        last = unit.captions[-1] if unit.captions else None
        platforms = label.platforms or (() if label.anywhere else self._context.platforms)
        languages = label.languages or self._context.languages
        if last is not None and not last.words:
            last.platforms = label.platforms or last.platforms
            last.languages = label.languages or last.languages
        else:
            unit.captions.append(Caption(platforms, languages))
        self._closed_by_picture = False
        return unit

    def _begins_new(self, unit: Unit, label: Label) -> bool:
        if not unit.has_words:
            return False
        if label.opens_unit or self._pending or (self._closed_by_picture and not unit.numbered):
            return True
        taken = {(p, q) for one in unit.captions for p in one.platforms or ("",) for q in one.languages or ("",)}
        last = unit.captions[-1]
        platforms, languages = label.platforms or last.platforms, label.languages or last.languages
        wanted = {(p, q) for p in platforms or ("",) for q in languages or ("",)}
        return bool(wanted & taken)

    def _open(self, paragraph: Paragraph) -> Unit:
        self._unit = Unit(paragraph.where, fields=self._pending)
        self._pending, self._gap, self._closed_by_picture = {}, False, False
        self.items.append(self._unit)
        if self._context.date:
            self._unit.fields.setdefault("date", []).append(self._context.date)
        self._apply_pending()
        return self._unit

    def _apply_pending(self) -> None:
        """Fields that came before the caption and say for whom it is."""
        assert self._unit is not None
        platforms = tuple(p for value in self._unit.fields.pop("platform", []) for p in platforms_in(value))
        languages = tuple(p for value in self._unit.fields.pop("language", []) for p in languages_in(value))
        if platforms or languages:
            caption = Caption(platforms or self._context.platforms, languages or self._context.languages)
            self._unit.captions.append(caption)
            self._unit.labelled = True

    # Fields

    def _field(self, label: Label, rest: Text) -> None:
        name = label.field
        if not rest.words and not rest.links:
            self._waiting = name
            return
        self._keep_field(name, rest)

    def _takes_value(self, line: Text) -> bool:
        """The line after a field's label without a value is its value, unless it is a label itself."""
        name, self._waiting = self._waiting, ""
        if split_label(line) is not None:
            return False
        if name == "hashtags" and "#" not in line.words and " " in line.words.strip():
            return False
        self._keep_field(name, line)
        return True

    def _keep_field(self, name: str, value: Text) -> None:
        unit = self._unit
        if unit is None or not unit.has_words or self._repeats(unit, name):
            before = bool(unit is not None and not unit.has_words)
            target = unit.fields if before and unit is not None else self._pending
            if unit is not None and unit.has_words:
                self._unit = None
            if before and unit is not None and name in ("platform", "language"):
                self._say_for_whom(unit, name, value.words)
                return
            target.setdefault(name, []).append(_value(name, value))
            return
        caption = unit.captions[-1]
        if name == "hashtags":
            caption.tags += tags_of(value.words)
        elif name == "link":
            caption.links += [*value.links, *bare_links(value.words)]
        elif name in ("platform", "language"):
            self._say_for_whom(unit, name, value.words)
        else:
            unit.fields.setdefault(name, []).append(_value(name, value))

    def _repeats(self, unit: Unit, name: str) -> bool:
        """A field that this unit has already belongs to the next one."""
        if name in ("alt", "image"):
            return name in unit.fields and not self._closed_by_picture and bool(self._pending)
        return name in unit.fields or (name == "hashtags" and bool(unit.captions[-1].tags))

    def _say_for_whom(self, unit: Unit, name: str, words: str) -> None:
        caption = unit.captions[-1] if unit.captions else Caption(self._context.platforms, self._context.languages)
        if not unit.captions:
            unit.captions.append(caption)
        if name == "platform":
            caption.platforms = platforms_in(words) or caption.platforms
        else:
            caption.languages = languages_in(words) or caption.languages

    # Words

    def _words(self, line: Text, paragraph: Paragraph, starts: bool) -> bool:
        if not self._goes_on(line):
            self._unit = None
        if self._unit is None and not self._context.framed:
            if starts:
                self.items.append(Loose(paragraph))
            return False
        unit = self._unit or self._open(paragraph)
        if not unit.captions:
            unit.captions.append(Caption(self._context.platforms, self._context.languages))
        self._add(line, paragraph, starts, unit.captions[-1])
        return True

    def _goes_on(self, line: Text) -> bool:
        """Whether words after a picture are still this unit's: in a frame, or a last line with the link."""
        unit = self._unit
        if unit is None or not self._closed_by_picture or not unit.has_words or self._context.framed:
            return True
        return bool(CONTINUES.match(line.words)) and len(line.words) < 200 and not (self._context.plain and self._gap)

    def _add(self, line: Text, paragraph: Paragraph, starts: bool, caption: Caption) -> None:
        item = starts and paragraph.depth >= 0
        close = not starts or (self._context.plain and not self._gap) or (item and bool(caption.words))
        bullet = item and bool(caption.words)
        caption.add(joined([Text("• "), line], "") if bullet else line, "\n" if close else "\n\n")
        caption.spoken.append(paragraph.language)
        self._gap = False


def _value(name: str, value: Text) -> str:
    if name == "link" and value.links:
        return value.links[0].url
    return value.words.strip().strip('“”"') if name == "alt" else value.words.strip()
