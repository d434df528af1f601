"""A file from another tool becomes a proposal: what was recognised, how it was read, and what would be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from ..model.campaign import Campaign
from ..model.errors import InputError
from ..model.problem import Problem
from ..spreadsheets import TableError
from ..spreadsheets.grid import Grid, read_grid
from ..workspace.dates import DateReader
from ..workspace.reader import Parts
from ..workspace.words import clean
from .counting import counted
from .destinations import Destinations
from .drafting import Drafting
from .entries import Entry, entries
from .meanings import order_said
from .moments import MomentReader, Proof, proof
from .own import OwnReader
from .proposal import Draft, Picture, Proposal, Source
from .recognise import Found, NotACalendar, recognise
from .tools import OWN

MOST_ROWS = 5_000
SHOWN = 12
"""Lines that are listed by name; the rest are counted."""
IN_WORDS = {"dmy": "day first", "mdy": "month first"}


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may say of a file. `order` is `dmy`, `mdy` or blank; `accounts` map names to account ids."""

    order: str = ""
    zone: ZoneInfo | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()


def open_file(path: Path) -> tuple[Grid, tuple[Found, ...]]:
    """The file and the calendars in it. Raises InputError when it cannot be read or is no posting calendar."""
    try:
        grid = read_grid(path)
    except TableError as error:
        raise InputError([Problem(error.code, error.message, error.remedy, file=path.name, line=error.line)]) from None
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        raise InputError(
            [Problem("file-unreadable", message, "Check its name and permissions.", file=path.name)]
        ) from None
    found = [recognise(sheet) for sheet in grid.sheets]
    calendars = tuple(one for one in found if isinstance(one, Found))
    if not calendars:
        raise InputError(_refusals(path.name, [one for one in found if isinstance(one, NotACalendar)]))
    if not is_own(calendars):
        _refuse_too_many(path.name, sum(len(one.rows) for one in calendars))
    return grid, calendars


def _refusals(file: str, found: Sequence[NotACalendar]) -> list[Problem]:
    remedy = "Choose another file, or give it headings such as Date, Time, Text, Accounts."
    empty = [NotACalendar("", "calendar-empty", "The workbook has no rows.")]
    return [
        Problem(one.code, f"This is not a posting calendar. {_of_sheet(one)}{one.reason}", remedy, file=file)
        for one in found or empty
    ]


def _of_sheet(one: NotACalendar) -> str:
    return f"Sheet {one.sheet}: " if one.sheet else ""


def _refuse_too_many(file: str, rows: int) -> None:
    if rows > MOST_ROWS:
        message = f"The file has {rows:,} rows; one import takes at most {MOST_ROWS:,}."
        raise InputError([Problem("calendar-too-long", message, "Split it into several files.", file=file)])


def is_own(found: Sequence[Found]) -> bool:
    """Whether the file is a calendar of our own form, to be compared rather than added."""
    return any(one.tool == OWN for one in found)


def propose(file: str, grid: Grid, found: Sequence[Found], parts: Parts, options: Options, today: date) -> Proposal:
    """What importing would do. Raises InputError: an order of dates open or contradicted, an account unknown."""
    campaign = parts.campaign
    assert campaign is not None
    rows = [entry for one in found for entry in entries(one)]
    shown = _shown(found, rows)
    order = _order(file, shown, options.order)
    destinations = Destinations(campaign, parts.accounts, parts.names, options.accounts)
    _refuse_unknown(campaign, options)
    dates = DateReader(order, today, campaign.window.start, campaign.window.end)
    home = options.zone or campaign.zone
    drafting = Drafting(
        file,
        MomentReader(dates, campaign.zone, home),
        destinations,
        options.chosen,
        media=parts.media.names,
    )
    drafting.add(rows)
    source = Source(
        file,
        " and ".join(dict.fromkeys(one.tool for one in found)),
        grid.read_as + ("" if grid.certain else " (by likelihood: look at the accents)"),
        found[0].how,
        _dates_in_words(shown, options.order, order),
        home.key,
        len(rows),
    )
    return _proposal(source, drafting, parts, rows, today)


def order_of(file: str, found: Sequence[Found], options: Options) -> str:
    """The order of day and month in a file of our own form. Raises InputError where it is open or contradicted."""
    rows = [entry for one in found for entry in entries(one)]
    return _order(file, _shown(found, rows), options.order)


def _shown(found: Sequence[Found], rows: Sequence[Entry]) -> Proof:
    """What the dates prove, and what a heading such as `Date (DD/MM/YYYY)` says of them."""
    shown = proof((entry.place, entry.written) for entry in rows)
    said = {order: heading for one in found for heading in one.headings if (order := order_said(heading))}
    day_first = (*shown.day_first, *(f"the heading {said[order]!r}" for order in said if order == "dmy"))
    month_first = (*shown.month_first, *(f"the heading {said[order]!r}" for order in said if order == "mdy"))
    return Proof(day_first, month_first, shown.open)


