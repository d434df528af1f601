"""From a request to a page: who asks, may the form be trusted, and what a refusal looks like."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import quote, urlsplit

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ..model.errors import CampaignError, DeliveryError, EditError, InputError, NotAllowedError, PlanError
from ..model.person import Person
from ..services import people
from ..services.acting import Acting
from ..services.app import App
from ..services.board import Board
from ..services.log import utc
from ..store.people import Session
from . import tokens
from .desk import Desk, Said
from .forms import Form, query, read_form, whole
from .next_steps import on_page
from .told import told
from .words import best, catalogue

log = logging.getLogger(__name__)


@dataclass
class Asked:
    """One request. `token` is the browser's own secret: of its session, or of its visit before it signs in."""

    request: Request
    desk: Desk
    session: Session | None
    token: str
    form: Form
    query: Form

    @property
    def app(self) -> App:
        return self.desk.app

    @property
    def person(self) -> Person:
        assert self.session is not None
        return self.session.person

    @property
    def acting(self) -> Acting:
        """Every change is asked for through this."""
        return Acting(self.app, self.person)

    @cached_property
    def board(self) -> Board:
        return self.desk.board()

    @property
    def browser(self) -> str:
        return "".join(one for one in self.request.headers.get("user-agent", "") if one.isprintable())[:120]

    @property
    def place(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else ""

    def path(self, name: str) -> str:
        return str(self.request.path_params.get(name, ""))

    def number(self, name: str) -> int:
        """A number of the path. Raises HTTPException when it is none."""
        found = whole(self.path(name))
        if found is None:
            raise not_found()
        return found

    @property
    def base(self) -> str:
        """The address under which people reach this page."""
        return self.desk.public_url or f"{self.request.url.scheme}://{self.request.headers.get('host', '')}"

    @cached_property
    def language(self) -> str:
        """The first of the browser's languages that the pages speak."""
        return best(self.request.headers.get("accept-language", ""))

    def gettext(self, words: str, **values: object) -> str:
        """The words in the reader's language; `values` go into its `%(name)s`."""
        found = catalogue(self.language).gettext(words)
        return found % values if values else found

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """The same of a number, which goes into `%(num)s`."""
        return catalogue(self.language).ngettext(one, many, num) % {"num": num, **values}

    def told(self, text: str) -> str:
        """What a service tells, in the reader's language as far as it is known in that."""
        return on_page(told(self.language, text) or text, self.gettext)

    def why(self, error: CampaignError) -> str:
        """What went wrong and what to do about it, in a line."""
        message = self.told(error.message)
        stop = "." if error.remedy and message[-1:] not in ".!?" else ""
        return f"{message}{stop} {self.told(error.remedy)}".strip()

    def say(
        self, words: str, tone: str = "good", link: str = "", link_words: str = "", *, many: str = "", **values: object
    ) -> None:
        """A sentence for the next page, in the reader's language; with `many`, of a number called `num`."""
        number = values.get("num")
        said = self.ngettext(words, many, number) if isinstance(number, int) and many else self.gettext(words, **values)
        self.tell([Said(tone, said, link, self.gettext(link_words) if link_words else "")])

    def tell(self, several: Sequence[Said]) -> None:
        """Sentences for the next page, as they are."""
        for one in several:
            if self.session is not None:
                self.desk.say(self.session.id, one)


Handler = Callable[[Asked], Response]


def page(path: str, get: Handler | None = None, post: Handler | None = None, *, signed_in: bool = True) -> Route:
    """A route whose handlers run beside the event loop."""
    handlers = {"GET": get, "HEAD": get, "POST": post}
    methods = [name for name, handler in handlers.items() if handler]

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        form = await read_form(request) if request.method == "POST" else Form()
        handler = handlers[request.method]
        assert handler is not None
        return await anyio.to_thread.run_sync(_run, desk, request, form, handler, signed_in, limiter=desk.limiter)

    return Route(path, endpoint, methods=methods)


def _run(desk: Desk, request: Request, form: Form, handler: Handler, signed_in: bool) -> Response:
    token = request.cookies.get(tokens.SESSION, "")
    session = people.session(desk.app, token) if token else None
    secret = token if session else request.cookies.get(tokens.VISIT, "")
    asked = Asked(request, desk, session, secret, form, query(request))
    if session is None and signed_in:
        return _to_the_door(request)
    if request.method == "POST":
        if tokens.is_cross_site(request) or not tokens.is_proof(form.get(tokens.FIELD), secret):
            return refusal(asked, 403, _from_another_visit())
        desk.forget_signs()
    try:
        return handler(asked)
    except CampaignError as error:
        return refusal(asked, status_of(error), error)


def _from_another_visit() -> NotAllowedError:
    return NotAllowedError(
        "this form is from another visit, so nothing was done", remedy="Open the page anew and do it again."
    )


def status_of(error: CampaignError) -> int:
    """The answer's status for an error of ours."""
    if isinstance(error, NotAllowedError):
        return 403
    if isinstance(error, PlanError | DeliveryError):
        return 409
    return 422 if isinstance(error, EditError | InputError) else 503


def refusal(asked: Asked, status: int, error: CampaignError) -> Response:
    """A page that says why not, and what to do."""
    from .paint import paint

    problems = error.problems if isinstance(error, InputError) else ()
    return paint(asked, "refusal.html", status=status, error=error, problems=problems, code=status)


def _to_the_door(request: Request) -> Response:
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    further = f"?next={quote(path, safe='')}" if request.method == "GET" and path != "/" else ""
    return RedirectResponse(f"/sign-in{further}", 303)


def go(path: str) -> Response:
    """On to one of our own pages after a form."""
    return RedirectResponse(path, 303)


def ours(path: str, otherwise: str = "/") -> str:
    """A path of this page, or `otherwise` where it would lead away."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return otherwise
    try:
        found = urlsplit(path)
    except ValueError:
        return otherwise
    return quote(path, safe="/?&=%~:,;@+-._") if not found.scheme and not found.netloc else otherwise


def position(text: str) -> tuple[datetime, int] | None:
    """Where a page of a long list ended, as `position_text` wrote it into an address."""
    moment, _, number = text.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), int(number[:15])
    except (ValueError, OverflowError):
        return None


def position_text(found: tuple[datetime, int]) -> str:
    """`2026-10-13T08:00:00Z_17`"""
    return f"{utc(found[0])}_{found[1]}"


def not_found() -> HTTPException:
    return HTTPException(404)


def chain(*several: Sequence[Route]) -> list[Route]:
    return [route for one in several for route in one]
