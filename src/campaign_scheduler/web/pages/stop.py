"""Stop everything, and go on."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from ...model.delivery import State
from ...model.errors import EditError
from ...services import history, releasing, stopping
from ...services.releasing import Wanted, Way
from ...workspace.durations import duration
from ..door import Asked, go, page
from ..paint import paint

LONGEST_REASON = 500


def look(asked: Asked) -> Response:
    """What is stopped, and the forms to stop and to go on."""
    return _page(asked)


def _page(asked: Asked, status: int = 200, error: EditError | None = None) -> Response:
    workspace = asked.board.reading.workspace
    return paint(asked, "stop.html", status=status, error=error, accounts=workspace.accounts.values(), form=asked.form)


def stop(asked: Asked) -> Response:
    """At once; the answer says what had left."""
    reason = asked.form.get("reason").strip()[:LONGEST_REASON]
    scope, _, target = asked.form.get("what", "all").partition(":")
    if not reason:
        return _page(asked, 422, EditError("say in a few words why; it stands in the log", field="reason"))
    if scope not in ("all", "account", "campaign"):
        scope, target = "all", ""
    found = asked.acting.stop(scope=scope, target=target, reason=reason)
    asked.desk.forget_signs()
    return paint(asked, "stopped.html", found=found, beyond_reach=stopping.BEYOND_REACH)


def resume(asked: Asked) -> Response:
    scope, _, target = asked.form.get("what", "all").partition(":")
    found = asked.acting.resume(scope=scope, target=target)
    asked.desk.forget_signs()
    count = len(found.overdue)
    asked.say("The stop of %(what)s has ended.", what=asked.told(stopping.in_words(found.ended)))
    if count:
        asked.say(
            "%(num)s post fell due meanwhile: see below.",
            tone="warn",
            many="%(num)s posts fell due meanwhile: see below.",
            num=count,
        )
    return go("/backlog" if count else "/")


def backlog(asked: Asked) -> Response:
    """What did not go out in time, and the choices."""
    proposed = releasing.propose(asked.app, _wanted(asked, asked.query.get("way")))
    return paint(
        asked,
        "backlog.html",
        found=proposed,
        shift=asked.query.get("shift", "1d"),
        unsure=history.in_states(asked.app, State.UNCONFIRMED),
        refused=history.in_states(asked.app, State.FAILED),
    )


def _wanted(asked: Asked, way: str) -> Wanted:
    """Raises EditError for a time that cannot be read."""
    source = asked.form if asked.request.method == "POST" else asked.query
    shift = duration(source.get("shift", "1d")) if way == Way.SHIFT.value else timedelta(0)
    if shift is None or (way == Way.SHIFT.value and not timedelta(0) < shift < timedelta(days=3650)):
        raise EditError("write how much later, such as 1d or 3h", field="shift")
    return Wanted(way=Way(way) if way in list(Way) else None, shift=shift, numbers=source.numbers("number"))


def release(asked: Asked) -> Response:
    """Do with the chosen posts what was shown."""
    wanted = _wanted(asked, asked.form.get("way"))
    if wanted.way is None or not wanted.numbers:
        asked.say("Choose at least one post, and what becomes of it.", "warn")
        return go("/backlog")
    found = asked.acting.release(wanted)
    done = len(found.moving)
    left = len(found.moves) - done
    if left:
        asked.say("Done for %(done)s, %(left)s left alone.", "good" if done else "warn", done=done, left=left)
    else:
        asked.say("Done for %(done)s.", done=done)
    return go("/backlog" if left else "/log")


ROUTES = [
    page("/stop", look, stop),
    page("/resume", None, resume),
    page("/backlog", backlog, release),
]
