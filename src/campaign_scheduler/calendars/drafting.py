"""Entries become drafts: captions shared where the words are the same, ids that stay the same at every import."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..model.problem import Problem, Severity
from ..workspace.ids import slug_of
from ..workspace.words import web_address
from .destinations import Destinations, Meant
from .entries import Entry
from .meanings import title_of
from .moments import Moment, MomentReader
from .proposal import Caption, Draft, Picture, Skipped

PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp)\Z", re.IGNORECASE)
OVER = frozenset(
    {"published", "posted", "sent", "done", "live", "cancelled", "canceled", "rejected", "deleted", "failed"}
)
"""Statuses of rows that are not to come."""


@dataclass
class Drafting:
    """Makes drafts of one file's entries. `chosen` are the accounts for a file that names none."""

    file: str
    moments: MomentReader
    destinations: Destinations
    chosen: tuple[str, ...] = ()
    media: Collection[str] = ()
    drafts: list[Draft] = field(default_factory=list)
    captions: dict[str, Caption] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, entries: Iterable[Entry]) -> None:
        """Every entry, each as a draft or among the skipped."""
        read = [(entry, self._moment(entry)) for entry in entries if self._is_wanted(entry)]
        parts = [(part, moment) for entry, moment in read for part in self._parted(entry)]
        for entry, moment in self._merged(parts):
            self._add(entry, moment)
        self.drafts = _numbered(self.drafts)

    def _is_wanted(self, entry: Entry) -> bool:
        if entry.status.lower() in OVER:
            self.skipped.append(Skipped(entry.place, f"its status is {entry.status}"))
            return False
        if not (entry.text or entry.texts):
            reason = "it has a picture but no words" if entry.media else "it has no words"
            self.skipped.append(Skipped(entry.place, reason))
            return False
        self.lost.update(entry.lost)
        if entry.beyond:
            message = f"The row has more cells than the file has columns; {entry.beyond[:40]!r} is not read."
            self._tell(entry, "row-too-long", message, "A comma inside a cell needs quotation marks around the cell.")
        if len(entry.alts) > len(entry.media):
            message = f"There are {len(entry.alts)} alt texts for {len(entry.media)} pictures; the rest is not kept."
            self._tell(entry, "alt-count", message, "Write one for each picture.")
        if entry.link and not _link(entry):
            message = f"{entry.link[:60]!r} is not one web address, so it is in the row's note."
            self._tell(entry, "link-wrong", message, "Write it under link, whole, with https://.")
        return True

    def _moment(self, entry: Entry) -> Moment:
        found = self.moments.read(entry.written)
        if isinstance(found, Moment):
            return found
        self._tell(entry, found.code, f"{found.message} The draft has no date yet.", found.remedy)
        return Moment(None, None)

    def _tell(self, entry: Entry, code: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(code, message, remedy, Severity.WARNING, self.file, entry.line))

    def _parted(self, entry: Entry) -> list[Entry]:
        """Words for a network that we cannot post to get a draft of their own, so that they are kept."""
        elsewhere = [name for name in entry.texts if not self.destinations.has(name)]
        ours = {name: words for name, words in entry.texts.items() if name not in elsewhere}
        names = tuple(name for name in entry.accounts if name not in map(title_of, elsewhere))
        main = [replace(entry, texts=ours, accounts=names)] if ours or (entry.text and (names or not elsewhere)) else []
        return main + [
            replace(entry, text=entry.texts[name], texts={}, accounts=(title_of(name),)) for name in elsewhere
        ]

    def _merged(self, parts: list[tuple[Entry, Moment]]) -> Iterable[tuple[Entry, Moment]]:
        """One row for the same words at the same time, however many accounts the file spreads them over."""
        found: dict[tuple[object, ...], tuple[Entry, Moment]] = {}
        for entry, moment in parts:
            key = (self._digest(entry), moment.day, moment.at, *(() if moment.day else (entry.place,)))
            if key not in found:
                found[key] = (entry, moment)
                continue
            first = found[key][0]
            if set(entry.accounts) <= set(first.accounts):
                self.skipped.append(Skipped(entry.place, f"it repeats {first.place}"))
                continue
            found[key] = (replace(first, accounts=(*first.accounts, *entry.accounts)), moment)
        return found.values()

    def _add(self, entry: Entry, moment: Moment) -> None:
        caption = self._caption(entry)
        accounts, note = self._accounts(entry)
        link = "" if _link(entry) or not entry.link else f"Link: {entry.link}"
        away = "; ".join(f"{one.file} is at {one.url}" for one in caption.pictures if one.url)
        notes = [f"From {self.file}, {entry.place}", note, _raw_moment(entry, moment), link, away, entry.note]
        self.drafts.append(
            Draft(
                caption.name,
                entry.place,
                moment.day,
                moment.at,
                self._mark(moment),
                caption.name,
                accounts,
                ". ".join(filter(None, notes)),
            )
        )

    def _mark(self, moment: Moment) -> str:
        """The offset is written only where the hour happens twice."""
        if moment.day is None or moment.at is None or not moment.mark:
            return ""
        wall = datetime.combine(moment.day, moment.at)
        offsets = {wall.replace(tzinfo=self.moments.zone, fold=fold).utcoffset() for fold in (0, 1)}
        return f"{moment.mark[:3]}:{moment.mark[3:]}" if len(offsets) > 1 else ""

    def _accounts(self, entry: Entry) -> tuple[tuple[str, ...], str]:
        """The accounts cell, and what the note says of those that could not be mapped."""
        if not entry.accounts:
            return self.chosen, ""
        meant = [self.destinations.meant(name) for name in entry.accounts]
        ours = tuple(dict.fromkeys(account for one in meant for account in one.accounts))
        others = [one for one in meant if not one.accounts]
        note = "Also for " + ", ".join(dict.fromkeys(one.name for one in others)) if others and ours else ""
        return ours or tuple(dict.fromkeys(_cell_name(one) for one in others)), note

    def _caption(self, entry: Entry) -> Caption:
        key = self._digest(entry)
        name = self._names.get(key) or f"{slug_of(_start(entry))}-{key[:6]}"
        self._names[key] = name
        if name not in self.captions:
            pictures = tuple(self._pictures(entry, name))
            self.captions[name] = Caption(name, entry.text, entry.texts, _link(entry), entry.tags, pictures)
        return self.captions[name]

    def _digest(self, entry: Entry) -> str:
        parts = (entry.text, sorted(entry.texts.items()), entry.link, entry.media, entry.alts)
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _pictures(self, entry: Entry, name: str) -> Iterable[Picture]:
        for number, written in enumerate(entry.media):
            alt = entry.alts[number] if number < len(entry.alts) else ""
            is_address = bool(re.match(r"https?://", written))
            file = _file_name(written, f"{name}-{number + 1}") if is_address else written.removeprefix("media/")
            yield Picture(file, alt, written if is_address and file not in self.media else "")


