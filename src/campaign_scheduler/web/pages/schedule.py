"""Schedule: what would change, in plain words, and make it so."""

from __future__ import annotations

from starlette.responses import Response

from ...model.errors import PlanError
from ...planning.plan import Kind
from ..door import Asked, go, page
from ..paint import paint

ORDER = (Kind.ADD, Kind.CHANGE, Kind.MOVE, Kind.REMOVE)


def show(asked: Asked) -> Response:
    return _page(asked)


def _page(asked: Asked, status: int = 200, error: PlanError | None = None) -> Response:
    found = asked.acting.proposal()
    groups = [(kind, [one for one in found.posts if one.kind is kind]) for kind in ORDER]
    return paint(
        asked,
        "schedule.html",
        status=status,
        error=error,
        found=found,
        groups=[(kind.name.lower(), posts) for kind, posts in groups if posts],
        accounts=asked.board.reading.workspace.accounts,
    )


def schedule(asked: Asked) -> Response:
    """Only exactly what was shown."""
    try:
        applied = asked.acting.schedule(asked.form.get("plan"), force=bool(asked.form.get("force")))
    except PlanError as error:
        return _page(asked, 409, error)
    finally:
        asked.desk.keeper.fresh()
    asked.desk.forget_signs()
    _say_done(asked, len({change.key.post_id for change in applied.written}), len(applied.left_alone))
    return go("/")


def _say_done(asked: Asked, count: int, left: int) -> None:
    if count:
        asked.say(
            "Done: %(num)s post is as the files say.", many="Done: %(num)s posts are as the files say.", num=count
        )
    else:
        asked.say("Done.")
    if left:
        asked.say(
            "%(num)s went out meanwhile and was left alone.",
            tone="warn",
            link="/log",
            link_words="Log",
            many="%(num)s went out meanwhile and were left alone.",
            num=left,
        )


ROUTES = [page("/schedule", show, schedule)]
