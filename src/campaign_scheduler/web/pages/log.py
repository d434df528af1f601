"""The log: what went out, what did not and why; permalinks, export, and news as they come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ...model.delivery import SCREEN_WORDS, State
from ...services import history, people
from ...services import log as service
from ...services.signoff.offering import Seen
from ...services.signoff.since import changed_since
from ...services.stopping import in_words
from ...store.post_log import Filter
from .. import deciding, tokens
from ..desk import Desk
from ..door import Asked, go, ours, page, position, position_text
from ..forms import Form
from ..paint import paint, strips, zone_of

LOOK_EVERY = 1.0
LASTS = 300.0
"""Seconds until a browser asks for news again, and whether its session goes on is seen again."""
MOST_LISTENERS = 200
_listeners = 0


def log(asked: Asked) -> Response:
    wanted = _wanted(asked.query)
    found = history.log_page(asked.app, wanted, position(asked.query.get("before")))
    return paint(
        asked,
        "log-rows.html" if asked.query.get("part") else "log.html",
        bare=bool(asked.query.get("part")),
        found=found,
        wanted=wanted,
        states=[(state.value, SCREEN_WORDS[state]) for state in State],
        accounts=[(one.id, one.label) for one in asked.board.reading.workspace.accounts.values()],
        older=_link(asked.query, found.older),
        export=urlencode([(name, value) for name in FIELDS for value in asked.query.all(name) if value]),
        zone=zone_of(asked),
        board=asked.board,
        query=asked.query,
    )


FIELDS = ("account", "state", "tag", "post", "since", "until")


def _wanted(query: Form) -> Filter:
    states = tuple(State(one) for one in query.all("state") if one in list(State))
    return Filter(
        accounts=tuple(filter(None, query.all("account"))),
        states=states,
        tags=tuple(filter(None, query.all("tag"))),
        posts=tuple(filter(None, query.all("post"))),
        since=_day(query.get("since")),
        until=_day(query.get("until"), timedelta(days=1)),
    )


def _day(text: str, later: timedelta = timedelta(0)) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) + later
    except (ValueError, OverflowError):
        return None


def _link(query: Form, older: tuple[datetime, int] | None) -> str:
    if older is None:
        return ""
    fields = [(name, value) for name in FIELDS for value in query.all(name) if value]
    return "/log?" + urlencode([*fields, ("before", position_text(older))])


def one(asked: Asked) -> Response:
    """A delivery at its own lasting address."""
    entry, found = history.entry(asked.app, asked.number("number"))
    since = changed_since(asked.app, [entry]).get(entry.delivery_id, ())
    return paint(asked, "log-entry.html", entry=entry, events=found, since=since)


def events(asked: Asked) -> Response:
    """What people and the program did."""
    found = history.event_page(asked.app, asked.query.number("before"))
    older = f"/log/events?before={found[-1].id}" if len(found) == history.EVENTS else ""
    return paint(asked, "events.html", events=found, older=older)


def as_csv(asked: Asked) -> Response:
    text = service.as_csv(service.log(asked.app, _wanted(asked.query)))
    return _file(text, "text/csv; charset=utf-8", "post-log.csv")


def as_json(asked: Asked) -> Response:
    found = [service.as_json(entry) for entry in service.log(asked.app, _wanted(asked.query))]
    return _file(json.dumps(found, indent=2, ensure_ascii=False), "application/json", "post-log.json")


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, headers={"content-type": kind, "content-disposition": f'attachment; filename="{name}"'})


def send(asked: Asked) -> Response:
    number = asked.number("number")
    stop = asked.acting.send_now(number)
    if stop is None:
        asked.say("It goes out now.")
    else:
        asked.say(
            "It waits: %(what)s is stopped, so nothing goes out until that ends.",
            tone="warn",
            link="/stop",
            link_words="Go on",
            what=asked.told(in_words(stop)),
        )
    return _back(asked, number)


def approve(asked: Asked) -> Response:
    """The words and pictures that the form was shown with, and no others."""
    number = asked.number("number")
    done = asked.acting.approve([Seen(number, asked.form.get("content"))])
    for refused in done.refused:
        asked.tell([deciding.refused(asked, refused)])
    asked.tell(deciding.approved(asked, done))
    return _back(asked, number)


def hold(asked: Asked) -> Response:
    number = asked.number("number")
    asked.acting.hold(number, reason=asked.form.get("reason")[:500])
    asked.say("It is on hold. It goes out when somebody sends it.")
    return _back(asked, number)


def cancel(asked: Asked) -> Response:
    number = asked.number("number")
    asked.acting.cancel(number, reason=asked.form.get("reason")[:500])
    asked.say("It is cancelled and will not go out.")
    return _back(asked, number)


def resolve(asked: Asked) -> Response:
    """The two buttons under "We're not sure it went out"."""
    number, there = asked.number("number"), asked.form.get("there") == "yes"
    asked.acting.resolve(number, published=asked.form.get("address").strip() if there else None)
    if there:
        asked.say("Noted: it is out.")
    else:
        asked.say("Noted: it is not there. It is on hold until somebody sends it.")
    return _back(asked, number)


def _back(asked: Asked, number: int) -> Response:
    return go(ours(asked.form.get("back"), f"/log/{number}"))


def notices(asked: Asked) -> Response:
    """The strips of a page that is open, again."""
    return strips(asked, asked.query.get("at"))


async def live(request: Request) -> Response:
    """News of the store as server-sent events: only that there is some. Whoever wants to know reads the page again."""
    desk: Desk = request.app.state.desk
    token = request.cookies.get(tokens.SESSION, "")
    session = await anyio.to_thread.run_sync(people.session, desk.app, token) if token else None
    if session is None or _listeners >= MOST_LISTENERS:
        return Response(status_code=401 if session is None else 503)
    return StreamingResponse(_news(request, desk), media_type="text/event-stream")


async def _news(request: Request, desk: Desk) -> AsyncIterator[str]:
    global _listeners
    _listeners += 1
    try:
        known, ends = desk.pulse.number(), asyncio.get_running_loop().time() + LASTS
        yield f"retry: 3000\nevent: hello\ndata: {known}\n\n"
        while asyncio.get_running_loop().time() < ends and not await request.is_disconnected():
            await asyncio.sleep(LOOK_EVERY)
            number = await anyio.to_thread.run_sync(desk.pulse.number)
            yield f"event: moved\ndata: {number}\n\n" if number != known else ": still here\n\n"
            known = number
    finally:
        _listeners -= 1


ROUTES = [
    page("/log", log),
    page("/log/events", events),
    page("/log/export.csv", as_csv),
    page("/log/export.json", as_json),
    page("/log/{number}", one),
    page("/log/{number}/send", None, send),
    page("/log/{number}/approve", None, approve),
    page("/log/{number}/hold", None, hold),
    page("/log/{number}/cancel", None, cancel),
    page("/log/{number}/resolve", None, resolve),
    page("/strips", notices),
    Route("/live", live),
]