def _numbered(drafts: list[Draft]) -> list[Draft]:
    """Ids: the caption's name, and `-2`, `-3` … in order of time where its words go out again."""
    order = sorted(drafts, key=lambda one: (one.caption, one.when or "9", one.accounts))
    ids: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for draft in order:
        counts[draft.caption] += 1
        number = counts[draft.caption]
        ids[id(draft)] = draft.caption if number == 1 else f"{draft.caption}-{number}"
    return [replace(draft, id=ids[id(draft)]) for draft in drafts]


def _start(entry: Entry) -> str:
    words = entry.text or next(iter(entry.texts.values()), "")
    return " ".join(re.sub(r"https?://\S+", "", words).split()[:5])


def _link(entry: Entry) -> str:
    """One whole web address; `www.example.org/a` becomes one."""
    found = entry.link if "://" in entry.link else f"https://{entry.link}"
    is_one = web_address(found) and found.count("://") == 1 and "." in found
    return found if entry.link and is_one else ""


def _raw_moment(entry: Entry, moment: Moment) -> str:
    """What the file said of the time, where it could not be read."""
    said = " ".join(str(cell) for cell in (entry.written.day, entry.written.clock) if cell not in (None, ""))
    return f"The file says {said}" if moment.day is None and said else ""


def _cell_name(one: Meant) -> str:
    """A name that is no account, as a cell that is one name and no formula."""
    return re.sub(r"[,;/&+\n]", " ", one.name).strip(" =+-@\t\r")


def _file_name(address: str, otherwise: str) -> str:
    """A name in media/ for a picture on the web: its own where it is one, with only plain characters."""
    try:
        last = PurePosixPath(unquote(urlsplit(address).path)).name
    except ValueError:
        last = ""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip(".-")
    return plain if PICTURE.search(plain) and len(plain) <= 80 else f"{otherwise}.jpg"
