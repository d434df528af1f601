"""The calendar: month, week and list, filters, today and what goes out next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from ...model.delivery import State
from ...model.freeze import Freeze
from ...services import calendar as service
from ...services import holidays, signs
from ...services.calendar_items import Item, Standing, Wanted, words_of
from ..door import Asked, page
from ..forms import Form
from ..paint import paint, zone_of

VIEWS = ("month", "week", "list")
IN_A_DAY = {"month": 5, "week": 20, "list": 100}
"""How many posts of a day are shown before a link to the rest."""
NEXT = 3
MOST_TODAY = 12
LIST_DAYS = 31


@dataclass
class Day:
    """A cell: its posts, how many more there are, and why a day may be special."""

    date: date
    outside: bool = False
    today: bool = False
    items: Sequence[Item] = ()
    more: int = 0
    holiday: str = ""
    freezes: list[Freeze] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a view shows, and how one goes to the days before and after."""

    view: str
    first: date
    last: date
    before: date
    after: date
    month: date | None = None


def calendar(asked: Asked) -> Response:
    zone = zone_of(asked)
    here = asked.app.clock.now().astimezone(zone).date()
    view = asked.query.get("view") if asked.query.get("view") in VIEWS else "month"
    on, wanted = _day(asked.query.get("on")) or here, _wanted(asked.query)
    span = _span(view, on)
    days = _days(asked, span, zone, here, wanted)
    return paint(
        asked,
        "calendar.html",
        span=span,
        on=on,
        today=here,
        days=days,
        weeks=[days[start : start + 7] for start in range(0, len(days), 7)],
        wanted=wanted,
        choices=_choices(asked),
        holidays=holidays.named(holidays.place_of(asked.board.reading.workspace.campaign)),
        link=lambda **more: _link(view, on, wanted, more),
        front=_front(asked, zone, here),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2200 else None


def _wanted(query: Form) -> Wanted:
    return Wanted(
        query.get("campaign"),
        tuple(filter(None, query.all("account"))),
        tuple(filter(None, query.all("state"))),
        tuple(filter(None, query.all("tag"))),
    )


def _span(view: str, on: date) -> Span:
    monday = on - timedelta(days=on.weekday())
    if view == "week":
        return Span(view, monday, monday + timedelta(days=6), on - timedelta(days=7), on + timedelta(days=7))
    if view == "list":
        far = timedelta(days=LIST_DAYS)
        return Span(view, on, on + far - timedelta(days=1), on - far, on + far)
    first = on.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    last = after - timedelta(days=1)
    return Span(
        view,
        first - timedelta(days=first.weekday()),
        last + timedelta(days=6 - last.weekday()),
        (first - timedelta(days=1)).replace(day=1),
        after,
        first,
    )


def _days(asked: Asked, span: Span, zone: ZoneInfo, today: date, wanted: Wanted) -> list[Day]:
    shown = service.posts(asked.app, asked.board, span.first, span.last, zone, wanted, IN_A_DAY[span.view])
    days = [
        Day(
            one,
            bool(span.month and one.month != span.month.month),
            one == today,
            shown.days.get(one, ()),
            shown.more.get(one, 0),
        )
        for one in _each(span.first, span.last)
    ]
    _mark(asked, days, zone)
    return days


def _mark(asked: Asked, days: Sequence[Day], zone: ZoneInfo) -> None:
    """Bank holidays and freezes."""
    campaign = asked.board.reading.workspace.campaign
    frozen = list(campaign.freezes) if campaign else []
    place = holidays.place_of(campaign)
    for name, known in signs.all_freezes(asked.app).items():
        frozen += known if not campaign or name != campaign.id else []
    for one in days:
        one.holiday = holidays.days(place, one.date.year).get(one.date, "")
        start, end = _start(one.date, zone), _start(one.date + timedelta(days=1), zone)
        one.freezes = [freeze for freeze in frozen if freeze.starts_at < end and freeze.ends_at > start]


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _front(asked: Asked, zone: ZoneInfo, today: date) -> dict[str, Any]:
    """What a person wants to know first: today's posts, and what goes out next."""
    now = asked.app.clock.now()
    todays = service.posts(asked.app, asked.board, today, today, zone, most=MOST_TODAY).days.get(today, ())
    coming = [
        item for item in service.coming(asked.app, asked.board, now, NEXT) if item.at.astimezone(zone).date() != today
    ]
    return {"today": todays, "coming": coming}


def _choices(asked: Asked) -> dict[str, Any]:
    """What the filters offer."""
    workspace = asked.board.reading.workspace
    return {
        "accounts": [(name, account.label, account.platform) for name, account in workspace.accounts.items()],
        "states": [(one.value, words_of(one)) for one in (*Standing, *State)],
        "tags": service.tags(asked.board),
        "campaigns": [name for name in (workspace.campaign.id if workspace.campaign else "",) if name],
    }


def _link(view: str, on: date, wanted: Wanted, more: dict[str, Any]) -> str:
    """The same calendar with something else chosen."""
    fields: dict[str, Any] = {"view": view, "on": on.isoformat(), "account": wanted.accounts}
    fields |= {"state": wanted.standings, "tag": wanted.tags, "campaign": wanted.campaign}
    return "/?" + urlencode({name: value for name, value in (fields | more).items() if value}, doseq=True)


ROUTES = [page("/", calendar)]
