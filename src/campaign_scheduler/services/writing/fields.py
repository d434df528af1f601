"""What a post's form holds: one text a field, and a mark of what each said when the form was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from ...workspace.drafting import Draft, Opened, tags_of
from ...workspace.times import parse_time

ALT = "alt:"
WORDS = "words"
YEARS = range(2000, 2100)
PLAIN = ("date", "time", "accounts", "media", "tags", "note", "draft")

Fields = Mapping[str, str]
"""`date` is 2026-10-13, `time` 09:30, or either as somebody typed it where it is not certain. `accounts` and `media`
are names, one a line. `words` are the caption's, `words:x` those of its variant for X, `alt:voices.png` a picture's
alt text, `draft` is `yes` or blank."""


@dataclass(frozen=True, slots=True)
class Written:
    """A form as it came in: its fields, and the marks of those it was made from."""

    fields: Fields
    marks: Fields

    def changed(self, name: str) -> bool:
        """Whether its writer changed it."""
        return name in self.fields and mark(self.fields[name]) != self.marks.get(name, mark(""))


def mark(text: str) -> str:
    """A short name for exactly this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fields_of(opened: Opened) -> dict[str, str]:
    """What the files say now."""
    row = opened.row
    found = {
        "date": f"{opened.slot.wall:%Y-%m-%d}" if opened.slot else row.text("date"),
        "time": f"{opened.slot.wall:%H:%M}" if opened.slot else _clock(row.text("time")),
        "accounts": "\n".join(opened.accounts),
        "media": "\n".join(short(asset.name) for asset in opened.assets),
        "tags": " ".join(row.text("tags").split()),
        "note": " ".join(row.text("note").split()),
        "draft": "yes" if row.text("status").lower() == "draft" else "",
        WORDS: opened.words(),
    }
    found |= {words_field(variant): opened.words(variant) for variant in opened.files if variant}
    return found | {alt_field(short(asset.name)): asset.alt for asset in opened.assets}


def _clock(text: str) -> str:
    found = parse_time(text)
    return f"{found.value:%H:%M}" if found else text


def short(name: str) -> str:
    """A picture's name within media/."""
    return name.removeprefix("media/")


def words_field(variant: str) -> str:
    return f"{WORDS}:{variant}" if variant else WORDS


def alt_field(picture: str) -> str:
    return f"{ALT}{picture}"


def variant_of(name: str) -> str | None:
    """The variant a field's words are for (blank: the caption itself), or None for another field."""
    head, _, variant = name.partition(":")
    return variant if head == WORDS else None


def draft_of(fields: Fields) -> Draft:
    """The form as a draft. What is no date or time is none."""
    pictures = lines(fields.get("media", ""))
    return Draft(
        day_of(fields.get("date", "")),
        time_of(fields.get("time", "")),
        lines(fields.get("accounts", "")),
        {variant: text for name, text in fields.items() if (variant := variant_of(name)) is not None},
        tuple((one, fields.get(alt_field(one), "")) for one in pictures),
        tags_of(fields.get("tags", "")),
    )


def lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def day_of(text: str) -> date | None:
    """A day as a form's field gives it; a slip of the pen in the year is none."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.year in YEARS else None


def time_of(text: str) -> time | None:
    found = parse_time(text)
    return found.value if found else None
