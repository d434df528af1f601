"""A calendar's rows as what they mean: words, moment, accounts as written, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..spreadsheets import Cell
from ..spreadsheets.formulas import restored
from ..workspace.words import BROKEN, clean
from .meanings import title_of
from .moments import Written, split
from .recognise import Found

TRUE = frozenset({"true", "yes", "y", "x", "1", "✓", "✔", "☑", "on"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `place` is `line 12` (with its sheet where there are several); `texts` are words for one network.

    `accounts` are names as written; `marked` whether the file says at all where a row goes. `lost` are headings
    whose cells are filled and have no place in our calendar. `beyond` is the first cell past the last heading.
    """

    line: int
    place: str
    written: Written
    text: str
    texts: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    media: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    status: str = ""
    lost: tuple[str, ...] = ()
    beyond: str = ""


def entries(found: Found) -> Iterator[Entry]:
    """Each row that has anything in a column we know."""
    for line, cells in found.rows:
        if any(_text(cell) for cell, one in zip(cells, found.columns, strict=False) if one):
            yield _entry(found, line, cells)


def _entry(found: Found, line: int, cells: Sequence[Cell]) -> Entry:
    by: dict[str, list[Cell]] = {}
    for one, cell in zip(found.columns, cells, strict=False):
        by.setdefault(one, []).append(cell)
    texts = {_network(one): words for one in by if one.startswith("text:") and (words := _words(by[one][0]))}
    text, captions = _captions(_words(_first(by, "text")), found.tool)
    media, alts = _pictures(by.get("media", []), by.get("alt", []))
    return Entry(
        line,
        f"{found.sheet}, line {line}" if found.sheet else f"line {line}",
        _moment(by),
        _with_hashtags(text, by.get("hashtags", [])),
        texts,
        _text(_first(by, "link")),
        media,
        alts if any(alts) else captions,
        _accounts(by, texts),
        _parts(", ".join(_text(cell) for cell in by.get("tags", ())), r"[,;|]"),
        "; ".join(filter(None, (_text(cell) for cell in by.get("note", ())))),
        _text(_first(by, "status")),
        _lost(found, cells),
        next((_text(cell) for cell in cells[len(found.columns) :] if _text(cell)), ""),
    )


def _network(column: str) -> str:
    return column.partition(":")[2]


def _moment(by: Mapping[str, list[Cell]]) -> Written:
    moment = _first(by, "moment")
    day = moment if moment not in (None, "") else _first(by, "date")
    return split(day, _first(by, "time"), _first(by, "zone"), _first(by, "weekday"))


def _accounts(by: Mapping[str, list[Cell]], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Names in a cell, networks whose column is ticked, and those whose column holds words."""
    named = _parts(_text(_first(by, "accounts")), r"[,;\n|&+]|\s/\s")
    ticked = [_network(one) for one in by if one.startswith("flag:") and _text(by[one][0]).lower() in TRUE]
    return tuple(dict.fromkeys((*named, *map(title_of, (*ticked, *texts)))))


def _with_hashtags(text: str, cells: Sequence[Cell]) -> str:
    hashtags = " ".join(filter(None, map(_text, cells)))
    return f"{text}\n\n{hashtags}" if hashtags and text and hashtags not in text else text


def _pictures(media: Sequence[Cell], alts: Sequence[Cell]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pictures and their alt texts, one for one: column by column where there are several, else part by part."""
    if len(media) > 1 and len(alts) > 1:
        pairs = [(_text(one), _text(alts[at]) if at < len(alts) else "") for at, one in enumerate(media)]
        filled = [(one, alt) for one, alt in pairs if one]
        return tuple(one for one, _ in filled), tuple(alt for _, alt in filled)
    names = tuple(name for cell in media for name in _names(_text(cell)))
    written = [alt for cell in alts if _text(cell) for alt in re.split(r"\s*\|\|?\s*", _text(cell))]
    return names, tuple(written) if len(names) > 1 else (" ".join(written),) if written else ()


def _first(by: Mapping[str, list[Cell]], name: str) -> Cell:
    return next((cell for cell in by.get(name, ()) if cell not in (None, "")), None)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return restored(str(cell)).strip()


def _words(cell: Cell) -> str:
    """The words without damaged characters; a vertical tab is a line break of some programs."""
    text = restored(str(cell)).replace("\x0b", "\n") if cell is not None else ""
    return BROKEN.sub("?", clean(text)[0]).strip()


def _captions(text: str, tool: str) -> tuple[str, tuple[str, ...]]:
    """Publer's first form writes captions of the pictures after the words, behind two bars."""
    if tool != "Publer" or "||" not in text:
        return text, ()
    words, *rest = (part.strip() for part in text.split("||"))
    return words, tuple(rest)


def _names(cell: str) -> tuple[str, ...]:
    """Several web addresses or file names in one cell. A comma inside an address is not a separator."""
    if not cell or cell.lower() in ("none", "n/a", "-", "no image", "tbc"):
        return ()
    parts = re.split(r"[;|\n]\s*|\s*,\s*(?=https?://)|\s+(?=https?://)", cell)
    if len(parts) == 1 and "://" not in cell:
        parts = cell.split(",")
    return tuple(part.strip(" ,") for part in parts if part.strip(" ,"))


def _parts(cell: str, separators: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(separators, cell) if part.strip()))


def _lost(found: Found, cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(
        heading
        for heading, one, cell in zip(found.headings, found.columns, cells, strict=False)
        if heading
        and _text(cell)
        and one in ("", "video", "comment", "title", "lost", "metric", "money")
        and _text(cell).lower() not in ("false", "0")
    )
