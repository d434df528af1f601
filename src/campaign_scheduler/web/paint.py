"""Templates to pages: what all of them can say, and the frame around them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from .. import __version__
from ..model.delivery import HANDED_OVER, SCREEN_WORDS, State
from ..model.freeze import Freeze
from ..model.person import ROLE_WORDS, May, Role
from ..rendering.marking import marked
from ..services import log as log_service
from ..signoff.words import around
from ..store.post_log import Entry
from . import dates, tokens
from .door import Asked
from .happenings import happening
from .names import browser, profile
from .next_steps import on_page
from .told import told
from .words import ENGLISH, catalogue

TONES = {
    "published": "good",
    "scheduled": "calm",
    "publishing": "busy",
    "awaiting_signoff": "wait",
    "held": "wait",
    "missed": "wait",
    "failed": "bad",
    "unconfirmed": "bad",
    "problem": "bad",
    "new": "fresh",
    "draft": "off",
    "cancelled": "off",
}
STATIC = ("app.css", "app.js", "bring-in.css", "bring-in.js", "icon.svg")
SHORTEST_DETAIL = 140


def paint(asked: Asked, template: str, *, status: int = 200, bare: bool = False, **values: Any) -> Response:
    """A page; with `bare`, without the frame's own reading (for who is not signed in, and for parts of a page)."""
    frame = {} if bare or asked.session is None else _frame(asked)
    text = _environment(asked.language).get_template(template).render(_common(asked) | frame | values)
    response = HTMLResponse(text, status)
    if asked.session is None and not asked.request.cookies.get(tokens.VISIT):
        tokens.put(response, tokens.VISIT, asked.token, secure=asked.desk.secure)
    return response


def piece(asked: Asked, template: str, **values: Any) -> str:
    """A part of a page, for its script to put in place."""
    values |= {"board": asked.board, "zone": zone_of(asked)}
    return _environment(asked.language).get_template(template).render(_common(asked) | values).strip()


def strips(asked: Asked, path: str) -> Response:
    """What stands above the page at `path`, for its script. What was said after a form is left for the next page."""
    text = piece(asked, "strips.html", path=path, signs=asked.desk.signs(), said=())
    return HTMLResponse(text)


def _common(asked: Asked) -> dict[str, Any]:
    if not asked.token:
        asked.token = tokens.new()
    return {
        "asked": asked,
        "person": asked.session.person if asked.session else None,
        "proof": Markup('<input type="hidden" name="token" value="%s">') % tokens.proof(asked.token),
        "proof_value": tokens.proof(asked.token),
        "path": asked.request.url.path,
        "now": asked.app.clock.now(),
        "zone": ZoneInfo("UTC"),
        "language": asked.language,
        "framed": False,
        "speech": catalogue(asked.language),
    }


def _frame(asked: Asked) -> dict[str, Any]:
    board = asked.board
    return {
        "framed": True,
        "board": board,
        "campaign": board.reading.workspace.campaign,
        "zone": zone_of(asked),
        "signs": asked.desk.signs(),
        "said": asked.desk.said(asked.session.id) if asked.session else [],
    }


def zone_of(asked: Asked) -> ZoneInfo:
    """The zone all times are shown in: the campaign's."""
    campaign = asked.board.reading.workspace.campaign
    return campaign.zone if campaign else ZoneInfo("UTC")


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update({"May": May, "State": State, "state_words": SCREEN_WORDS, "role_words": ROLE_WORDS})
    environment.globals.update(
        {"static": _static_address, "version": __version__, "tones": TONES, "handed_over": HANDED_OVER}
    )
    environment.filters.update(_filters())
    return environment


def _filters() -> dict[str, Any]:
    return {
        "day": _dated(dates.day),
        "short_day": _dated(dates.short_day),
        "month": _dated(dates.month),
        "when": _timed(dates.when),
        "exactly": _timed(dates.exactly),
        "clock": _clock,
        "away": _away,
        "weekday": _dated(dates.weekday),
        "place": _place,
        "frozen": _frozen,
        "role": _role,
        "marked": marked,
        "utc": log_service.utc,
        "brief": _brief,
        "length_of": _length,
        "around": around,
        "on_page": _on_page,
        "sentence": _sentence,
        "happening": _happening,
        "browser": _browser,
        "capital": lambda text: text[:1].upper() + text[1:],
        "profile": _profile,
    }


