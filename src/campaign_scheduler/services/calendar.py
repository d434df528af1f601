"""The calendar as people look at it: each post once, whether it is a draft, saved, scheduled or out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..model.account import Account
from ..model.delivery import State
from ..model.workspace import WrittenRow
from ..store import Connection, agenda
from ..store.agenda import Chosen, Content, Due, Slim
from ..store.types import to_text
from .app import App
from .board import Board
from .calendar_items import EVERYTHING, Item, Part, Standing, Wanted


@dataclass(frozen=True, slots=True)
class Shown:
    """The posts of some days, by day in order; `more` counts those of a day that are not among them."""

    days: Mapping[date, Sequence[Item]]
    more: Mapping[date, int]


def posts(
    app: App, board: Board, first: date, last: date, zone: ZoneInfo, wanted: Wanted = EVERYTHING, most: int = 100
) -> Shown:
    """The posts from `first` to `last`, at most so many a day."""
    since, until = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    with app.store() as store, store.read() as connection:
        slim, more = _first_of_each_day(
            agenda.between(connection, since, until, _chosen(wanted)), first, last, zone, most
        )
        due = agenda.by_number(connection, (one.id for one in slim))
        ours = _campaign(board)
        names = {one.post_id for one in due if one.campaign == ours}
        rows = [row for row in board.rows.values() if row.slot is not None and since <= row.slot.due_at < until]
        due += [one for row in rows if row.id and row.id not in names for one in _elsewhere(connection, board, row)]
        items = [*_from_rows(board, rows, due), *_from_store(connection, board, due, since, until)]
    return _by_day(sorted((item for item in items if wanted.shows(item)), key=_order), more, zone, most)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _order(item: Item) -> tuple[datetime, str]:
    return (item.at, item.post_id)


def _chosen(wanted: Wanted) -> Chosen:
    """What the store itself can leave out. Where a standing of the files is asked for, it leaves out nothing."""
    states = tuple(State(one) for one in wanted.standings if one in list(State))
    return Chosen(wanted.campaign, wanted.accounts, states if len(states) == len(wanted.standings) else (), wanted.tags)


def _first_of_each_day(
    found: Sequence[Slim], first: date, last: date, zone: ZoneInfo, most: int
) -> tuple[list[Slim], dict[date, int]]:
    """The deliveries of the first `most` posts of each day, and how many posts more there are."""
    times, kept, more, start = [one.at for one in found], list[Slim](), dict[date, int](), 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        end = bisect_left(times, to_text(_midnight(day + timedelta(days=1), zone)))
        names = dict.fromkeys((one.campaign, one.post_id) for one in found[start:end])
        shown = set(list(names)[:most])
        kept += [one for one in found[start:end] if (one.campaign, one.post_id) in shown]
        more[day] = len(names) - len(shown)
        start = end
    return kept, more


def _by_day(items: Sequence[Item], more: Mapping[date, int], zone: ZoneInfo, most: int) -> Shown:
    days: dict[date, list[Item]] = {}
    for item in items:
        days.setdefault(item.at.astimezone(zone).date(), []).append(item)
    beyond = {day: count + max(0, len(days.get(day, ())) - most) for day, count in more.items()}
    return Shown({day: found[:most] for day, found in days.items()}, beyond)


def coming(app: App, board: Board, now: datetime, limit: int) -> list[Item]:
    """What goes out next."""
    with app.store() as store, store.read() as connection:
        due = agenda.coming(connection, now, limit * 8)
        items = _from_store(connection, board, due, None, None)
    return sorted(items, key=lambda item: item.at)[:limit]


def _campaign(board: Board) -> str:
    campaign = board.reading.workspace.campaign
    return campaign.id if campaign else ""


def _elsewhere(connection: Connection, board: Board, row: WrittenRow) -> list[Due]:
    """Deliveries of a row that are scheduled at another time than the file now says, or gone out at one."""
    changed = board.changes.get(row.id, ())
    return agenda.of_post(connection, _campaign(board), row.id) if any(one.stored for one in changed) else []


def _from_rows(board: Board, rows: Iterable[WrittenRow], due: Sequence[Due]) -> list[Item]:
    stored: dict[str, dict[str, Due]] = {}
    for one in due:
        if one.campaign == _campaign(board):
            stored.setdefault(one.post_id, {})[one.account] = one
    return [
        item for row in rows if (item := _from_row(board, row, stored.get(row.id, {}) if row.id else {})) is not None
    ]


def _from_row(board: Board, row: WrittenRow, stored: Mapping[str, Due]) -> Item | None:
    """None where the store knows better: a person moved it, or nothing of it is as the row says any more."""
    name, renderings = row.id or f"~{row.line}", board.renderings.get(row.id, ())
    edited = name in board.changes and not row.draft
    assert row.slot is not None
    if stored and not edited and all(one.at != row.slot.due_at for one in stored.values()):
        return None
    problems = board.problems.get(name, ())
    errors = sum(problem.is_error for problem in problems)
    standing = Standing.DRAFT if row.draft else Standing.PROBLEM if errors or not renderings else Standing.NEW
    accounts = [one.account for one in renderings] or _accounts(board, row)
    parts = tuple(_part(board, account, standing, stored.get(account.id)) for account in accounts)
    rendered = next((one.rendered for one in renderings if one.rendered), None)
    first = rendered.media[0] if rendered and rendered.media else None
    return Item(
        campaign=_campaign(board),
        post_id=row.id,
        name=name,
        at=row.slot.due_at,
        parts=parts,
        words=row.words or row.cells.get("caption") or row.cells.get("note") or "",
        picture=(first.sha256, first.alt) if first else None,
        errors=errors,
        warnings=sum(problem.severity.value == "warning" for problem in problems),
        edited=edited,
        tags=renderings[0].post.tags if renderings else (),
        note=row.cells.get("note", ""),
    )


def _accounts(board: Board, row: WrittenRow) -> list[Account]:
    """Of a draft or a broken row: those that its cell names plainly, or all of the campaign."""
    workspace = board.reading.workspace
    ours = workspace.campaign.accounts if workspace.campaign else ()
    cell = row.cells.get("accounts", "").lower()
    named = [name for name in ours if name in cell or _platform(board, name) in cell]
    return [workspace.accounts[name] for name in named or ours if name in workspace.accounts]


def _platform(board: Board, account: str) -> str:
    found = board.reading.workspace.accounts.get(account)
    return found.platform if found else account


def _part(board: Board, account: Account, standing: Standing, stored: Due | None) -> Part:
    title = board.titles.get(account.platform, account.platform)
    now: State | Standing = stored.state if stored is not None else standing
    if standing is not Standing.NEW and now in (State.SCHEDULED, State.CANCELLED):
        now = standing
    number, code = (stored.id, stored.reason_code) if stored is not None else (None, "")
    return Part(account.id, account.label, account.platform, title, now, number, code)


def _from_store(
    connection: Connection, board: Board, due: Sequence[Due], since: datetime | None, until: datetime | None
) -> list[Item]:
    """Posts that the files no longer have, that another campaign has, or that go out at another time than planned."""
    groups: dict[tuple[str, str], list[Due]] = {}
    for one in due:
        if since is None or until is None or since <= one.at < until:
            groups.setdefault((one.campaign, one.post_id), []).append(one)
    left = {key: group for key, group in groups.items() if since is None or not _is_shown(board, group)}
    known = agenda.contents(connection, (group[0].content_hash for group in left.values()))
    return [_from_group(board, group, known.get(group[0].content_hash)) for group in left.values()]


def _is_shown(board: Board, group: Sequence[Due]) -> bool:
    """Whether its row already stands for it."""
    first = group[0]
    row = board.rows.get(first.post_id) if first.campaign == _campaign(board) else None
    if row is None or row.slot is None:
        return False
    return first.post_id in board.changes or any(one.at == row.slot.due_at for one in group)


def _from_group(board: Board, group: Sequence[Due], content: Content | None) -> Item:
    first = min(group, key=lambda one: one.at)
    row = board.rows.get(first.post_id) if first.campaign == _campaign(board) else None
    media = content.media if content else ()
    return Item(
        campaign=first.campaign,
        post_id=first.post_id,
        name=first.post_id if row is not None else "",
        at=first.at,
        parts=tuple(_stored_part(board, one) for one in group),
        words=content.words if content else "",
        picture=(str(media[0]["sha256"]), str(media[0]["alt"])) if media else None,
        edited=first.post_id in board.changes and first.campaign == _campaign(board),
        tags=first.tags,
        note=row.cells.get("note", "") if row else "",
    )


def _stored_part(board: Board, one: Due) -> Part:
    account = board.reading.workspace.accounts.get(one.account, Account(one.account, one.platform))
    return replace(
        _part(board, account, Standing.NEW, None), standing=one.state, delivery_id=one.id, reason_code=one.reason_code
    )


def tags(board: Board) -> Collection[str]:
    """Every tag of the files, in order."""
    return sorted({tag for post in board.reading.workspace.posts for tag in post.tags}, key=str.lower)