def _order(file: str, shown: Proof, given: str) -> str:
    """The order of day and month: told and not contradicted, or proved. Raises InputError otherwise."""
    against = {"dmy": shown.month_first, "mdy": shown.day_first}.get(given, ())
    if against:
        message = f"The dates are said to be {IN_WORDS[given]}, but {_places(against)} can only be the other way."
        raise InputError([Problem("date-order", message, "Leave --dates out, or correct these dates.", file=file)])
    if given:
        return given
    if shown.day_first and shown.month_first:
        message = (
            f"The file mixes its dates: {_places(shown.day_first)} can only be day first, "
            f"{_places(shown.month_first)} only month first."
        )
        raise InputError([Problem("date-order", message, "Write all of them like 2026-10-13.", file=file)])
    if shown.open and not shown.order:
        raise InputError([_open(file, shown)])
    return shown.order


def _open(file: str, shown: Proof) -> Problem:
    lines = [f"{place}: {text}" for place, text in shown.open[:SHOWN]]
    more = f", and {len(shown.open) - SHOWN} more" if len(shown.open) > SHOWN else ""
    message = f"Nothing in the file shows whether the day or the month comes first. {', '.join(lines)}{more}."
    return Problem("date-order-open", message, "Say which with --dates day-first or --dates month-first.", file=file)


def _places(places: Sequence[str]) -> str:
    more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
    return ", ".join(places[:SHOWN]) + more


def _dates_in_words(shown: Proof, given: str, order: str) -> str:
    if given:
        return f"{IN_WORDS[given]}, as you said"
    if not order:
        return "they can be read in one way only"
    proofs = shown.day_first if order == "dmy" else shown.month_first
    return f"{IN_WORDS[order]}, as {proofs[0]} shows"


def _refuse_unknown(campaign: Campaign, options: Options) -> None:
    told = {part.strip() for value in options.accounts.values() for part in value.split(",")} | set(options.chosen)
    wrong = sorted(told - set(campaign.accounts))
    if wrong:
        names = ", ".join(campaign.accounts)
        raise InputError(
            [Problem("account-unknown", f"{one} is no account of this campaign.", f"Use {names}.") for one in wrong]
        )


def _proposal(source: Source, drafting: Drafting, parts: Parts, rows: Sequence[Entry], today: date) -> Proposal:
    known = {row.text("id").lower(): row for row in parts.calendar.rows} if parts.calendar else {}
    there = tuple(draft for draft in drafting.drafts if draft.id.lower() in known)
    new = tuple(draft for draft in drafting.drafts if draft.id.lower() not in known)
    used = {draft.caption for draft in new}
    captions = tuple(one for name, one in drafting.captions.items() if name in used and name not in parts.captions)
    pictures = tuple(dict.fromkeys(picture for one in captions for picture in one.pictures))
    here = OwnReader(parts, today)
    moved = [(draft, here.when(known[draft.id.lower()])) for draft in there]
    return Proposal(
        source,
        new,
        captions,
        there,
        tuple((draft, when) for draft, when in moved if when != draft.when),
        tuple(drafting.skipped),
        drafting.destinations.told,
        pictures,
        tuple(_losses(drafting, new, pictures, parts, rows, today)),
        tuple(drafting.problems),
    )


def _losses(
    drafting: Drafting,
    new: Sequence[Draft],
    pictures: Sequence[Picture],
    parts: Parts,
    rows: Sequence[Entry],
    today: date,
) -> list[str]:
    """What is not taken over, or needs a hand, in words."""
    found = [f"{heading}: {counted(count, 'row')}, not taken over" for heading, count in drafting.lost.items()]
    if away := sum(1 for one in pictures if one.url):
        found.append(f"{counted(away, 'picture')} on the web: nothing is fetched, save each into media/ under its name")
    missing = [one.file for one in pictures if not one.url and one.file not in parts.media.names]
    if missing:
        found.append(f"{counted(len(missing), 'picture')} not in media/: {_places(missing)}")
    said = {clean(one.base.text)[0]: name for name, one in parts.captions.items() if one.base}
    twice = {
        name: said[one.text] for name, one in drafting.captions.items() if one.text in said and name != said[one.text]
    }
    if twice:
        found.append(f"words that a caption here says already: {_places(sorted(set(twice.values())))}")
    if bare := sum(1 for one in pictures if not one.alt):
        found.append(f"{counted(bare, 'picture')} without alt text, which you must write before the post can go out")
    if undated := sum(1 for one in new if one.day is None or one.at is None):
        found.append(f"{counted(undated, 'draft')} without a whole date and time")
    if past := sum(1 for one in new if one.day is not None and one.day < today):
        found.append(f"{counted(past, 'draft')} in the past")
    if rows and not any(entry.accounts for entry in rows) and not drafting.chosen:
        found.append("the file does not say which accounts: every account of the campaign, or choose with --accounts")
    if len(new) != len({one.caption for one in new}):
        found.append(
            "some words go out more than once: write yes under repeat for those that should, on the same account"
        )
    return found