def _dated(form: Any) -> Any:
    @pass_context
    def show(context: Context, moment: date) -> str:
        return str(form(moment, context["speech"].gettext))

    return show


def _timed(form: Any) -> Any:
    @pass_context
    def show(context: Context, moment: datetime, zone: ZoneInfo | None = None) -> Markup:
        words = form(moment, zone or context["zone"], context["speech"].gettext)
        return Markup('<time datetime="%s">%s</time>') % (log_service.utc(moment), words)

    return show


@pass_context
def _clock(context: Context, moment: datetime) -> str:
    return f"{moment.astimezone(context['zone']):%H:%M}"


@pass_context
def _away(context: Context, moment: datetime) -> str:
    return dates.away(moment, context["now"], context["speech"].gettext, context["speech"].ngettext)


@pass_context
def _length(context: Context, length: timedelta) -> str:
    return dates.length(length, context["speech"].ngettext)


@pass_context
def _place(context: Context, zone: ZoneInfo) -> str:
    return dates.place(zone, context["speech"].gettext)


@pass_context
def _frozen(context: Context, freeze: Freeze) -> str:
    return dates.frozen(freeze, context["zone"], context["speech"].gettext)


@pass_context
def _role(context: Context, role: Role) -> str:
    """`approver`"""
    return str(context["speech"].gettext(role.value))


@pass_context
def _on_page(context: Context, text: str, most: int = 0, ours: bool = True) -> str | Markup:
    """What the services tell, in the reader's language as far as it is known in that, and with places for commands.

    What is not is marked as English, if it is `ours` for certain and not what a person wrote. `most` shortens it.
    """
    language = context["language"]
    known = told(language, text)
    if known is None and not ours:
        known = _with_a_comment(language, text)
    words = on_page(known or text, context["speech"].gettext)
    words = _brief(words, most) if most else words
    if known or language == ENGLISH or not ours or not words:
        return words
    return Markup('<span lang="en">%s</span>') % words


def _with_a_comment(language: str, text: str) -> str | None:
    """`Dr Shah, signed in: fine by me`: what is ours, and after it what somebody said."""
    head, colon, comment = text.partition(": ")
    known = told(language, head) if colon else None
    return f"{known}: {comment}" if known else None


@pass_context
def _sentence(context: Context, text: str) -> str | Markup:
    """The same as a sentence of its own: with a capital and a full stop."""
    words = _on_page(context, text)
    plain = words.striptags() if isinstance(words, Markup) else words
    whole = plain[:1].upper() + plain[1:] + ("" if plain[-1:] in (".", "!", "?") else ".")
    return Markup('<span lang="en">%s</span>') % whole if isinstance(words, Markup) else whole


@pass_context
def _happening(context: Context, kind: str) -> str:
    return happening(kind, context["speech"].gettext)


@pass_context
def _browser(context: Context, agent: str) -> str:
    return browser(agent, context["speech"].gettext)


@pass_context
def _profile(context: Context, entry: Entry) -> str:
    """`Our Trust on Mastodon`, of a post to an account."""
    return profile(context["board"], entry.account, entry.platform, context["speech"].gettext)


def _brief(text: str, most: int = SHORTEST_DETAIL) -> str:
    """The first words, ending at one."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0].rstrip(',.;:')}…"


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """The files of ours that pages ask for: name to bytes and a name of this very content."""
    folder = files(__package__).joinpath("static")
    found = {name: folder.joinpath(name).read_bytes() for name in STATIC}
    return {name: (content, sha256(content).hexdigest()[:12]) for name, content in found.items()}


def _static_address(name: str) -> str:
    return f"/static/{static_files()[name][1]}/{name}"
